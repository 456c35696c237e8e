#include "framework/backend/image/root_folder.hpp"

#include "framework/backend/files/path_walk.hpp"
#include "framework/backend/system_error.hpp"
#include "framework/base/display.hpp"

#include <climits>

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
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

/// The root of a procfs (proc(5)), of whatever namespace.
bool is_procfs(int place) {
    struct statfs system {};
    return ::fstatfs(place, &system) == 0 and system.f_type == PROC_SUPER_MAGIC;
}
bool is_root_of_procfs(int place) {
    constexpr ino_t root_inode = 1;
    struct stat status {};
    return is_procfs(place) and ::fstat(place, &status) == 0 and status.st_ino == root_inode;
}

/// The folders and files below a root, for PathWalk. What fails leaves errno behind.
struct OpenPlaces {
    using Place = FileDescriptor;

    int root;
    std::string first_process = {};  ///< of a root that runs
    bool of_reader = false;          ///< a folder on the way tells of whoever reads it

    int number(const Place* place) const { return place == nullptr ? root : place->number(); }
    std::optional<Place> child(const Place* folder, const std::string& name) {
        auto called = name;
        if (not first_process.empty() and is_root_of_procfs(number(folder))) {
            of_reader = of_reader or name == "sys" or name == "sysvipc";
            if (name == "self")
                called = first_process;
            else if (name == "thread-self")
                called = first_process + "/task/" + first_process;
        }
        Place next(::openat(number(folder), called.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
        return next ? std::optional(std::move(next)) : std::nullopt;
    }
    bool is_folder(const Place* place) const {
        return static_cast<bool>(
            FileDescriptor(::openat(number(place), ".", O_PATH | O_DIRECTORY | O_CLOEXEC))
        );
    }
    /// Throws CannotTell for a link of /proc that leads to what has no path, as `pipe:[123]`: the kernel alone follows it.
    std::optional<std::string> link_text(const Place& place) const {
        auto text = text_of(place.number());
        const bool has_no_path =
            text and not first_process.empty() and is_procfs(place.number())
            and (text->find(":[") != std::string::npos or text->ends_with(" (deleted)"));
        if (has_no_path)
            throw CannotTell{
                Kind::unsupported,
                "a link of /proc leads to " + escaped(*text)
                    + ", which only the container's own processes reach"};
        return text;
    }
};

/// What /proc/sys and /proc/sysvipc tell is of the namespaces of whoever opens them, but for these, which are of the kernel.
void require_of_target(const OpenPlaces& places, const PathWalk<OpenPlaces>& walk) {
    constexpr std::array<std::string_view, 4> of_kernel = {
        "/proc/sys/kernel/arch",
        "/proc/sys/kernel/osrelease",
        "/proc/sys/kernel/ostype",
        "/proc/sys/kernel/version"};
    if (not places.of_reader or not is_procfs(places.number(walk.place())))
        return;
    const auto path = walk.path();
    if (std::ranges::find(of_kernel, path) == of_kernel.end())
        throw CannotTell{
            Kind::unsupported,
            escaped(path)
                + " tells of whoever reads it, and without a shell nobody in the container does"};
}

/// False, with errno set, when it does not lead anywhere.
bool arrives(PathWalk<OpenPlaces>& walk, const std::string& path, Follow last) {
    const auto said = walk.run(path, last);
    if (said == Walked::too_many_links)
        errno = ELOOP;
    return said == Walked::there;
}

FileDescriptor open_by_name(OpenPlaces places, const std::string& path, int flags) {
    PathWalk<OpenPlaces> walk(places);
    if (not arrives(walk, path, (flags & O_NOFOLLOW) != 0 ? Follow::no : Follow::yes))
        return {};
    require_of_target(places, walk);
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

RootFolder::RootFolder(const std::string& folder, std::string first_process)
    : RootFolder(folder, Confined::by_name) {
    first_process_ = std::move(first_process);
}

RootFolder::RootFolder(const std::string& folder, Confined confined)
    : root_(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)), confined_(confined) {
    if (not root_)
        throw cannot("opening the root folder", folder, errno);
}

FileDescriptor RootFolder::open(const std::string& path, int flags) {
    return confined_ == Confined::by_kernel
               ? open_below(root_.number(), path, flags)
               : open_by_name({root_.number(), first_process_}, path, flags);
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
    OpenPlaces places{root_.number(), first_process_};
    PathWalk<OpenPlaces> walk(places);
    if (arrives(walk, path, Follow::yes))
        return walk.path();
    if (means_absent(errno))
        return std::nullopt;
    throw cannot("resolving", path, errno);
}

}  // namespace muster
