#include "framework/base/glob.hpp"

#include <optional>

namespace muster {

namespace {

/// What stands for one character at the start of a pattern.
struct OneCharacter {
    bool fits = false;
    std::size_t length = 1;  ///< of the pattern
};

/// `[…]` at the start of `pattern`; nothing when it has no end.
std::optional<OneCharacter> match_set(std::string_view pattern, char character) {
    std::size_t at = 1;
    const bool negated = at < pattern.size() and (pattern[at] == '!' or pattern[at] == '^');
    if (negated)
        ++at;
    bool inside = false;
    // A `]` that comes first is a member.
    for (const auto first = at; at < pattern.size() and (pattern[at] != ']' or at == first); ++at) {
        const char low = pattern[at];
        const bool range =
            at + 2 < pattern.size() and pattern[at + 1] == '-' and pattern[at + 2] != ']';
        const char high = range ? pattern[at + 2] : low;
        inside = inside or (low <= character and character <= high);
        at += range ? 2 : 0;
    }
    if (at >= pattern.size())
        return std::nullopt;
    return OneCharacter{inside != negated, at + 1};
}

OneCharacter match_one(std::string_view pattern, char character, GlobOf of) {
    const bool separates = character == '/' and of == GlobOf::paths;
    if (pattern[0] == '?')
        return {not separates, 1};
    if (pattern[0] == '[' and not separates)
        if (const auto set = match_set(pattern, character))
            return *set;
    if (pattern[0] == '\\' and pattern.size() > 1)
        return {pattern[1] == character, 2};
    return {pattern[0] == character, 1};
}

}  // namespace

bool is_glob(std::string_view text) {
    return text.find_first_of("*?[") != std::string_view::npos;
}

bool glob_matches(std::string_view pattern, std::string_view path, GlobOf of) {
    // Only the last star is ever tried again: what an earlier one took more, the last one can take.
    std::optional<std::string_view> after_star;
    std::string_view from_star;
    while (not path.empty() or not pattern.empty()) {
        if (pattern.starts_with('*')) {
            pattern.remove_prefix(1);
            after_star = pattern;
            from_star = path;
            continue;
        }
        const auto one =
            pattern.empty() or path.empty() ? OneCharacter{} : match_one(pattern, path[0], of);
        if (one.fits) {
            pattern.remove_prefix(one.length);
            path.remove_prefix(1);
            continue;
        }
        const bool stops = not from_star.empty() and from_star[0] == '/' and of == GlobOf::paths;
        if (not after_star or from_star.empty() or stops)
            return false;
        from_star.remove_prefix(1);
        pattern = *after_star;
        path = from_star;
    }
    return true;
}

}  // namespace muster
