// Groups, through the name services of the target (framework/platform/accounts.hpp).

#include "framework/host/plural.hpp"
#include "framework/platform/accounts.hpp"
#include "matchers/user/rows.hpp"

#include <algorithm>

namespace muster {

namespace {

Task<std::optional<Group>>& group_of(Host& host, const Fact& fact) {
    return host.once(group, fact.subject.name());
}

Task<Value> exists(Host& host, Fact fact) {
    const auto& found = co_await group_of(host, fact);
    co_return found.has_value();
}

Task<Value> gid(Host& host, Fact fact) {
    const auto& found = co_await group_of(host, fact);
    co_return found ? Value(found->gid) : absent;
}

Task<Value> local(Host& host, Fact fact) {
    const auto& found = co_await group_of(host, fact);
    co_return found ? Value(found->local) : absent;
}

Task<Value> source(Host& host, Fact fact) {
    const auto& found = co_await group_of(host, fact);
    if (not found)
        co_return absent;
    auto asked = source_of(host, "group", fact.subject.name());
    const auto& name = co_await asked;
    co_return name ? Value(*name) : not_set;
}

Task<Value> system(Host& host, Fact fact) {
    auto& limits_asked = host.once(first_ids);
    const auto& found = co_await group_of(host, fact);
    const auto& limits = co_await limits_asked;
    constexpr std::uint32_t nogroup = 65534;
    co_return found ? Value(found->gid < limits.gid or found->gid == nogroup) : absent;
}

Task<Value> members(Host& host, Fact fact) {
    const auto& found = co_await group_of(host, fact);
    co_return found ? Value(set_of_texts(found->members)) : absent;
}

Task<Value> all_members(Host& host, Fact fact) {
    auto& accounts_asked = host.once(all_accounts);
    const auto& found = co_await group_of(host, fact);
    const auto& accounts = co_await accounts_asked;
    if (not found)
        co_return absent;
    auto names = found->members;
    for (const auto& account : accounts) {
        if (account.gid == found->gid)
            names.push_back(account.name);
    }
    co_return set_of_texts(names);
}

std::vector<AttributeEntry> group_attributes() {
    return {
        {.name = "exists",
         .type = Type::flag,
         .meaning = "a group of exactly this name",
         .when_absent = Value(false)},
        {.name = "gid", .type = Type::number, .meaning = "its id"},
        {.name = "local", .type = Type::flag, .meaning = "has a line in /etc/group"},
        {.name = "source",
         .type = Type::text,
         .meaning = "the name service that answers: files, sss, ldap, stns, winbind, systemd"},
        {.name = "system",
         .type = Type::flag,
         .meaning = "id below GID_MIN of login.defs (1000), or 65534"},
        {.name = "members", .type = Type::list, .meaning = "users on its line"},
        {.name = "all_members",
         .type = Type::list,
         .meaning = "and users whose primary group it is: local ones, others as far as the name "
                    "service enumerates"},
    };
}

Task<std::vector<Subject>> all_rows(Host& host, Subject plural) {
    return account_rows(host, std::move(plural), "group", "group");
}

PluralWords groups_words() {
    return {
        .name = "groups",
        .summary = "all groups that the name services of the target enumerate",
        .example = R"(expect(groups().where("gid", 0).names == list("root"));
expect(groups().duplicates("name").is_empty());)",
        .yaml_example = R"(- {groups: , where: {gid: 0}, names: [root]}
- {groups: , duplicates: {name: {is_empty: true}}})",
        .details =
            "One `getent group`; a row is a line. Where a directory need not enumerate what it "
            "knows the list cannot be told; .where(\"local\", true) means the groups of "
            "/etc/group alone.",
    };
}

}  // namespace

std::span<const Resource> group_resources() {
    static const Resource group{
        .entry =
            {.name = "group",
             .summary = "groups, through the name services of the target",
             .subject = {{.name = "name", .meaning = "the group's name"}},
             .attributes = group_attributes(),
             .example = R"(expect(group("docker").members.is_empty());
expect(group("adm").gid == 4);)",
             .yaml_example = R"(- {group: docker, members: {is_empty: true}}
- {group: adm, gid: 4})",
             .details = "One `getent group` for all names. A name that is not found while a name "
                        "service does "
                        "not answer cannot be told."},
        .readers =
            {{"exists", exists},
             {"gid", gid},
             {"local", local},
             {"source", source},
             {"system", system},
             {"members", members},
             {"all_members", all_members}},
    };
    static const std::vector<Resource> both = {group, plural_of(group, groups_words(), all_rows)};
    return both;
}

}  // namespace muster
