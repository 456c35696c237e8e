#include "framework/platform/mount_options.hpp"

#include "framework/base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace muster {

namespace {

using Words = std::vector<std::string>;

struct Option {
    std::string_view name;
    std::optional<std::string_view> value;
};

Option cut(std::string_view option) {
    const auto equals = option.find('=');
    if (equals == std::string_view::npos)
        return {option, std::nullopt};
    auto value = option.substr(equals + 1);
    const bool in_quotes = value.size() > 1 and value.starts_with('"') and value.ends_with('"');
    if (in_quotes)
        value = value.substr(1, value.size() - 2);
    return {option.substr(0, equals), value};
}

template<std::size_t Count>
bool is_in(const std::array<std::string_view, Count>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

bool has(const Words& live, std::string_view option) {
    return std::ranges::find(live, option) != live.end();
}

Holds yes_if(bool holds) {
    return holds ? Holds::yes : Holds::no;
}

// mount(8), mount.nfs(8), mount.cifs(8), systemd.mount(5): words for those who mount, which no kernel keeps.
constexpr std::array<std::string_view, 34> words_of_mounting = {
    "defaults", "auto",        "noauto",    "user",     "nouser",  "users",      "owner",
    "group",    "nofail",      "_netdev",   "_rnetdev", "bind",    "rbind",      "remount",
    "loop",     "offset",      "sizelimit", "loud",     "silent",  "bg",         "fg",
    "retry",    "intr",        "nointr",    "move",     "private", "slave",      "shared",
    "rprivate", "credentials", "password",  "uhelper",  "helper",  "encryption",
};

bool is_for_mounting(std::string_view name) {
    return name.starts_with("x-") or name.starts_with("X-") or name == "comment"
           or is_in(words_of_mounting, name);
}

// Of the kernel's own flags the left word is printed when it is set, and nothing when it is not.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> flags = {{
    {"ro", "rw"},
    {"nosuid", "suid"},
    {"nodev", "dev"},
    {"noexec", "exec"},
    {"noatime", "atime"},
    {"relatime", "norelatime"},
    {"nodiratime", "diratime"},
    {"sync", "async"},
    {"dirsync", "nodirsync"},
    {"lazytime", "nolazytime"},
    {"nosymfollow", "symfollow"},
}};

std::optional<Holds> flag_holds(std::string_view name, const Words& live) {
    for (const auto& [set, unset] : flags) {
        if (name == set)
            return yes_if(has(live, set));
        if (name == unset)
            return yes_if(not has(live, set));
    }
    if (name == "strictatime")
        return yes_if(not has(live, "noatime") and not has(live, "relatime"));
    return std::nullopt;
}

/// What file systems do without being told, and do not print: type, option.
constexpr std::array<std::pair<std::string_view, std::string_view>, 17> silent_defaults = {{
    {"tmpfs", "mode=1777"},
    {"tmpfs", "mode=01777"},
    {"tmpfs", "uid=0"},
    {"tmpfs", "gid=0"},
    {"tmpfs", "size=50%"},
    {"ext4", "errors=continue"},
    {"ext4", "data=ordered"},
    {"ext4", "barrier"},
    {"ext4", "barrier=1"},
    {"ext4", "delalloc"},
    {"ext4", "acl"},
    {"ext4", "user_xattr"},
    {"ext4", "nodiscard"},
    {"btrfs", "datacow"},
    {"btrfs", "datasum"},
    {"btrfs", "acl"},
    {"btrfs", "barrier"},
}};

bool is_silent_default(std::string_view type, std::string_view option) {
    const std::pair wanted{type, option};
    return std::ranges::find(silent_defaults, wanted) != silent_defaults.end();
}

/// "64M" as bytes; nothing for what is no size.
std::optional<std::int64_t> size_from(std::string_view text) {
    constexpr std::string_view units = "kmgtpe";
    int shift = 0;
    if (not text.empty()) {
        const auto unit = units.find(lower_case(text.substr(text.size() - 1)));
        if (unit != std::string_view::npos) {
            shift = 10 * (static_cast<int>(unit) + 1);
            text.remove_suffix(1);
        }
    }
    const auto number = whole_number(text);
    const bool fits = number and *number >= 0 and *number <= (INT64_MAX >> shift);
    return fits ? std::optional(*number << shift) : std::nullopt;
}

