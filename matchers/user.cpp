// Accounts, through the name services of the target (framework/platform/accounts.hpp).
//
// What an account says of itself is here; its passwords are in user/passwords.cpp, its keys and logins in
// user/logins.cpp.

#include "framework/host/plural.hpp"
#include "framework/platform/accounts.hpp"
#include "matchers/user/readers.hpp"
#include "matchers/user/rows.hpp"
#include "matchers/user/words.hpp"

namespace muster {

namespace {

Task<std::optional<Account>>& account_of(Host& host, const Fact& fact) {
    return host.once(account, fact.subject.name());
}

template<Value (*Read)(const Account&)>
Task<Value> of_account(Host& host, Fact fact) {
    const auto& found = co_await account_of(host, fact);
    co_return found ? Read(*found) : absent;
}

template<std::string Account::*Field>
Value text_of(const Account& account) {
    return account.*Field;
}

Value uid(const Account& account) {
    return account.uid;
}

Value gid(const Account& account) {
    return account.gid;
}

Value local(const Account& account) {
    return account.local;
}

Task<Value> exists(Host& host, Fact fact) {
    const auto& found = co_await account_of(host, fact);
    co_return found.has_value();
}

Task<Value> group_of(Host& host, Fact fact) {
    (void
    )host.once(group_name, std::string("0"));  // so that the file of names leaves with the account
    const auto& found = co_await account_of(host, fact);
    if (not found)
        co_return absent;
    auto& name = host.once(group_name, std::to_string(found->gid));
    co_return co_await name;
}

Task<Value> gids(Host& host, Fact fact) {
    (void)host.once(all_groups);
    const auto& found = co_await account_of(host, fact);
    if (not found)
        co_return absent;
    auto asked = group_ids(host, *found);
    const auto& ids = co_await asked;
    std::vector<Value> items(ids.begin(), ids.end());
    co_return set_of(std::move(items));
}

/// Names from the enumeration; what a directory does not enumerate is asked by its id.
Task<Value> groups(Host& host, Fact fact) {
    auto& groups_asked = host.once(all_groups);
    const auto& found = co_await account_of(host, fact);
    if (not found)
        co_return absent;
    auto asked = group_ids(host, *found);
    const auto& ids = co_await asked;
    const auto& all = co_await groups_asked;
    std::vector<std::string> names;
    for (const auto id : ids) {
        bool is_named = false;
        for (const auto& group : all) {
            if (group.gid == id and not is_named) {
                names.push_back(group.name);
                is_named = true;
            }
        }
        if (is_named)
            continue;
        auto& name = host.once(group_name, std::to_string(id));
        names.push_back(co_await name);
    }
    co_return set_of_texts(names);
}

Task<Value> source(Host& host, Fact fact) {
    const auto& found = co_await account_of(host, fact);
    if (not found)
        co_return absent;
    auto asked = source_of(host, "passwd", found->name);
    const auto& name = co_await asked;
    co_return name ? Value(*name) : not_set;
}

Task<Value> system(Host& host, Fact fact) {
    auto& limits_asked = host.once(first_ids);
    const auto& found = co_await account_of(host, fact);
    const auto& limits = co_await limits_asked;
    constexpr std::uint32_t nobody = 65534;
    co_return found ? Value(found->uid < limits.uid or found->uid == nobody) : absent;
}

std::vector<ReaderEntry> user_readers() {
    std::vector<ReaderEntry> readers = {
        {"exists", exists},
        {"uid", of_account<uid>},
        {"gid", of_account<gid>},
        {"group", group_of},
        {"groups", groups},
        {"gids", gids},
        {"home", of_account<text_of<&Account::home>>},
        {"shell", of_account<text_of<&Account::shell>>},
        {"comment", of_account<text_of<&Account::comment>>},
        {"local", of_account<local>},
        {"source", source},
        {"system", system},
    };
    for (const auto& more : {password_readers(), login_readers()})
        readers.insert(readers.end(), more.begin(), more.end());
    return readers;
}

Task<std::vector<Subject>> all_users(Host& host, Subject plural) {
    return account_rows(host, std::move(plural), "passwd", "user");
}

}  // namespace

std::span<const Resource> user_resources() {
    static const Resource user{.entry = user_entry(), .readers = user_readers()};
    static const std::vector<Resource> both = {user, plural_of(user, users_words(), all_users)};
    return both;
}

}  // namespace muster
