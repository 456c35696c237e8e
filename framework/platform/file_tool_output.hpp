#pragma once

// What lsattr, getcap, getfacl, getfattr and stat write about many paths, cut into the part of each.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// By path: what the tool answered behind `answer_sign`, or its complaint behind `complaint_sign`.
using ToldOfPaths = std::map<std::string, std::string>;
constexpr char answer_sign = '=';
constexpr char complaint_sign = '!';

// Lines that mean nothing are passed over: a path without a part was not told of. A path with a
// newline must be alone in `paths` for lsattr, getcap and labels, who escape nothing.

/// `lsattr -d PATHS`: the flags, "----i---------e-------".
ToldOfPaths parse_lsattr(
    std::span<const std::string> paths, std::string_view out, std::string_view err
);
/// `getcap PATHS`: "cap_net_raw=ep"; a file without capabilities is not told of.
ToldOfPaths parse_getcap(
    std::span<const std::string> paths, std::string_view out, std::string_view err
);
/// `getfacl -p PATHS`: the lines of the paragraph that are no comments.
ToldOfPaths parse_getfacl(
    std::span<const std::string> paths, std::string_view out, std::string_view err
);
/// `id -u; getfattr -d -m - -e hex PATHS`: who asked, then the lines of the paragraph.
ToldOfPaths parse_getfattr(
    std::span<const std::string> paths, std::string_view out, std::string_view err
);
/// `stat -c '%C %n' PATHS`: the label.
ToldOfPaths parse_labels(std::span<const std::string> paths, std::string_view out);

/// The entries of a getfacl paragraph, names unescaped.
std::vector<std::string> acl_entries_in(std::string_view paragraph);

/// The bytes of one attribute of a getfattr paragraph; nothing when it is not there. Throws CannotTell
/// when its value is not hexadecimal.
std::optional<std::string> attribute_in(std::string_view paragraph, std::string_view name);

}  // namespace muster
