#pragma once

// What a user may do with a path. As root the kernel is asked as that user; otherwise it is worked out
// from the bits of every folder on the way, groups and access control lists, as in path_resolution(7)
// and acl(5).

#include "framework/host/host.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace muster {

struct AllowedAccess {
    bool read = false;
    bool write = false;
    bool execute = false;

    friend bool operator==(const AllowedAccess&, const AllowedAccess&) = default;
};

/// `user` may …; nothing when the path leads nowhere. CannotTell for a user the target does not know.
Task<std::optional<AllowedAccess>> access_of(Host& host, std::string path, std::string user);

/// Who asks for access, as the kernel sees them.
struct UserIdentity {
    std::uint32_t uid = 0;
    std::set<std::uint32_t> groups;
};

/// What the bits of one file or folder let them do, whatever is above it. `acl` are the entries of
/// `getfacl -n`; empty: the mode says it all.
AllowedAccess allowed_by_bits(
    const FileStatus& status, const std::vector<std::string>& acl, const UserIdentity& who
);

/// The access question of many paths in one run of a shell; keys as `access_key` makes them.
extern const Bulk access_as_user;
std::string access_key(const std::string& path, const std::string& user);

}  // namespace muster