constexpr std::array<std::string_view, 5> octal_names = {
    "mode", "umask", "fmask", "dmask", "ptmxmode"};

/// Whether two spellings of an option's value mean the same.
bool same_value(std::string_view name, std::string_view left, std::string_view right) {
    if (left == right)
        return true;
    if (is_in(octal_names, name)) {
        const auto bits = octal_number(left);
        return bits and bits == octal_number(right);
    }
    if (name == "subvol")
        return left.substr(left.starts_with('/') ? 1 : 0)
               == right.substr(right.starts_with('/') ? 1 : 0);
    // btrfs prints the level that it chose: compress=zstd:3; nfs the minor version: vers=4.2.
    if (name == "compress" or name == "compress-force")
        return right.starts_with(std::string(left) + ":");
    if (name == "vers" or name == "nfsvers")
        return right.starts_with(std::string(left) + ".");
    const auto size = size_from(left);
    return size and size == size_from(right);
}

/// vfat has one word for the masks of files and folders, and prints both.
Holds both_masks_hold(std::string_view value, const Words& live) {
    for (const std::string_view name : {"fmask", "dmask"}) {
        const auto mask = mount_option(live, name);
        if (not mask)
            return Holds::unknown;
        if (not same_value("umask", value, *mask))
            return Holds::no;
    }
    return Holds::yes;
}

}  // namespace

std::string without_octal_escapes(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto code = text[at] == '\\' and at + 3 < text.size()
                              ? octal_number(text.substr(at + 1, 3))
                              : std::nullopt;
        const bool is_byte = code and *code > 0 and *code < 256;
        plain += is_byte ? static_cast<char>(*code) : text[at];
        at += is_byte ? 3 : 0;
    }
    return plain;
}

std::vector<std::string> mount_options_from(std::string_view text) {
    std::vector<std::string> options;
    bool in_quotes = false;
    std::string_view option = text.substr(0, 0);
    for (std::size_t at = 0; at <= text.size(); ++at) {
        const bool ends = at == text.size() or (text[at] == ',' and not in_quotes);
        if (not ends) {
            in_quotes = in_quotes != (text[at] == '"');
            option = {option.data(), option.size() + 1};
            continue;
        }
        if (not option.empty())
            options.push_back(without_octal_escapes(option));
        option = text.substr(std::min(at + 1, text.size()), 0);
    }
    return options;
}

std::optional<std::string> mount_option(
    const std::vector<std::string>& options, std::string_view name
) {
    std::optional<std::string> found;
    for (const auto& text : options) {
        const auto option = cut(text);
        if (option.name == name)
            found = std::string(option.value.value_or(""));
    }
    return found;
}

Holds option_holds(
    std::string_view option, std::string_view type, const std::vector<std::string>& live
) {
    const auto [name, value] = cut(option);
    if (is_for_mounting(name))
        return Holds::yes;
    if (const auto holds = flag_holds(option, live))
        return *holds;
    if (type == "vfat" and name == "umask" and value)
        return both_masks_hold(*value, live);
    const auto now = mount_option(live, name == "nfsvers" ? "vers" : name);
    const bool is_share = value and value->ends_with('%');  // of a memory that we do not know
    if (now and not is_share)
        return yes_if(same_value(name, value.value_or(""), *now));
    const bool opposite_holds = has(live, "no" + std::string(name))
                                or (name.starts_with("no") and has(live, name.substr(2)));
    if (opposite_holds)
        return Holds::no;
    return not now and is_silent_default(type, option) ? Holds::yes : Holds::unknown;
}

bool type_holds(std::string_view configured, std::string_view live) {
    // What fuse mounts from a block device does not say what is on it.
    if (configured.empty() or configured == "auto" or live == "fuseblk")
        return true;
    const auto types = split(configured, ',');
    return std::ranges::any_of(types, [&](std::string_view type) {
        return type == live or (type == "nfs" and live == "nfs4") or type == "auto";
    });
}

}  // namespace muster
