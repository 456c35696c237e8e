#include "framework/model/hosts_entry.hpp"

namespace muster {

namespace {

const ParameterEntry of_each_expectation{
    .name = "holds",
    .meaning = "an expectation, asked of each member",
    .of_each = ParameterEntry::OfEach::expectation};
const ParameterEntry of_each_fact{
    .name = "fact",
    .meaning = "a fact, asked of each member",
    .of_each = ParameterEntry::OfEach::fact};
const ParameterEntry number{.name = "n", .type = Type::number};

AttributeEntry flag(
    std::string_view name, std::string_view meaning, std::vector<ParameterEntry> parameters
) {
    return {
        .name = name, .type = Type::flag, .meaning = meaning, .parameters = std::move(parameters)};
}

AttributeEntry list_of_facts(std::string_view name, std::string_view meaning) {
    return {
        .name = name,
        .type = Type::list,
        .meaning = meaning,
        .parameters = {of_each_fact},
        .item = {.of_fact = true}};
}

std::vector<AttributeEntry> attributes() {
    return {
        {.name = "names",
         .type = Type::list,
         .meaning = "of the members",
         .item = {.type = Type::text}},
        {.name = "addresses",
         .type = Type::list,
         .meaning = "of the members, on a network of the inventory",
         .parameters = {{.name = "network", .meaning = "as the inventory calls it"}},
         .item = {.type = Type::term, .term = TermKind::address}},
        {.name = "count", .type = Type::number, .meaning = "how many members there are"},
        flag("every", "it holds on all members", {of_each_expectation}),
        flag("some", "it holds on one member or more", {of_each_expectation}),
        flag("none", "it holds on no member", {of_each_expectation}),
        flag("exactly", "it holds on n members", {number, of_each_expectation}),
        flag("at_least", "it holds on n members or more", {number, of_each_expectation}),
        flag("at_most", "it holds on n members or fewer", {number, of_each_expectation}),
        flag("agree_on", "every member has a value, and all are equal", {of_each_fact}),
        list_of_facts("list", "the values of all members, as a set"),
        list_of_facts("duplicates", "values that two members share"),
    };
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
const ResourceEntry& hosts_entry() {
    static const ResourceEntry entry = {
        .name = "hosts",
        .summary = "The members of a role, related to each other: in a FLEET.",
        .absence = "are nobody",
        .subject =
            {{.name = "role",
              .meaning = "members of any of these roles; none: all members of the inventory",
              .optional = true,
              .repeated = true}},
        .qualifiers =
            {{.name = "where",
              .parameters = {of_each_expectation},
              .meaning = "only the members for which it is true; chains"},
             {.name = "except",
              .parameters = {{.name = "name", .meaning = "a member"}},
              .meaning = "all but this one"},
             {.name = "or_none",
              .parameters = {},
              .meaning = "a role without members is no mistake"}},
        .attributes = attributes(),
        .example = R"(expect(hosts("app").agree_on(file("/srv/app/REVISION").content));
expect(hosts("app").at_least(2, service("unicorn").running));
expect(hosts("db").where(file("/etc/primary").exists).count == 1);
expect(hosts().duplicates(file("/etc/machine-id").sha256).is_empty());)",
        .yaml_example =
            R"(- {hosts: app, agree_on: {file: /srv/app/REVISION, fact: content}}
- {hosts: app, at_least: [2, {service: unicorn, running: true}]}
- {hosts: db, where: {file: /etc/primary, exists: true}, count: 1}
- {hosts: , duplicates: [{file: /etc/machine-id, fact: sha256}, {is_empty: true}]})",
        .details =
            R"(Facts of hosts(…) stand in a FLEET, whose body runs once for a run. What is asked of the members travels
with their own specs. A member that cannot be reached cannot be told of: `every` and `agree_on` are an *and* over the
members, `some` an *or*, and counts are ranges that are judged where all their numbers are judged alike. A member where
the thing has no value counts as one where it is not so; `agree_on` fails by it. A member that the run leaves out is not
asked: what needs it is skipped. A role without members is an errored row, unless `or_none`.)",
        .of_fleet = true,
    };
    return entry;
}

}  // namespace muster
