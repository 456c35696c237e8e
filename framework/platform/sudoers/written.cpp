// The one form in which members are written, which sudo reads back as the same: to_text() of sudoers.hpp.

#include "framework/platform/sudoers/escapes.hpp"
#include "framework/platform/sudoers/patterns.hpp"
#include "framework/platform/sudoers/sudoers.hpp"

#include <algorithm>

namespace muster {

namespace {

/// What ends a name where no backslash stands before it.
constexpr std::string_view special_in_names = "#>!=:,() \\\"";

/// A name that sudo reads back as one, not as an alias, a group or a word of its own.
std::string name_text(std::string_view name) {
    constexpr std::string_view first_special = "%+/^@";
    if (not name.empty() and sudoers::id(name) == name.size())
        return std::string(name);
    auto written = sudoers::with_escapes(name, special_in_names);
    if (name.empty())
        return written;
    const auto is_whole = [&](std::size_t size) { return size == name.size(); };
    const bool is_other = first_special.find(name[0]) != std::string_view::npos
                          or is_whole(sudoers::alias(name)) or is_whole(sudoers::digest_type(name))
                          or is_whole(sudoers::defaults(name))
                          or is_whole(sudoers::alias_keyword(name)) or name == "sudoedit";
    return is_other ? "\\" + written : written;
}

/// Backslashes before wildcards are part of the arguments, others are not.
std::string arguments_text(std::string_view arguments) {
    if (arguments.starts_with('^'))
        return std::string(arguments);
    constexpr std::string_view wildcards = "*?[]!^";
    constexpr std::string_view special = ":,=#\t";
    std::string written;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const char byte = arguments[i];
        const bool is_at_edge = i == 0 or i + 1 == arguments.size() or arguments[i - 1] == ' ';
        if (byte == '\\' and i + 1 < arguments.size()
            and wildcards.find(arguments[i + 1]) != std::string_view::npos) {
            written += arguments.substr(i++, 2);
            continue;
        }
        if (byte == '\\' or special.find(byte) != std::string_view::npos
            or (byte == ' ' and is_at_edge))
            written += '\\';
        written += byte;
    }
    return written;
}

std::string command_text(const SudoersMember& member) {
    auto text = sudoers::command_path_text(member.text);
    if (member.arguments)
        text += " " + arguments_text(*member.arguments);
    return text;
}

}  // namespace

std::string to_text(const SudoersMember& member) {
    using Of = SudoersMember::Kind;
    std::string text;
    for (const auto& digest : member.digests)
        text += (text.empty() ? "" : ",") + digest;
    text += text.empty() ? "" : " ";
    text += member.is_negated ? "!" : "";
    const auto& name = member.text;
    const std::size_t sign = name.starts_with("%:") ? 2 : 1;
    switch (member.kind) {
    case Of::all: return text + "ALL";
    case Of::name: return text + name_text(name);
    case Of::command: return text + command_text(member);
    case Of::group:
    case Of::netgroup: {
        const auto rest = std::string_view(name).substr(std::min(sign, name.size()));
        const bool is_id = not rest.empty() and sudoers::id(rest) == rest.size();
        return text + name.substr(0, sign)
               + (is_id ? std::string(rest) : sudoers::with_escapes(rest, special_in_names));
    }
    case Of::alias:
    case Of::network: break;
    }
    return text + name;
}

std::string to_text(const SudoersMembers& members) {
    std::string text;
    for (const auto& member : members)
        text += (text.empty() ? "" : ",") + to_text(member);
    return text;
}

}  // namespace muster
