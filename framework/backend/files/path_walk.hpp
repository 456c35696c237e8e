#pragma once

#include "framework/host/question.hpp"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

enum class Walked { there, not_there, too_many_links };

/// Follows a path below a root name by name, as the kernel follows it (path_resolution(7)), so that neither `..` nor a
/// link leads out. A `Tree` has a type `Place` and tells
///
///     std::optional<Place> child(const Place* folder, const std::string& name)   (null: the root)
///     bool is_folder(const Place* place)
///     std::optional<std::string> link_text(const Place& place)                   nothing where it is no link
template<class Tree>
class PathWalk {
public:
    using Place = typename Tree::Place;

    explicit PathWalk(Tree& tree) : tree_(tree) {}

    Walked run(std::string_view path, Follow last) {
        add_in_front(path);
        while (not names_.empty()) {
            const auto name = std::move(names_.front());
            names_.pop_front();
            if (const auto said = step(name, last); said != Walked::there)
                return said;
        }
        return Walked::there;
    }

    /// Where it led; null: to the root.
    const Place* place() const { return way_.empty() ? nullptr : &way_.back().place; }
    /// The path that leads there without links.
    std::string path() const {
        std::string text;
        for (const auto& one : way_)
            text += "/" + one.name;
        return text.empty() ? "/" : text;
    }

private:
    struct Step {
        Place place;
        std::string name;
    };

    void add_in_front(std::string_view path) {
        std::vector<std::string> names;
        for (std::size_t at = 0; at < path.size();) {
            const auto start = path.find_first_not_of('/', at);
            if (start == std::string_view::npos) {
                names.emplace_back(".");  // a slash at the end asks for a folder, as `.` does
                break;
            }
            at = std::min(path.find('/', start), path.size());
            names.emplace_back(path.substr(start, at - start));
        }
        names_.insert(names_.begin(), names.begin(), names.end());
    }

    Walked step(const std::string& name, Follow last) {
        constexpr int most_links = 40;  // of one path
        if (not tree_.is_folder(place()))
            return Walked::not_there;
        if (name == "." or name == "..") {
            if (name == ".." and not way_.empty())
                way_.pop_back();
            return Walked::there;
        }
        auto next = tree_.child(place(), name);
        if (not next)
            return Walked::not_there;
        auto link = tree_.link_text(*next);
        if (not link or (names_.empty() and last == Follow::no)) {
            way_.push_back({std::move(*next), name});
            return Walked::there;
        }
        if (link->empty())
            return Walked::not_there;
        if (++links_ > most_links)
            return Walked::too_many_links;
        if (link->starts_with('/'))
            way_.clear();
        add_in_front(*link);
        return Walked::there;
    }

    Tree& tree_;
    std::vector<Step> way_;
    std::deque<std::string> names_;
    int links_ = 0;
};

}  // namespace muster
