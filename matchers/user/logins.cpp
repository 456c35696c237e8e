#include "framework/platform/logins.hpp"

#include "framework/model/term.hpp"
#include "framework/platform/accounts.hpp"
#include "framework/platform/authorized_keys.hpp"
#include "framework/platform/sshd_configuration.hpp"
#include "matchers/user/readers.hpp"

namespace muster {

namespace {

Value list_of_keys(const std::vector<AuthorizedKey>& keys) {
    std::vector<Value> items;
    items.reserve(keys.size());
    for (const auto& one : keys)
        items.emplace_back(Term{TermKind::public_key, one.key});
    return set_of(std::move(items));
}

/// The keys of an account; nothing when there is no account.
Task<std::optional<std::vector<AuthorizedKey>>> keys_of(Host& host, std::string name) {
    auto& account_asked = host.once(account, name);
    guess_authorized_keys(host, name);
    const auto& found = co_await account_asked;
    if (not found)
        co_return std::nullopt;
    auto asked = authorized_keys(host, *found);
    co_return co_await asked;
}

Task<Value> all_keys(Host& host, Fact fact) {
    auto& asked = host.once(keys_of, fact.subject.name());
    const auto& keys = co_await asked;
    co_return keys ? list_of_keys(*keys) : absent;
}

Task<Value> has_key(Host& host, Fact fact) {
    auto& asked = host.once(keys_of, fact.subject.name());
    const auto& keys = co_await asked;
    if (not keys)
        co_return absent;
    for (const auto& one : *keys) {
        if (same_term(TermKind::public_key, fact.parameter(), one.key))
            co_return true;
    }
    Value no = false;
    no.remark = std::to_string(keys->size()) + " other keys are authorized";
    co_return no;
}

Task<Value> key_options(Host& host, Fact fact) {
    auto& asked = host.once(keys_of, fact.subject.name());
    const auto& keys = co_await asked;
    if (not keys)
        co_return absent;
    for (const auto& one : *keys) {
        if (same_term(TermKind::public_key, fact.parameter(), one.key))
            co_return sequence_of_texts(one.options);
    }
    Value none = not_set;
    none.remark = "the key is not authorized";
    co_return none;
}

Task<Value> command_keys(Host& host, Fact fact) {
    host.require(Ability::run);
    (void)host.once(sshd_lines);
    auto& account_asked = host.once(account, fact.subject.name());
    const auto& found = co_await account_asked;
    if (not found)
        co_return absent;
    auto asked = keys_from_command(host, *found);
    const auto& keys = co_await asked;
    co_return keys ? list_of_keys(*keys) : not_set;
}

Task<Value> last(Host& host, Fact fact) {
    auto& account_asked = host.once(account, fact.subject.name());
    const auto& found = co_await account_asked;
    if (not found)
        co_return absent;
    auto asked = last_login(host, found->name);
    const auto& time = co_await asked;
    co_return time ? Value(*time) : not_set;
}

Task<Value> logged_in(Host& host, Fact fact) {
    auto& users_asked = host.once(logged_in_users);
    auto& account_asked = host.once(account, fact.subject.name());
    const auto& found = co_await account_asked;
    if (not found)
        co_return absent;
    const auto& users = co_await users_asked;
    co_return users.contains(found->name);
}

}  // namespace

std::vector<ReaderEntry> login_readers() {
    return {
        {"authorized_keys", all_keys},
        {"has_authorized_key", has_key},
        {"authorized_key_options", key_options},
        {"keys_from_command", command_keys},
        {"last_login", last},
        {"logged_in", logged_in},
    };
}

}  // namespace muster
