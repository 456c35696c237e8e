#include "framework/backend/files/system_tree.hpp"

#include "framework/backend/system_error.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <climits>
#include <fmt/format.h>

#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <sys/ioctl.h>
#include <sys/xattr.h>
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

/// What xattr(7) tells of a file that the kernel itself leads us to; nothing where its file system keeps none.
std::optional<std::map<std::string, std::string>> attributes_of(
    const std::string& itself, const std::string& path
) {
    std::string names(XATTR_LIST_MAX, '\0');
    const auto size = ::listxattr(itself.c_str(), names.data(), names.size());
    if (size < 0 and errno == ENOTSUP)
        return std::nullopt;
    if (size < 0)
        throw cannot("reading the attributes of", path, errno);
    names.resize(static_cast<std::size_t>(size));
    std::map<std::string, std::string> found;
    std::string value(XATTR_SIZE_MAX, '\0');
    for (const auto name : split(names, '\0')) {
        if (name.empty())
            continue;
        const std::string whole(name);
        const auto got = ::getxattr(itself.c_str(), whole.c_str(), value.data(), value.size());
        if (got >= 0)
            found.emplace(whole, value.substr(0, static_cast<std::size_t>(got)));
        else if (errno != ENODATA)  // gone since
            throw cannot("reading " + escaped(whole) + " of", path, errno);
    }
    return found;
}

/// The flags of an inode; nothing where its file system keeps none.
std::optional<std::uint32_t> flags_of(const std::string& itself, const std::string& path) {
    const FileDescriptor file(::open(itself.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    int flags = 0;  // the kernel writes one, whatever the header says (ioctl_iflags(2))
    if (file and ::ioctl(file.number(), FS_IOC_GETFLAGS, &flags) == 0)
        return static_cast<std::uint32_t>(flags);
    if (file and (errno == ENOTTY or errno == ENOTSUP))
        return std::nullopt;
    throw cannot("reading the flags of", path, errno);
}

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

std::optional<FileMarks> SystemTree::marks(const std::string& path) {
    const auto place = open(path, O_PATH | O_CLOEXEC);
    if (not place and means_absent(errno))
        return std::nullopt;
    struct stat status {};
    if (not place or ::fstat(place.number(), &status) != 0)
        throw cannot("reading", path, errno);
    const auto itself = fmt::format("/proc/self/fd/{}", place.number());
    FileMarks marks;
    marks.attributes = attributes_of(itself, path);
    if (not S_ISREG(status.st_mode) and not S_ISDIR(status.st_mode))
        return marks;
    try {  // unlike attributes they take a file that may be opened
        marks.flags = flags_of(itself, path);
    } catch (const CannotTell& why) {
        marks.why_no_flags = why;
    }
    return marks;
}

std::unique_ptr<OpenFolder> SystemTree::open_folder(const std::string& path) {
    auto place = open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
    auto folder = SystemFolder::from(std::move(place), path);
    if (folder == nullptr and not means_absent(errno))
        throw cannot("reading the folder", path, errno);
    return folder;
}

}  // namespace muster
