#pragma once

// What the inodes of an image carry besides their status, as the tools of a running system would write it (file_tools.hpp
// asks those). An image or a file system that keeps nothing of the kind is NotAsked.

#include "framework/host/host.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// Each is nothing where the path leads nowhere.

/// Of the letters of lsattr(1) `i` and `a`.
Task<std::optional<std::string>> kept_flags(Host& host, std::string path);
/// As getcap(8) writes them; empty: none.
Task<std::optional<std::string>> kept_capabilities(Host& host, std::string path);
/// As `getfacl -c` writes them, names by the image's own files.
Task<std::optional<std::vector<std::string>>> kept_acl_entries(Host& host, std::string path);
/// The same with ids; empty where the mode says it all.
Task<std::optional<std::vector<std::string>>> kept_numeric_acl(Host& host, std::string path);
/// All extended attributes.
using ExtendedAttributes = std::map<std::string, std::string>;
Task<std::optional<ExtendedAttributes>> kept_attributes(Host& host, std::string path);

// --- what the attributes hold --------------------------------------------------------------------

/// `security.capability` (struct vfs_cap_data of linux/capability.h) as cap_to_text(3) writes it. Throws CannotTell.
std::string capability_text(std::string_view bytes);

/// An entry of `system.posix_acl_access` (linux/posix_acl_xattr.h).
struct KeptAclEntry {
    std::string_view kind;            ///< "user", "group", "mask", "other"
    std::optional<std::uint32_t> id;  ///< nothing: of the owner, the owning group …
    unsigned bits = 0;

    /// "user:1000:r--"
    std::string text(std::string_view name) const;
};
/// Throws CannotTell.
std::vector<KeptAclEntry> acl_from(std::string_view bytes);

}  // namespace muster
