// glob(3) is not used: it takes folders that may not be read for empty ones, and has no limit.
#include "framework/backend/local/folders.hpp"

#include "framework/backend/local/files.hpp"
#include "framework/backend/local/system_error.hpp"
#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <fnmatch.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace muster::local {

namespace {

Folder opened(const std::string& path) {
    auto folder = open_folder(AT_FDCWD, path.c_str(), Follow::yes);
    if (not folder and not means_absent(errno))
        throw cannot("reading the folder", path, errno);
    return folder;
}

/// One component of a pattern, with the slashes before it as they were written.
struct Component {
    std::string slashes;
    std::string text;

    bool is_plain() const { return text.find_first_of("*?[\\") == std::string::npos; }
};

std::vector<Component> components_of(const std::string& pattern) {
    std::vector<Component> components;
    for (std::size_t at = 0; at < pattern.size();) {
        const auto start = std::min(pattern.find_first_not_of('/', at), pattern.size());
        const auto end = std::min(pattern.find('/', start), pattern.size());
        components.push_back({pattern.substr(at, start - at), pattern.substr(start, end - start)});
        at = end;
    }
    return components;
}

bool is_there(const std::string& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) == 0)
        return true;
    if (means_absent(errno))
        return false;
    throw cannot("reading", path, errno);
}

/// The search of one pattern, component by component.
class Search {
public:
    Search(const std::string& pattern, const Limits& limits, Deadline deadline)
        : pattern_(pattern), limits_(limits), deadline_(deadline) {}

    std::vector<std::string> run() {
        std::vector<std::string> found = {""};
        const auto components = components_of(pattern_);
        for (const auto& component : components) {
            std::vector<std::string> longer;
            for (const auto& folder : found)
                extend(folder, component, longer);
            found = std::move(longer);
        }
        // Plain components at the end were put on without a look whether they are there.
        if (not components.empty() and components.back().is_plain())
            std::erase_if(found, [](const std::string& path) { return not is_there(path); });
        return found;
    }

private:
    void extend(
        const std::string& before, const Component& component, std::vector<std::string>& found
    ) const {
        if (deadline_.passed())
            throw CannotTell{
                Kind::timed_out,
                "searching " + escaped(pattern_) + " did not end within the deadline of the run"};
        const auto prefix = before + component.slashes;
        if (component.is_plain()) {
            found.push_back(prefix + component.text);
            return;
        }
        const auto listed = names_in(prefix.empty() ? "." : prefix, limits_);
        for (const auto& name : listed ? listed->names : std::vector<std::string>())
            if (::fnmatch(component.text.c_str(), name.c_str(), FNM_PERIOD) == 0)
                found.push_back(prefix + name);
        if (found.size() > limits_.entries)
            throw CannotTell{
                Kind::too_large,
                fmt::format(
                    "{} matches more than {} names, the limit of entries",
                    escaped(pattern_),
                    limits_.entries
                )};
    }

    const std::string& pattern_;
    const Limits& limits_;
    Deadline deadline_;
};

}  // namespace

Folder open_folder(int from, const char* name, Follow follow) {
    const int flags =
        O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC | (follow == Follow::no ? O_NOFOLLOW : 0);
    FileDescriptor place(::openat(from, name, flags));
    Folder folder(place ? ::fdopendir(place.number()) : nullptr);
    if (folder)
        (void)place.release();  // closed with the folder
    return folder;
}

std::optional<Names> names_in(const std::string& folder, const Limits& limits) {
    if (has_nul(folder))
        return std::nullopt;
    const auto handle = opened(folder);
    if (not handle)
        return std::nullopt;
    Names names;
    while (true) {
        errno = 0;
        const auto* entry = ::readdir(handle.get());
        if (entry == nullptr and errno != 0)
            throw cannot("reading the folder", folder, errno);
        if (entry == nullptr)
            break;
        const std::string_view name = entry->d_name;
        if (name == "." or name == "..")
            continue;
        if (names.names.size() == limits.entries)
            throw CannotTell{
                Kind::too_large,
                fmt::format(
                    "{} holds more than {} names, the limit of entries",
                    escaped(folder),
                    limits.entries
                )};
        names.names.emplace_back(name);
    }
    std::sort(names.names.begin(), names.names.end());
    return names;
}

Names matches_of(const std::string& pattern, const Limits& limits, Deadline deadline) {
    if (has_nul(pattern))
        return {};
    Names names{Search(pattern, limits, deadline).run()};
    std::sort(names.names.begin(), names.names.end());
    return names;
}

std::vector<NamedContent> contents_of(
    const std::string& pattern, const Limits& limits, Deadline deadline
) {
    std::vector<NamedContent> contents;
    std::uint64_t total = 0;
    for (auto& path : matches_of(pattern, limits, deadline).names) {
        auto answer = answered([&] { return content_of(path, limits, deadline); });
        if (const auto* why = std::get_if<CannotTell>(&answer)) {
            contents.push_back({std::move(path), *why});
            continue;
        }
        auto& content = std::get<std::optional<Content>>(answer);
        if (not content
            or content->type != FileType::regular)  // gone since, a dangling link, a folder
            continue;
        total += content->bytes.size();
        if (total > limits.content)
            throw CannotTell{
                Kind::too_large,
                fmt::format(
                    "the files of {} hold more than {} bytes, the limit of content",
                    escaped(pattern),
                    limits.content
                )};
        contents.push_back({std::move(path), std::move(content->bytes)});
    }
    return contents;
}

}  // namespace muster::local
