#include "framework/backend/shell/pattern.hpp"

#include "framework/base/text.hpp"

#include <fnmatch.h>

namespace muster {

namespace {

bool is_magic(std::string_view component) {
    bool is_escaped = false;
    for (const char letter : component) {
        if (not is_escaped and std::string_view("*?[").find(letter) != std::string_view::npos)
            return true;
        is_escaped = not is_escaped and letter == '\\';
    }
    return false;
}

std::string unescaped(std::string_view component) {
    std::string text;
    for (std::size_t i = 0; i < component.size(); ++i) {
        if (component[i] == '\\' and i + 1 < component.size())
            ++i;
        text += component[i];
    }
    return text;
}

bool is_harmless(char letter) {
    constexpr std::string_view signs = "-_./:@";
    const auto byte = static_cast<unsigned char>(letter);
    return byte >= 0x80 or (letter >= 'a' and letter <= 'z') or (letter >= 'A' and letter <= 'Z')
           or (letter >= '0' and letter <= '9') or signs.find(letter) != std::string_view::npos;
}

/// Where the bracket expression that starts at `at` ends, or npos when it has no end.
std::size_t bracket_end(std::string_view text, std::size_t at) {
    auto first = at + 1;
    if (first < text.size() and (text[first] == '!' or text[first] == '^'))
        ++first;
    return text.find(']', first + 1 < text.size() ? first + 1 : text.size());
}

/// A sign that stands for itself, as every shell understands it in the value of a variable: there a
/// backslash is taken for different things. Any sign will do where brackets cannot hold it, and where
/// mksh would see braces all the same.
std::string for_itself(char letter) {
    if (is_harmless(letter))
        return {letter};
    if (std::string_view("\\!^{},").find(letter) != std::string_view::npos)
        return "?";
    return {'[', letter, ']'};
}

/// The component without signs that only some shells know.
std::string for_shells(std::string_view component) {
    std::string text;
    for (std::size_t i = 0; i < component.size(); ++i) {
        const char letter = component[i];
        const auto end = letter == '[' ? bracket_end(component, i) : std::string_view::npos;
        if (letter == '[' and end != std::string_view::npos) {
            auto bracket = std::string(component.substr(i, end - i + 1));
            if (bracket[1] == '^')
                bracket[1] = '!';
            text += bracket;
            i = end;
        } else if (letter == '\\' and i + 1 < component.size()) {
            text += for_itself(component[++i]);
        } else {
            text += letter == '*' or letter == '?' ? std::string(1, letter) : for_itself(letter);
        }
    }
    return text;
}

bool is_dots(std::string_view name) {
    return name == "." or name == "..";
}

}  // namespace

ShellPattern shell_pattern(std::string_view pattern) {
    ShellPattern result;
    const auto components = split(pattern, '/');
    result.is_plain = true;
    for (std::size_t i = 0; i < components.size(); ++i) {
        const auto component = components[i];
        const bool is_last = i + 1 == components.size();
        result.is_plain = result.is_plain and not is_magic(component);
        if (result.is_plain) {
            result.base += unescaped(component) + (is_last ? "" : "/");
            continue;
        }
        const auto rest = for_shells(component);
        result.ways.push_back({result.pattern, rest != component or is_magic(component)});
        result.pattern += rest + (is_last ? "" : "/");
    }
    result.base = as_argument(result.base);
    return result;
}

bool matches_pattern(const std::string& pattern, const std::string& path) {
    if (::fnmatch(pattern.c_str(), path.c_str(), FNM_PATHNAME | FNM_PERIOD) != 0)
        return false;
    const auto wanted = split(pattern, '/');
    const auto found = split(path, '/');
    for (std::size_t i = 0; i < found.size(); ++i)
        if (is_dots(found[i]) and (i >= wanted.size() or wanted[i] != found[i]))
            return false;
    return true;
}

std::string as_argument(const std::string& path) {
    return path.starts_with('/') ? path : "./" + path;
}

}  // namespace muster
