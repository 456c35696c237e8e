// glob(3) is not used: it takes folders that may not be read for empty ones, and has no limit.
#include "framework/backend/files/folders.hpp"

#include "framework/backend/files/files.hpp"
#include "framework/backend/system_error.hpp"
#include "framework/base/display.hpp"

#include <fmt/format.h>

#include <fnmatch.h>

#include <algorithm>

namespace muster {

namespace {

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

/// The search of one pattern, component by component.
class Search {
public:
    Search(FileTree& tree, const std::string& pattern, const Limits& limits, Deadline deadline)
        : tree_(tree), pattern_(pattern), limits_(limits), deadline_(deadline) {}

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
            std::erase_if(found, [&](const std::string& path) {
                return not tree_.status(path, Follow::no);
            });
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
        const auto listed = names_in(tree_, prefix.empty() ? "." : prefix, limits_);
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

    FileTree& tree_;
    const std::string& pattern_;
    const Limits& limits_;
    Deadline deadline_;
};

}  // namespace

std::optional<Names> names_in(FileTree& tree, const std::string& folder, const Limits& limits) {
    const auto open = has_nul(folder) ? nullptr : tree.open_folder(folder);
    if (open == nullptr)
        return std::nullopt;
    Names names;
    while (auto name = open->next()) {
        if (names.names.size() == limits.entries)
            throw CannotTell{
                Kind::too_large,
                fmt::format(
                    "{} holds more than {} names, the limit of entries",
                    escaped(folder),
                    limits.entries
                )};
        names.names.push_back(*std::move(name));
    }
    std::sort(names.names.begin(), names.names.end());
    return names;
}

Names matches_of(
    FileTree& tree, const std::string& pattern, const Limits& limits, Deadline deadline
) {
    if (has_nul(pattern))
        return {};
    Names names{Search(tree, pattern, limits, deadline).run()};
    std::sort(names.names.begin(), names.names.end());
    return names;
}

std::vector<NamedContent> contents_of(
    FileTree& tree, const std::string& pattern, const Limits& limits, Deadline deadline
) {
    std::vector<NamedContent> contents;
    std::uint64_t total = 0;
    for (auto& path : matches_of(tree, pattern, limits, deadline).names) {
        auto answer = answered([&] { return content_of(tree, path, limits, deadline); });
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

}  // namespace muster
