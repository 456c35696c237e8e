#include "framework/platform/sudoers/expression.hpp"

#include "framework/base/text.hpp"

#include <regex.h>

#include <algorithm>
#include <array>
#include <utility>

namespace muster {

namespace {

/// A `{2,5}` at the beginning; sudo takes at most 255 times.
std::optional<std::size_t> repetition(std::string_view text) {
    const auto end = text.find('}');
    if (end == std::string_view::npos)
        return std::nullopt;
    const auto bounds = split(text.substr(1, end - 1), ',');
    const auto least = bounds[0].empty() ? 0 : whole_number(bounds[0]);
    const auto most = bounds.size() == 1  ? least
                      : bounds[1].empty() ? 255
                                          : whole_number(bounds[1]);
    const bool holds =
        bounds.size() <= 2 and least and most and *least >= 0 and *least <= *most and *most <= 255;
    return holds ? std::optional(end + 1) : std::nullopt;
}

/// Bytes of a bracket expression, whose `]` is no end right behind its `[` or `[^`.
std::size_t brackets(std::string_view text) {
    const std::size_t first = text.starts_with("[^") ? 3 : 2;
    const auto end = text.find(']', first);
    return end == std::string_view::npos ? text.size() : end + 1;
}

/// The pattern without its `{2,5}`, of which regcomp(3) makes that many copies. Nothing where one is broken, and, as with
/// sudo, where one repetition follows another.
std::optional<std::string> without_repetitions(std::string_view pattern) {
    constexpr std::string_view repeats = "*+?{";
    std::string simple;
    bool is_repeated = false;
    for (std::size_t i = 0; i < pattern.size();) {
        const auto rest = pattern.substr(i);
        if (repeats.find(rest[0]) == std::string_view::npos) {
            const auto length = rest[0] == '\\'  ? std::min<std::size_t>(2, rest.size())
                                : rest[0] == '[' ? brackets(rest)
                                                 : 1;
            simple += rest.substr(0, length);
            i += length;
            is_repeated = false;
            continue;
        }
        const auto length = rest[0] == '{' ? repetition(rest) : std::optional<std::size_t>(1);
        if (not length or std::exchange(is_repeated, true))
            return std::nullopt;
        simple += '*';
        i += *length;
    }
    return simple;
}

}  // namespace

std::optional<std::string> fault_of_sudoers_expression(std::string_view pattern) {
    constexpr std::size_t longest = 1024;  // sudo's own limit
    if (pattern.size() > longest)
        return "the regular expression is longer than 1024 bytes";
    const auto simple = without_repetitions(pattern);
    if (not simple)
        return "the regular expression repeats what is repeated, or more than 255 times";
    regex_t compiled;
    const int fault = ::regcomp(&compiled, simple->c_str(), REG_EXTENDED | REG_NOSUB);
    if (fault == 0) {
        ::regfree(&compiled);
        return std::nullopt;
    }
    std::array<char, 200> message{};
    (void)::regerror(fault, &compiled, message.data(), message.size());
    return std::string(message.data());
}

}  // namespace muster
