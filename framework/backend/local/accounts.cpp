#include "framework/backend/local/accounts.hpp"

#include "framework/backend/system_error.hpp"

#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <cerrno>

namespace muster::local {

namespace {

constexpr std::size_t first_buffer = 4096;
constexpr std::size_t largest_buffer = 4U << 20;  // a group of a large company has many members

/// What a reentrant lookup of <pwd.h> or <grp.h> said, and the memory its texts lie in.
template<class Entry>
struct Found {
    int error = 0;
    Entry entry{};
    bool is_there = false;
    std::vector<char> memory;
};

template<class Entry, class Lookup>
Found<Entry> look_up(Lookup lookup) {
    Found<Entry> found;
    for (auto size = first_buffer; size <= largest_buffer; size *= 4) {
        found.memory.resize(size);
        Entry* result = nullptr;
        found.error = lookup(&found.entry, found.memory.data(), size, &result);
        found.is_there = found.error == 0 and result != nullptr;
        if (found.error != ERANGE)
            return found;
    }
    return found;
}

/// Whether there is such an entry. Throws CannotTell when the database cannot be asked.
template<class Entry>
bool is_there(const Found<Entry>& found, const std::string& what) {
    // getpwnam_r(3): these, too, are ways to say that there is none.
    const bool unknown = found.error == 0 or found.error == ENOENT or found.error == ESRCH;
    if (not found.is_there and not unknown)
        throw cannot("looking up", what, found.error);
    return found.is_there;
}

std::optional<Account> account_from(const Found<passwd>& found, const std::string& what) {
    if (not is_there(found, what))
        return std::nullopt;
    const auto& entry = found.entry;
    return Account{entry.pw_name, entry.pw_dir, entry.pw_shell, entry.pw_uid, entry.pw_gid};
}

Found<passwd> user_entry(uid_t uid) {
    return look_up<passwd>([uid](passwd* entry, char* memory, std::size_t size, passwd** result) {
        return ::getpwuid_r(uid, entry, memory, size, result);
    });
}

Found<group> group_entry(gid_t gid) {
    return look_up<group>([gid](group* entry, char* memory, std::size_t size, group** result) {
        return ::getgrgid_r(gid, entry, memory, size, result);
    });
}

}  // namespace

std::optional<Account> account_named(const std::string& name) {
    if (has_nul(name))
        return std::nullopt;
    const auto lookup = [&](passwd* entry, char* memory, std::size_t size, passwd** result) {
        return ::getpwnam_r(name.c_str(), entry, memory, size, result);
    };
    return account_from(look_up<passwd>(lookup), "the account " + name);
}

std::optional<Account> account_of(uid_t uid) {
    return account_from(user_entry(uid), "the account " + std::to_string(uid));
}

std::vector<gid_t> groups_of(const Account& account) {
    constexpr int most_groups = 65536;  // NGROUPS_MAX of the kernel
    std::vector<gid_t> groups(64);
    auto count = static_cast<int>(groups.size());
    while (::getgrouplist(account.name.c_str(), account.gid, groups.data(), &count) < 0) {
        if (count > most_groups or groups.size() > most_groups)
            throw CannotTell{
                Kind::failed, "the account " + account.name + " is in too many groups"};
        // Some databases do not say how many there are (getgrouplist(3)), so at least twice as many.
        groups.resize(std::max(static_cast<std::size_t>(count), 2 * groups.size()));
        count = static_cast<int>(groups.size());
    }
    groups.resize(static_cast<std::size_t>(count));
    return groups;
}

const std::string& SystemOwners::user(std::uint32_t uid) {
    const auto [place, is_new] = users_.try_emplace(uid);
    if (is_new) {
        const auto found = user_entry(uid);
        place->second = found.is_there ? found.entry.pw_name : std::to_string(uid);
    }
    return place->second;
}

const std::string& SystemOwners::group(std::uint32_t gid) {
    const auto [place, is_new] = groups_.try_emplace(gid);
    if (is_new) {
        const auto found = group_entry(gid);
        place->second = found.is_there ? found.entry.gr_name : std::to_string(gid);
    }
    return place->second;
}

bool SystemOwners::has_user(std::uint32_t uid) {
    const auto known = known_users_.find(uid);
    if (known != known_users_.end())
        return known->second;
    const bool there = is_there(user_entry(uid), "the account " + std::to_string(uid));
    return known_users_[uid] = there;
}

bool SystemOwners::has_group(std::uint32_t gid) {
    const auto known = known_groups_.find(gid);
    if (known != known_groups_.end())
        return known->second;
    const bool there = is_there(group_entry(gid), "the group " + std::to_string(gid));
    return known_groups_[gid] = there;
}

}  // namespace muster::local
