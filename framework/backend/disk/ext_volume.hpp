#pragma once

#include "framework/host/question.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace muster {

/// An ext2, ext3 or ext4 file system within a file, read by libext2fs: not mounted, and by anybody who may read the file.
/// What lies in it is known by the numbers of its inodes. All of it throws CannotTell where it cannot be read or is damaged.
class ExtVolume {
public:
    using Number = std::uint32_t;
    static constexpr Number root = 2;

    /// `start` is in bytes; `name` is what it is called in messages. Throws CannotTell as well where its journal has changes
    /// that are not in their places yet, or where errors are noted in it: what we read there would not be what a mount shows.
    ExtVolume(const std::string& path, std::uint64_t start, std::string name);
    ExtVolume(const ExtVolume&) = delete;
    ExtVolume& operator=(const ExtVolume&) = delete;
    ~ExtVolume();

    const std::string& name() const { return name_; }

    /// As the kernel counts it when it mounts the volume.
    FileSystemStatus file_system() const;

    FileStatus status(Number number);
    FileMarks marks(Number number);
    /// The text of a symlink.
    std::string link_text(Number number);
    /// By name, without `.` and `..`.
    using Entries = std::map<std::string, Number, std::less<>>;
    std::shared_ptr<const Entries> entries(Number folder);

    using Take = std::function<void(std::string_view piece)>;
    /// The bytes of a regular file, holes as zeros.
    void read(Number number, const Take& take);

private:
    struct Handle;

    std::string name_;
    std::unique_ptr<Handle> handle_;
    std::map<Number, std::shared_ptr<const Entries>> folders_;  ///< those that were read
    std::size_t names_ = 0;                                     ///< in them
};

}  // namespace muster
