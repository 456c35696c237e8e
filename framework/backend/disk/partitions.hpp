#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace muster {

/// A partition of a disk, or the whole of one that has no partition table.
struct Partition {
    int number = 0;           ///< as the kernel counts them, from 1; 0: the whole disk
    std::uint64_t start = 0;  ///< bytes from the beginning of the disk
    std::uint64_t size = 0;   ///< bytes
    std::string name;         ///< PARTLABEL, which only GPT has
    std::string id;           ///< PARTUUID, lower case
    std::string
        filesystem;  ///< as blkid(8) names it: "ext4", "vfat", "LVM2_member"; empty: none that it knows
    std::string label;  ///< LABEL of the file system
    std::string uuid;   ///< UUID of the file system, lower case

    /// One that ext_volume.hpp reads.
    bool is_ext() const;
};

/// What lies on a raw disk, a file or a device, by libblkid: GPT and MBR with logical partitions; an extended one, which
/// only holds others, is left out. Throws CannotTell where it cannot be read, is no raw disk (qcow2 and its like, with the
/// command that makes one of it), or nothing is known on it.
std::vector<Partition> partitions_of(const std::string& path);

/// "partition 2 (ext4, \"root\")", for messages and evidence; "the disk (ext4)" of one without a table.
std::string to_words(const Partition& partition);

}  // namespace muster
