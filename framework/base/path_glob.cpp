#include "framework/base/path_glob.hpp"

#include "framework/base/text.hpp"

#include <fnmatch.h>

#include <algorithm>

namespace muster {

namespace {

constexpr std::string_view signs = "*?[\\";

std::vector<std::string> names_in(std::string_view path) {
    std::vector<std::string> names;
    for (const auto piece : split(path, '/'))
        if (not piece.empty())
            names.emplace_back(piece);
    return names;
}

bool is_double_star(std::string_view component) {
    return component == "**";
}

std::string base_of(const std::vector<std::string>& components) {
    std::string base;
    for (std::size_t i = 0; i + 1 < components.size(); ++i) {
        if (components[i].find_first_of(signs) != std::string::npos)
            break;
        base += "/" + components[i];
    }
    return base.empty() ? "/" : base;
}

}  // namespace

PathGlob::PathGlob(std::string_view pattern, Hidden hidden)
    : components_(names_in(pattern)), hidden_(hidden), base_(base_of(components_)) {}

bool PathGlob::has_double_star() const {
    return std::ranges::any_of(components_, is_double_star);
}

bool PathGlob::fits(const std::string& component, const std::string& name) const {
    const int flags = hidden_ == Hidden::only_by_a_dot ? FNM_PERIOD : 0;
    return ::fnmatch(component.c_str(), name.c_str(), flags) == 0;
}

/// `**` may stand for no folder at all; at the end it stands for one name or more.
void PathGlob::skip_double_stars(std::vector<bool>& places) const {
    for (std::size_t i = 0; i + 1 < components_.size(); ++i)
        if (places[i] and is_double_star(components_[i]))
            places[i + 1] = true;
}

/// How many components may be used up by all of `path`: a place for each number. All ways are followed at
/// once, so that many `**` cost no more than one.
std::vector<bool> PathGlob::reached_by(std::string_view path) const {
    const auto count = components_.size();
    std::vector<bool> places(count + 1);
    places[0] = true;
    skip_double_stars(places);
    for (const auto& name : names_in(path)) {
        std::vector<bool> next(count + 1);
        for (std::size_t i = 0; i < count; ++i) {
            const bool is_deep = is_double_star(components_[i]);
            if (not places[i] or not fits(is_deep ? "*" : components_[i], name))
                continue;
            next[is_deep ? i : i + 1] = true;
            if (is_deep and i + 1 == count)
                next[count] = true;
        }
        skip_double_stars(next);
        places = std::move(next);
    }
    return places;
}

bool PathGlob::matches(std::string_view path) const {
    return reached_by(path).back();
}

bool PathGlob::may_match_below(std::string_view folder) const {
    const auto places = reached_by(folder);
    return std::find(places.begin(), places.end() - 1, true) != places.end() - 1;
}

std::string glob_escaped(std::string_view text) {
    std::string escaped;
    for (const char letter : text) {
        if (signs.find(letter) != std::string_view::npos)
            escaped += '\\';
        escaped += letter;
    }
    return escaped;
}

}  // namespace muster
