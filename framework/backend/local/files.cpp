#include "framework/backend/local/files.hpp"

#include "framework/backend/local/system_error.hpp"
#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"

#include <climits>
#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>

namespace muster::local {

namespace {

FileType type_from(mode_t mode) {
    switch (mode & S_IFMT) {
    case S_IFREG: return FileType::regular;
    case S_IFDIR: return FileType::directory;
    case S_IFLNK: return FileType::symlink;
    case S_IFSOCK: return FileType::socket;
    case S_IFIFO: return FileType::pipe;
    case S_IFBLK: return FileType::block_device;
    case S_IFCHR: return FileType::character_device;
    default: return FileType::unknown;
    }
}

Instant instant_from(const timespec& time) {
    return Instant(std::chrono::seconds(time.tv_sec) + Nanoseconds(time.tv_nsec));
}

/// What a path leads to, held without being opened: nobody can put a device or a FIFO in its place
/// between the look at its type and the reading.
struct Held {
    FileDescriptor place;
    FileType type = FileType::unknown;
    std::uint64_t size = 0;
};

std::optional<Held> hold(const std::string& path) {
    if (has_nul(path))
        return std::nullopt;
    Held held{FileDescriptor(::open(path.c_str(), O_PATH | O_CLOEXEC))};
    if (not held.place and means_absent(errno))
        return std::nullopt;
    struct stat status {};
    if (not held.place or ::fstat(held.place.number(), &status) != 0)
        throw cannot("reading", path, errno);
    held.type = type_from(status.st_mode);
    held.size = static_cast<std::uint64_t>(status.st_size);
    return held;
}

/// Opens a regular file for reading. A lease or a tracing file must not keep us waiting, hence
/// O_NONBLOCK. Nothing when it is gone since.
FileDescriptor opened(const Held& held, const std::string& path) {
    constexpr int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    const auto itself = fmt::format("/proc/self/fd/{}", held.place.number());
    FileDescriptor file(::open(itself.c_str(), flags));
    if (not file and errno == ENOENT)  // a chroot without /proc
        file = FileDescriptor(::open(path.c_str(), flags));
    if (not file and not means_absent(errno))
        throw cannot("reading", path, errno);
    return file;
}

/// Gives the bytes of `file` to `take` piece by piece, to the end, also where the size says 0 (/proc). False when it
/// is gone since: a file below /proc ends with its process.
template<class Take>
bool for_each_piece(
    const FileDescriptor& file, const std::string& path, Deadline deadline, Take take
) {
    constexpr std::size_t piece_size = 256UL * 1024;
    const auto piece = std::make_unique_for_overwrite<char[]>(piece_size);
    while (true) {
        const auto got = ::read(file.number(), piece.get(), piece_size);
        if (got < 0 and errno == EINTR)
            continue;
        if (got < 0 and means_absent(errno))
            return false;
        if (got < 0)
            throw cannot("reading", path, errno);
        if (got == 0)
            return true;
        take(std::string_view(piece.get(), static_cast<std::size_t>(got)));
        if (deadline.passed())
            throw CannotTell{
                Kind::timed_out,
                "reading " + escaped(path) + " did not end within the deadline of the run"};
    }
}

CannotTell too_large(const std::string& path, std::uint64_t limit) {
    return {
        Kind::too_large,
        fmt::format("{} is larger than {} bytes, the limit of content", escaped(path), limit)};
}

std::optional<LinkText> resolved(const std::string& path) {
    const std::unique_ptr<char, decltype(&std::free)> text(
        ::realpath(path.c_str(), nullptr), &std::free
    );
    if (text)
        return LinkText{true, text.get()};
    if (means_absent(errno))
        return std::nullopt;
    throw cannot("resolving", path, errno);
}

}  // namespace

FileStatus file_status_from(const struct stat& found) {
    return {
        .type = type_from(found.st_mode),
        .permissions = static_cast<std::uint16_t>(found.st_mode & 07777U),
        .uid = found.st_uid,
        .gid = found.st_gid,
        .owner = {},
        .group = {},
        .size = static_cast<std::uint64_t>(found.st_size),
        .links = found.st_nlink,
        .inode = found.st_ino,
        .device = found.st_dev,
        .modified = instant_from(found.st_mtim),
        .changed = instant_from(found.st_ctim),
    };
}

std::optional<FileStatus> status_of(const Stat& question, OwnerNames& owners) {
    if (has_nul(question.path))
        return std::nullopt;
    struct stat found {};
    const int flags = question.follow == Follow::no ? AT_SYMLINK_NOFOLLOW : 0;
    if (::fstatat(AT_FDCWD, question.path.c_str(), &found, flags) != 0) {
        if (means_absent(errno))
            return std::nullopt;
        throw cannot("reading", question.path, errno);
    }
    auto status = file_status_from(found);
    status.owner = owners.user(found.st_uid);
    status.group = owners.group(found.st_gid);
    return status;
}

std::optional<Content> content_of(
    const std::string& path, const Limits& limits, Deadline deadline
) {
    const auto held = hold(path);
    if (not held)
        return std::nullopt;
    if (held->type != FileType::regular)
        return Content{held->type, ""};
    if (held->size > limits.content)
        throw too_large(path, limits.content);
    const auto file = opened(*held, path);
    Content content;
    content.bytes.reserve(held->size);
    const auto take = [&](std::string_view piece) {
        if (content.bytes.size() + piece.size() > limits.content)
            throw too_large(path, limits.content);
        content.bytes += piece;
    };
    const bool is_whole = file and for_each_piece(file, path, deadline, take);
    return is_whole ? std::optional(std::move(content)) : std::nullopt;
}

std::optional<DigestText> digest_of(const Digest& question, Deadline deadline) {
    const auto held = hold(question.path);
    if (not held)
        return std::nullopt;
    if (held->type != FileType::regular)
        return DigestText{held->type, ""};
    const auto file = opened(*held, question.path);
    Digester digester(question.algorithm);
    const auto take = [&](std::string_view piece) { digester.add(piece); };
    if (not file or not for_each_piece(file, question.path, deadline, take))
        return std::nullopt;
    return DigestText{FileType::regular, digester.hex()};
}

std::optional<LinkText> link_text_of(const ReadLink& question) {
    if (has_nul(question.path))
        return std::nullopt;
    if (question.links == Links::all)
        return resolved(question.path);
    // The text of a link is shorter than PATH_MAX on every file system of Linux; symlink(2) sees to it.
    std::array<char, PATH_MAX> text{};
    const auto size = ::readlink(question.path.c_str(), text.data(), text.size());
    if (size >= 0)
        return LinkText{true, std::string(text.data(), static_cast<std::size_t>(size))};
    if (means_absent(errno))
        return std::nullopt;
    if (errno == EINVAL)  // there is something, and it is no link
        return LinkText{false, ""};
    throw cannot("reading", question.path, errno);
}

}  // namespace muster::local
