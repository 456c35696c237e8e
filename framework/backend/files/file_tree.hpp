#pragma once

// Files and folders, wherever they lie: on this machine, below a folder, in an image. What is asked of them is answered
// in one way for all (files.hpp, folders.hpp, walk.hpp).

#include "framework/host/question.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// What a path leads to, held without being opened: nobody can put a device or a FIFO in its place between the look at
/// its type and the reading.
class HeldFile {
public:
    HeldFile(FileType type, std::uint64_t size, std::string origin = {})
        : type_(type), size_(size), origin_(std::move(origin)) {}
    HeldFile(const HeldFile&) = delete;
    HeldFile& operator=(const HeldFile&) = delete;
    virtual ~HeldFile() = default;

    FileType type() const { return type_; }
    /// As its status says it, which is 0 in /proc.
    std::uint64_t size() const { return size_; }
    /// What brought it, where that is known.
    const std::string& origin() const { return origin_; }

    using Take = std::function<void(std::string_view piece)>;
    /// Gives the bytes of a regular file piece by piece, to the end. False when it is gone since. What `take` throws
    /// ends it.
    virtual bool read(const Take& take) = 0;
    /// In hexadecimal, where it is known without reading.
    virtual std::optional<std::string> digest(DigestAlgorithm /*algorithm*/) const {
        return std::nullopt;
    }

private:
    FileType type_;
    std::uint64_t size_;
    std::string origin_;
};

/// An open folder. What is in it is reached by its name alone, so that nobody can put a link in the way meanwhile.
class OpenFolder {
public:
    explicit OpenFolder(std::string path) : path_(std::move(path)) {}
    OpenFolder(const OpenFolder&) = delete;
    OpenFolder& operator=(const OpenFolder&) = delete;
    virtual ~OpenFolder() = default;

    /// As it was opened.
    const std::string& path() const { return path_; }
    /// The path of an entry.
    std::string path_of(std::string_view name) const {
        return path_ + (path_.ends_with('/') ? "" : "/") + std::string(name);
    }

    /// The folder's own status.
    virtual FileStatus status() = 0;
    /// The next name, in no order, without `.` and `..`; nothing at the end.
    virtual std::optional<std::string> next() = 0;
    /// What lstat(2) says of an entry; nothing when it is gone.
    virtual std::optional<FileStatus> status_of(const std::string& name) = 0;
    /// A folder in this one; null when it is gone, or none.
    virtual std::unique_ptr<OpenFolder> enter(const std::string& name) = 0;

private:
    std::string path_;
};

/// Questions about the bytes of files.
struct NextReads {
    std::vector<std::string> contents = {};  ///< paths
    std::uint64_t most_of_content = 0;       ///< of larger files none is asked for
    std::vector<Digest> digests = {};
};

/// Absolute paths, and on this machine others. "Not there" is an empty answer; whatever else goes wrong is thrown as
/// CannotTell. No path holds a NUL byte. Owners' names are left empty: see Owners.
class FileTree {
public:
    virtual ~FileTree() = default;

    virtual std::optional<FileStatus> status(const std::string& path, Follow follow) = 0;
    /// Whether a link leads to something.
    virtual bool leads_somewhere(const std::string& link) {
        return status(link, Follow::yes).has_value();
    }
    /// The raw text of a link, one step.
    virtual std::optional<LinkText> link_text(const std::string& path) = 0;
    /// The path after all links, as of realpath(3).
    virtual std::optional<std::string> resolved(const std::string& path) = 0;
    /// Links followed; null when it is not there.
    virtual std::unique_ptr<HeldFile> hold(const std::string& path) = 0;
    /// Links followed; null when it is not there, or no folder.
    virtual std::unique_ptr<OpenFolder> open_folder(const std::string& path) = 0;
    /// Links followed.
    virtual std::optional<FileMarks> marks(const std::string& path) = 0;
    /// Links followed. Without a type, be there something or not, where the tree is not made of file systems.
    virtual std::optional<FileSystemStatus> file_system(const std::string& /*path*/) {
        return FileSystemStatus{};
    }

    /// What describes the image that the files are of; nothing where nothing does.
    virtual std::optional<ImageDescription> image() { return std::nullopt; }

    /// Whether many files are read as easily as one, and so `prepare` is of use.
    virtual bool reads_together() const { return false; }
    /// What is asked for next. With contents among it, digests may be left to a call without: no content waits for them.
    virtual void prepare(const NextReads& /*next*/) {}
};

/// Names of owners, as the tree's system has them. Each id is looked up once.
class Owners {
public:
    virtual ~Owners() = default;
    /// The digits of an id that has no name, or whose name cannot be found out.
    virtual const std::string& user(std::uint32_t uid) = 0;
    virtual const std::string& group(std::uint32_t gid) = 0;
    /// Whether there is a name at all. Unlike a name that is only shown, this decides: throws CannotTell when that
    /// cannot be found out.
    virtual bool has_user(std::uint32_t uid) = 0;
    virtual bool has_group(std::uint32_t gid) = 0;
};

}  // namespace muster
