#include "framework/backend/image/root_folder.hpp"

#include "framework/backend/files/path_walk.hpp"
#include "framework/backend/system_error.hpp"

#include <climits>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace muster {

namespace {

FileDescriptor open_below(int root, const std::string& path, int flags) {
    constexpr int most_tries = 16;  // EAGAIN: something was renamed meanwhile (openat2(2))
    open_how how{};
    how.flags = static_cast<unsigned>(flags);
    how.resolve = RESOLVE_IN_ROOT;
    for (int i = 0; i < most_tries; ++i) {
        FileDescriptor file(
            static_cast<int>(::syscall(SYS_openat2, root, path.c_str(), &how, sizeof how))
        );
        if (file or errno != EAGAIN)
            return file;
    }
    return {};
}

bool kernel_confines(int root) {
    return static_cast<bool>(open_below(root, ".", O_PATH | O_CLOEXEC));
}

std::optional<std::string> text_of(int link) {
    std::array<char, PATH_MAX> text{};
    const auto size = ::readlinkat(link, "", text.data(), text.size());
    if (size < 0)
        return std::nullopt;
    return std::string(text.data(), static_cast<std::size_t>(size));
}

/// The folders and files below a root, for PathWalk. What fails leaves errno behind.
struct OpenPlaces {
    using Place = FileDescriptor;

    int root;

    int number(const Place* place) const { return place == nullptr ? root : place->number(); }
    std::optional<Place> child(const Place* folder, const std::string& name) const {
        Place next(::openat(number(folder), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
        return next ? std::optional(std::move(next)) : std::nullopt;
    }
    bool is_folder(const Place* place) const {
        return static_cast<bool>(
            FileDescriptor(::openat(number(place), ".", O_PATH | O_DIRECTORY | O_CLOEXEC))
        );
    }
    std::optional<std::string> link_text(const Place& place) const {
        return text_of(place.number());
    }
};

/// False, with errno set, when it does not lead anywhere.
bool arrives(PathWalk<OpenPlaces>& walk, const std::string& path, Follow last) {
    const auto said = walk.run(path, last);
    if (said == Walked::too_many_links)
        errno = ELOOP;
    return said == Walked::there;
}

FileDescriptor open_by_name(int root, const std::string& path, int flags) {
    OpenPlaces places{root};
    PathWalk<OpenPlaces> walk(places);
    if (not arrives(walk, path, (flags & O_NOFOLLOW) != 0 ? Follow::no : Follow::yes))
        return {};
    const int place = places.number(walk.place());
    if ((flags & O_PATH) != 0)
        return FileDescriptor(::fcntl(place, F_DUPFD_CLOEXEC, 0));
    if ((flags & O_DIRECTORY) != 0)
        return FileDescriptor(::openat(place, ".", flags | O_NOFOLLOW));
    const auto itself = "/proc/self/fd/" + std::to_string(place);
    FileDescriptor file(::open(itself.c_str(), flags));
    if (not file
        and errno == ENOENT)  // without /proc it cannot be opened, and is there all the same
        errno = ENOSYS;
    return file;
}

}  // namespace

RootFolder::RootFolder(const std::string& folder) : RootFolder(folder, Confined::by_kernel) {
    if (not kernel_confines(root_.number()))
        confined_ = Confined::by_name;
}

RootFolder::RootFolder(const std::string& folder, Confined confined)
    : root_(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)), confined_(confined) {
    if (not root_)
        throw cannot("opening the root folder", folder, errno);
}

FileDescriptor RootFolder::open(const std::string& path, int flags) {
    return confined_ == Confined::by_kernel ? open_below(root_.number(), path, flags)
                                            : open_by_name(root_.number(), path, flags);
}

std::optional<FileStatus> RootFolder::look_at(
    const std::string& path, Follow follow, std::string_view doing
) {
    const auto place = open(path, O_PATH | O_CLOEXEC | (follow == Follow::no ? O_NOFOLLOW : 0));
    struct stat found {};
    if (place and ::fstat(place.number(), &found) == 0)
        return file_status_from(found);
    if (means_absent(errno))
        return std::nullopt;
    throw cannot(doing, path, errno);
}

std::optional<LinkText> RootFolder::link_text(const std::string& path) {
    const auto place = open(path, O_PATH | O_CLOEXEC | O_NOFOLLOW);
    if (not place and means_absent(errno))
        return std::nullopt;
    if (not place)
        throw cannot("reading", path, errno);
    const auto text = text_of(place.number());
    return LinkText{text.has_value(), text.value_or("")};
}

std::optional<std::string> RootFolder::resolved(const std::string& path) {
    OpenPlaces places{root_.number()};
    PathWalk<OpenPlaces> walk(places);
    if (arrives(walk, path, Follow::yes))
        return walk.path();
    if (means_absent(errno))
        return std::nullopt;
    throw cannot("resolving", path, errno);
}

}  // namespace muster
