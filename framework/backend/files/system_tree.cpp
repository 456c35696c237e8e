#include "framework/backend/files/system_tree.hpp"

#include "framework/backend/system_error.hpp"

#include <climits>
#include <fmt/format.h>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace muster {

namespace {

Instant instant_from(const timespec& time) {
    return instant_from_unix(time.tv_sec, time.tv_nsec);
}

/// What the system call found that said this; nothing when there is nothing.
std::optional<FileStatus> status_unless_absent(
    int said, const struct stat& found, std::string_view doing, std::string_view path
) {
    if (said == 0)
        return file_status_from(found);
    if (means_absent(errno))
        return std::nullopt;
    throw cannot(doing, path, errno);
}

class SystemFile : public HeldFile {
public:
    using Open = std::function<FileDescriptor(const std::string& path, int flags)>;
    /// `open` is asked where a held file cannot be opened as such.
    SystemFile(FileDescriptor place, const struct stat& status, std::string path, Open open)
        : HeldFile(file_type_from(status.st_mode), static_cast<std::uint64_t>(status.st_size)),
          place_(std::move(place)),
          path_(std::move(path)),
          open_(std::move(open)) {}

    bool read(const Take& take) override {
        constexpr std::size_t piece_size = 256UL * 1024;
        const auto file = opened();
        const auto piece = std::make_unique_for_overwrite<char[]>(piece_size);
        while (file) {
            const auto got = ::read(file.number(), piece.get(), piece_size);
            if (got < 0 and errno == EINTR)
                continue;
            if (got < 0 and means_absent(errno))  // a file below /proc ends with its process
                return false;
            if (got < 0)
                throw cannot("reading", path_, errno);
            if (got == 0)
                return true;
            take(std::string_view(piece.get(), static_cast<std::size_t>(got)));
        }
        return false;
    }

private:
    /// A lease or a tracing file must not keep us waiting, hence O_NONBLOCK. Empty when it is gone since.
    FileDescriptor opened() const {
        constexpr int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
        const auto itself = fmt::format("/proc/self/fd/{}", place_.number());
        FileDescriptor file(::open(itself.c_str(), flags));
        if (not file and errno == ENOENT)  // a chroot without /proc
            file = open_(path_, flags);
        if (not file and not means_absent(errno))
            throw cannot("reading", path_, errno);
        return file;
    }

    FileDescriptor place_;
    std::string path_;
    Open open_;
};

struct CloseFolder {
    void operator()(DIR* folder) const { (void)::closedir(folder); }
};

class SystemFolder : public OpenFolder {
public:
    /// Null, with errno set, where the descriptor is none of a folder.
    static std::unique_ptr<SystemFolder> from(FileDescriptor place, std::string path) {
        DIR* folder = place ? ::fdopendir(place.number()) : nullptr;
        if (folder == nullptr)
            return nullptr;
        (void)place.release();  // closed with the folder
        return std::unique_ptr<SystemFolder>(new SystemFolder(folder, std::move(path)));
    }

    FileStatus status() override {
        struct stat found {};
        if (::fstat(::dirfd(folder_.get()), &found) != 0)
            throw cannot("reading the folder", path(), errno);
        return file_status_from(found);
    }

    std::optional<std::string> next() override {
        while (true) {
            errno = 0;
            const auto* entry = ::readdir(folder_.get());
            if (entry == nullptr and errno != 0)
                throw cannot("reading the folder", path(), errno);
            if (entry == nullptr)
                return std::nullopt;
            const std::string_view name = entry->d_name;
            if (name != "." and name != "..")
                return std::string(name);
        }
    }

    std::optional<FileStatus> status_of(const std::string& name) override {
        struct stat found {};
        constexpr int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT;
        const auto path = path_of(name);
        const int said = ::fstatat(::dirfd(folder_.get()), name.c_str(), &found, flags);
        return status_unless_absent(said, found, "reading", path);
    }

    std::unique_ptr<OpenFolder> enter(const std::string& name) override {
        constexpr int flags = O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW;
        const auto path = path_of(name);
        FileDescriptor place(::openat(::dirfd(folder_.get()), name.c_str(), flags));
        auto folder = from(std::move(place), path);
        if (folder == nullptr and not means_absent(errno))
            throw cannot("reading the folder", path, errno);
        return folder;
    }

private:
    SystemFolder(DIR* folder, std::string path) : OpenFolder(std::move(path)), folder_(folder) {}

    std::unique_ptr<DIR, CloseFolder> folder_;
};

}  // namespace

FileType file_type_from(mode_t mode) {
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

FileStatus file_status_from(const struct stat& found) {
    return {
        .type = file_type_from(found.st_mode),
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

FileDescriptor SystemTree::open(const std::string& path, int flags) {
    return FileDescriptor(::open(path.c_str(), flags));
}

std::optional<FileStatus> SystemTree::look_at(
    const std::string& path, Follow follow, std::string_view doing
) {
    struct stat found {};
    const int flags = follow == Follow::no ? AT_SYMLINK_NOFOLLOW : 0;
    const int said = ::fstatat(AT_FDCWD, path.c_str(), &found, flags);
    return status_unless_absent(said, found, doing, path);
}

std::optional<LinkText> SystemTree::link_text(const std::string& path) {
    // The text of a link is shorter than PATH_MAX on every file system of Linux; symlink(2) sees to it.
    std::array<char, PATH_MAX> text{};
    const auto size = ::readlink(path.c_str(), text.data(), text.size());
    if (size >= 0)
        return LinkText{true, std::string(text.data(), static_cast<std::size_t>(size))};
    if (means_absent(errno))
        return std::nullopt;
    if (errno == EINVAL)  // there is something, and it is no link
        return LinkText{false, ""};
    throw cannot("reading", path, errno);
}

std::optional<std::string> SystemTree::resolved(const std::string& path) {
    const std::unique_ptr<char, decltype(&std::free)> text(
        ::realpath(path.c_str(), nullptr), &std::free
    );
    if (text)
        return text.get();
    if (means_absent(errno))
        return std::nullopt;
    throw cannot("resolving", path, errno);
}

std::unique_ptr<HeldFile> SystemTree::hold(const std::string& path) {
    auto place = open(path, O_PATH | O_CLOEXEC);
    if (not place and means_absent(errno))
        return nullptr;
    struct stat status {};
    if (not place or ::fstat(place.number(), &status) != 0)
        throw cannot("reading", path, errno);
    return std::make_unique<SystemFile>(
        std::move(place),
        status,
        path,
        [this](const std::string& again, int flags) { return open(again, flags); }
    );
}

std::unique_ptr<OpenFolder> SystemTree::open_folder(const std::string& path) {
    auto place = open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
    auto folder = SystemFolder::from(std::move(place), path);
    if (folder == nullptr and not means_absent(errno))
        throw cannot("reading the folder", path, errno);
    return folder;
}

}  // namespace muster
