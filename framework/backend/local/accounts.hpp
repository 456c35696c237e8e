#pragma once

#include "framework/backend/files/file_tree.hpp"

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

/// As this machine's NSS names them, which may ask a directory service.
class SystemOwners : public Owners {
public:
    const std::string& user(std::uint32_t uid) override;
    const std::string& group(std::uint32_t gid) override;
    bool has_user(std::uint32_t uid) override;
    bool has_group(std::uint32_t gid) override;

private:
    std::map<uid_t, std::string> users_;
    std::map<gid_t, std::string> groups_;
    std::map<uid_t, bool> known_users_;
    std::map<gid_t, bool> known_groups_;
};

}  // namespace muster::local
