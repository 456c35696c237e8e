#include "framework/backend/image/root_folder.hpp"

#include "framework/backend/system_error.hpp"

#include <climits>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <deque>
#include <vector>

namespace muster {

namespace {

constexpr int most_links = 40;  // of one path, as the kernel has it (path_resolution(7))

FileDescriptor open_below(int root, const std::string& path, int flags) {
    constexpr int most_tries = 16;  // EAGAIN: something was renamed meanwhile (openat2(2))
    open_how how{};
    how.flags = static_cast<unsigned>(flags);
    how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
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

/// A path that is followed below a root name by name.
class Following {
public:
    explicit Following(int root) : root_(root) {}

    /// False with errno set, when it does not lead anywhere.
    bool run(const std::string& path, Follow last) {
        add_in_front(path);
        while (not names_.empty()) {
            const auto name = std::move(names_.front());
            names_.pop_front();
            if (not step(name, last))
                return false;
        }
        return true;
    }

    int place() const { return way_.empty() ? root_ : way_.back().place.number(); }
    std::string path() const {
        std::string text;
        for (const auto& one : way_)
            text += "/" + one.name;
        return text.empty() ? "/" : text;
    }

private:
    struct Step {
        FileDescriptor place;
        std::string name;
    };

    void add_in_front(std::string_view path) {
        std::vector<std::string> names;
        for (std::size_t at = 0; at < path.size();) {
            const auto start = path.find_first_not_of('/', at);
            // A slash at the end asks for a folder, as `.` does.
            const auto end = std::min(path.find('/', std::min(start, path.size())), path.size());
            names.emplace_back(
                start == std::string_view::npos ? "." : path.substr(start, end - start)
            );
            at = start == std::string_view::npos ? path.size() : end;
        }
        names_.insert(names_.begin(), names.begin(), names.end());
    }

    bool step(const std::string& name, Follow last) {
        if (name == "." or name == "..") {
            const FileDescriptor folder(::openat(place(), ".", O_PATH | O_DIRECTORY | O_CLOEXEC)
            );  // what is no folder has neither
            if (folder and name == ".." and not way_.empty())
                way_.pop_back();
            return static_cast<bool>(folder);
        }
        FileDescriptor next(::openat(place(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
        if (not next)
            return false;
        const auto link = text_of(next.number());
        if (not link or (names_.empty() and last == Follow::no)) {
            way_.push_back({std::move(next), name});
            return true;
        }
        if (++links_ > most_links) {
            errno = ELOOP;
            return false;
        }
        if (link->starts_with('/'))
            way_.clear();
        add_in_front(*link);
        return true;
    }

    int root_;
    std::vector<Step> way_;
    std::deque<std::string> names_;
    int links_ = 0;
};

FileDescriptor open_by_name(int root, const std::string& path, int flags) {
    Following following(root);
    if (not following.run(path, (flags & O_NOFOLLOW) != 0 ? Follow::no : Follow::yes))
        return {};
    if ((flags & O_PATH) != 0)
        return FileDescriptor(::fcntl(following.place(), F_DUPFD_CLOEXEC, 0));
    if ((flags & O_DIRECTORY) != 0)
        return FileDescriptor(::openat(following.place(), ".", flags | O_NOFOLLOW));
    const auto itself = "/proc/self/fd/" + std::to_string(following.place());
    return FileDescriptor(::open(itself.c_str(), flags));
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

std::optional<FileStatus> RootFolder::status(const std::string& path, Follow follow) {
    const auto place = open(path, O_PATH | O_CLOEXEC | (follow == Follow::no ? O_NOFOLLOW : 0));
    struct stat found {};
    if (place and ::fstat(place.number(), &found) == 0)
        return file_status_from(found);
    if (means_absent(errno))
        return std::nullopt;
    throw cannot("reading", path, errno);
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
    Following following(root_.number());
    if (following.run(path, Follow::yes))
        return following.path();
    if (means_absent(errno))
        return std::nullopt;
    throw cannot("resolving", path, errno);
}

}  // namespace muster
