#pragma once

#include "framework/backend/disk/ext_volume.hpp"
#include "framework/backend/disk/partitions.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// A raw disk, and which of its partitions are meant by what others call them. All of it throws CannotTell.
class Disk {
public:
    /// Throws as partitions_of does.
    explicit Disk(std::string path);

    /// Throws where it is not of ext2, ext3 or ext4, or cannot be read.
    std::unique_ptr<ExtVolume> volume(const Partition& partition) const;

    /// As a user says it: a number, a name of a GPT, a label. Throws where there is none, or several.
    const Partition& named(const std::string& name) const;

    /// The only one with a system in it. Throws where there is none, or several, and where one that may be it cannot be read.
    std::unique_ptr<ExtVolume> root() const;

    /// The partition that the first field of fstab(5) means; null where it lies on no disk of this name, as far as can be told.
    const Partition* mounted(std::string_view device) const;

private:
    CannotTell no_partition(const std::string& what) const;

    std::string path_;
    std::vector<Partition> partitions_;
};

}  // namespace muster
