#include "framework/platform/folders_on_the_way.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <deque>

namespace muster {

namespace {

constexpr int most_links = 40;

using Names = std::deque<std::string>;

/// The names of a path, without empty ones and `.`.
Names names_of(std::string_view path) {
    Names names;
    for (const auto name : split(path, '/'))
        if (not name.empty() and name != ".")
            names.emplace_back(name);
    return names;
}

std::string below(const std::string& folder, const std::string& name) {
    return (folder == "/" ? "" : folder) + "/" + name;
}

std::string above(const std::string& folder) {
    const auto slash = folder.rfind('/');
    return slash == 0 ? "/" : folder.substr(0, slash);
}

/// Asks for the entries from `folder` down, all at once, up to the next `..`.
std::vector<Pending<std::optional<LinkText>>> ask_for_links(
    Host& host, std::string folder, const Names& names
) {
    std::vector<Pending<std::optional<LinkText>>> links;
    for (const auto& name : names) {
        if (name == "..")
            break;
        folder = below(folder, name);
        links.push_back(host.readlink(folder));
    }
    return links;
}

}  // namespace

Task<std::vector<std::string>> folders_on_the_way(Host& host, std::string path) {
    std::vector<std::string> searched;
    std::string folder = "/";
    auto names = names_of(path);
    for (int followed = 0; not names.empty();) {
        auto links = ask_for_links(host, folder, names);
        if (links.empty()) {  // `..`
            searched.push_back(folder);
            folder = above(folder);
            names.pop_front();
            continue;
        }
        for (auto& asked : links) {
            const auto& link = co_await asked;
            searched.push_back(folder);
            const auto name = names.front();
            names.pop_front();
            if (not link or not link->is_link) {
                folder = below(folder, name);
                continue;
            }
            if (++followed > most_links)
                throw CannotTell{Kind::failed, "too many links on the way to " + escaped(path)};
            auto more = names_of(link->text);
            names.insert(names.begin(), more.begin(), more.end());
            folder = link->text.starts_with('/') ? "/" : folder;
            break;
        }
    }
    co_return searched;
}

}  // namespace muster
