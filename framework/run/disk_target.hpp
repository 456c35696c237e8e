#pragma once

#include "framework/backend/files/file_tree.hpp"

#include <memory>
#include <string>

namespace muster {

/// The files of a system on a raw disk, `FILE` or `FILE#PARTITION`, as they would be once it has booted: a partition is the
/// root, and what its own /etc/fstab mounts of this disk is mounted in it. PARTITION is a number, the name of a partition
/// (GPT) or the label of a file system; without one the root is the only ext2, ext3 or ext4 file system with a system in it.
/// What is mounted and cannot be read here (another file system, another disk) is told to be so wherever it is asked.
///
/// Throws CannotTell where no root is found, or it cannot be read.
std::unique_ptr<FileTree> open_disk(const std::string& path, const std::string& partition);

}  // namespace muster
