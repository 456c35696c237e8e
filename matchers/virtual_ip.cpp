// virtual_ip(address): who holds an address that moves between hosts, and whose keepalived may take it.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/remark.hpp"
#include "framework/model/term.hpp"
#include "framework/platform/keepalived.hpp"
#include "framework/platform/links.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// Whatever the prefix is that an interface has it with.
bool is_same(const std::string& wanted, const std::string& held) {
    return same_term(TermKind::address, wanted, held.substr(0, held.find('/')));
}

/// What is known of the link has it.
bool has(const Link& link, const std::string& address) {
    const auto is_it = [&](const std::string& one) { return is_same(address, one); };
    const auto* ipv4 = std::get_if<std::vector<std::string>>(&link.ipv4);
    return std::ranges::any_of(link.ipv6, is_it)
           or (ipv4 != nullptr and std::ranges::any_of(*ipv4, is_it));
}

/// The interface that has it; empty: none. Throws CannotTell where one that nobody can tell of may.
std::string holder_among(const std::vector<Link>& all, const std::string& address) {
    for (const auto& link : all)
        if (has(link, address))
            return link.name;
    const auto parsed = address_from(address);
    const bool is_v4 = parsed and not parsed->is_v6();
    for (const auto& link : all)
        if (const auto* why = std::get_if<CannotTell>(&link.ipv4); why != nullptr and is_v4)
            throw *why;
    return "";
}

Task<std::string> holder(Host& host, std::string address) {
    auto& reading = host.once(links);
    const auto& all = co_await reading;
    co_return holder_among(all, address);
}

Task<Value> held(Host& host, Fact fact) {
    auto asking = holder(host, fact.subject.name());
    const auto& name = co_await asking;
    co_return with_remark(not name.empty(), name);
}

Task<Value> interface(Host& host, Fact fact) {
    auto asking = holder(host, fact.subject.name());
    const auto& name = co_await asking;
    if (name.empty())
        co_return absent;
    co_return name;
}

Task<Value> configured(Host& host, Fact fact) {
    auto& reading = host.once(keepalived_addresses);
    const auto& said = co_await reading;
    const auto wanted = fact.subject.name();
    const bool is_named =
        std::ranges::any_of(said.addresses, [&](const auto& one) { return is_same(wanted, one); });
    if (not is_named and said.says_more)
        throw CannotTell{
            Kind::unsupported,
            "keepalived.conf has variables, conditions or sequences, by which it may name it"};
    co_return is_named;
}

std::string broken_address(const Subject& subject) {
    const auto address = address_from(subject.name());
    return address and not address->prefix ? "" : quoted(subject.name()) + " is no IP address";
}

}  // namespace

std::span<const Resource> virtual_ip_resources() {
    static const Resource resource = {
        .entry =
            {
                .name = "virtual_ip",
                .summary = "An address that moves between hosts.",
                .absence = "is held by no interface",
                .subject = {{.name = "address", .meaning = "`192.0.2.10`, `2001:db8::10`"}},
                .attributes =
                    {
                        {.name = "held",
                         .type = Type::flag,
                         .meaning = "an interface has it now, whatever the prefix",
                         .when_absent = Value(false),
                         .in_image = InImage::not_running},
                        {.name = "interface",
                         .type = Type::text,
                         .meaning = "which one",
                         .in_image = InImage::not_running},
                        {.name = "configured",
                         .type = Type::flag,
                         .meaning = "keepalived.conf names it in a virtual_ipaddress block, "
                                    "includes too",
                         .when_absent = Value(false)},
                    },
                .example = R"(expect(virtual_ip("192.0.2.10").configured);)",
                .yaml_example = R"(- {virtual_ip: 192.0.2.10, configured: true})",
                .details =
                    R"(Interfaces are those of `interface`. In a FLEET exactly one member holds it:
`hosts("proxy").exactly(1, virtual_ip("192.0.2.10").held)`.)",
                .broken_subject = broken_address,
            },
        .readers = {{"held", held}, {"interface", interface}, {"configured", configured}},
    };
    return {&resource, 1};
}

}  // namespace muster
