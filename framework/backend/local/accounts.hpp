#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace muster::local {

/// An account as this machine's NSS knows it.
struct Account {
    std::string name;
    std::string home;
    std::string shell;
    uid_t uid = 0;
    gid_t gid = 0;
};

/// Nothing when there is no such account. Throws CannotTell when the database cannot be asked.
std::optional<Account> account_named(const std::string& name);
std::optional<Account> account_of(uid_t uid);

/// The groups the kernel would give `account` at login, its primary group included.
std::vector<gid_t> groups_of(const Account& account);

/// Names of owners, each looked up once: an NSS lookup may ask a directory service.
class OwnerNames {
public:
    /// The digits of an id that has no name, or whose name cannot be found out.
    const std::string& user(uid_t uid);
    const std::string& group(gid_t gid);

private:
    std::map<uid_t, std::string> users_;
    std::map<gid_t, std::string> groups_;
};

/// Which ids have a name at all, each looked up once. Unlike a name that is only shown, this decides: both
/// throw CannotTell when the database cannot be asked.
class KnownIds {
public:
    bool has_user(uid_t uid);
    bool has_group(gid_t gid);

private:
    std::map<uid_t, bool> users_;
    std::map<gid_t, bool> groups_;
};

}  // namespace muster::local
