// Names of hosts: what the system's resolver makes of them, and where they come from
// (framework/platform/host_names.hpp).

#include "framework/base/display.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/term.hpp"
#include "framework/platform/host_names.hpp"
#include "matchers/host/ping.hpp"

#include <algorithm>

namespace muster {

namespace {

Task<std::optional<HostAddresses>>& addresses_of(Host& host, const Fact& fact) {
    host.require(Ability::network);
    return host.once(host_addresses, fact.subject.name());
}

Value address_value(const std::string& text) {
    return Term{TermKind::address, text};
}

bool is_any(const std::string& /*address*/) {
    return true;
}

bool is_v4(const std::string& address) {
    return address.find(':') == std::string::npos;
}

bool is_v6(const std::string& address) {
    return not is_v4(address);
}

Task<Value> resolvable(Host& host, Fact fact) {
    auto& asking = addresses_of(host, fact);
    const auto& found = co_await asking;
    co_return found ? Value(true) : absent;
}

Task<Value> address(Host& host, Fact fact) {
    auto& asking = addresses_of(host, fact);
    const auto& found = co_await asking;
    if (not found)
        co_return absent;
    co_return found->addresses.empty() ? not_set : address_value(found->addresses.front());
}

Task<Value> canonical_name(Host& host, Fact fact) {
    auto& asking = addresses_of(host, fact);
    const auto& found = co_await asking;
    if (not found)
        co_return absent;
    co_return found->canonical_name.empty() ? not_set : Value(found->canonical_name);
}

template<bool (*is_wanted)(const std::string&)>
Task<Value> addresses(Host& host, Fact fact) {
    auto& asking = addresses_of(host, fact);
    const auto& found = co_await asking;
    if (not found)
        co_return absent;
    std::vector<Value> items;
    for (const auto& text : found->addresses)
        if (is_wanted(text))
            items.push_back(address_value(text));
    co_return set_of(std::move(items));
}

Task<Value> in_hosts_file(Host& host, Fact fact) {
    auto reading = host.read("/etc/hosts");
    const auto& file = co_await reading;
    co_return file and has_host(file->bytes, fact.subject.name()) ? Value(true) : absent;
}

Task<Value> in_name_servers(Host& host, Fact fact) {
    host.require(Ability::network);
    auto asking = in_dns(host, fact.subject.name());
    const bool found = co_await asking;
    co_return found ? Value(true) : absent;
}

std::string broken_subject(const Subject& subject) {
    const auto address = address_from(subject.name());
    if (subject.name().empty() or (address and address->prefix))
        return quoted(subject.name()) + " is no name or address of a host";
    return why_broken_count(subject);
}

std::vector<AttributeEntry> host_attributes() {
    const ItemEntry item{.type = Type::term, .term = TermKind::address};
    return {
        {.name = "resolvable",
         .type = Type::flag,
         .meaning = "the system's resolver gives an address; an address resolves to itself",
         .when_absent = Value(false)},
        {.name = "address", .type = Type::term, .meaning = "the first in the resolver's order"},
        {.name = "canonical_name",
         .type = Type::text,
         .meaning = "what the resolver calls the host"},
        {.name = "addresses", .type = Type::list, .meaning = "all of them", .item = item},
        {.name = "ipv4_addresses", .type = Type::list, .meaning = "those of IPv4", .item = item},
        {.name = "ipv6_addresses", .type = Type::list, .meaning = "those of IPv6", .item = item},
        {.name = "in_hosts_file",
         .type = Type::flag,
         .meaning = "a line of /etc/hosts that is no comment has this name",
         .when_absent = Value(false)},
        {.name = "in_dns",
         .type = Type::flag,
         .meaning = "the name servers of /etc/resolv.conf have A or AAAA",
         .when_absent = Value(false)},
    };
}

std::vector<ReaderEntry> host_readers() {
    std::vector<ReaderEntry> readers = {
        {"resolvable", resolvable},
        {"address", address},
        {"canonical_name", canonical_name},
        {"addresses", addresses<is_any>},
        {"ipv4_addresses", addresses<is_v4>},
        {"ipv6_addresses", addresses<is_v6>},
        {"in_hosts_file", in_hosts_file},
        {"in_dns", in_name_servers},
    };
    for (const auto& more : ping_readers())
        readers.push_back(more);
    return readers;
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
std::span<const Resource> host_resources() {
    static const Resource resource = {
        .entry =
            {
                .name = "host",
                .summary = "The name of a host, as the target resolves it.",
                .in_image = InImage::no_network,
                .absence = "does not resolve",
                .subject = {{.name = "name", .meaning = "a name or an address"}},
                .qualifiers = {ping_qualifier()},
                .views = {ping_view()},
                .attributes = with_image_mark(host_attributes(), InImage::same, {"in_hosts_file"}),
                .example =
                    R"(expect(host("db.internal").resolvable and host("db.internal").in_hosts_file);
expect(host("db.internal").ipv4_addresses == list("10.0.0.7"));
expect(host("10.0.0.7").ping.count(5).reachable);)",
                .yaml_example =
                    R"(- all_of: [{host: db.internal, resolvable: true, in_hosts_file: true}]
- {host: db.internal, ipv4_addresses: [10.0.0.7]}
- {host: 10.0.0.7, count: 5, ping: {reachable: true}})",
                .details =
                    R"(One `getent ahosts` for all names. It exits alike for a name that does not exist and for name servers that do not
answer, so a name is said not to resolve only when the name servers say so, too, unless /etc/nsswitch.conf asks
none; with a name service of which nothing is known it cannot be told. The resolver leaves out IPv6 addresses on a
host that has none itself.

`in_dns` completes names as resolv.conf(5) has it (search, ndots). Where it names no server and none answers on
loopback, no name is in DNS. `ping` waits for the last answer as long as --network-timeout says.)",
                .from_anywhere = true,
                .broken_subject = broken_subject,
            },
        .readers = host_readers(),
    };
    return {&resource, 1};
}

}  // namespace muster
