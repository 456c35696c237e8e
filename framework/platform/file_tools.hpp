#pragma once

// What only a tool of the target knows of a file: inode flags (lsattr), capabilities (getcap), access
// control lists (getfacl), extended attributes (getfattr), the security label (stat). One run of a
// tool for all paths.

#include "framework/host/host.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// The letters of lsattr(1) that are set ("ie"), of what the path leads to. Nothing when the path leads
/// nowhere. CannotTell where the file system keeps no flags.
Task<std::optional<std::string>> inode_flags(Host& host, std::string path);

/// "cap_net_bind_service=ep" as getcap(8) writes it, empty when there are none; nothing when the path
/// leads nowhere.
Task<std::optional<std::string>> file_capabilities(Host& host, std::string path);

/// The entries of the access control list as `getfacl -c` writes them, "user:alice:r--"; a file without
/// a list has its three permission classes. Nothing when the path leads nowhere.
Task<std::optional<std::vector<std::string>>> acl_entries(Host& host, std::string path);
/// The same with ids instead of names: "user:1000:r--".
Task<std::optional<std::vector<std::string>>> numeric_acl_entries(Host& host, std::string path);

/// An extended attribute.
struct ExtendedAttribute {
    bool file_exists = false;
    std::optional<std::string> bytes;  ///< nothing: the file has none of this name
};
Task<ExtendedAttribute> extended_attribute(Host& host, std::string path, std::string name);

/// The whole SELinux context, empty when the file has none; nothing when the path leads nowhere.
Task<std::optional<std::string>> selinux_label(Host& host, std::string path);

}  // namespace muster
