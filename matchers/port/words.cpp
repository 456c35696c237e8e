#include "matchers/port/words.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/term.hpp"

namespace muster {

namespace {

std::string broken_subject(const Subject& subject) {
    const auto number = whole_number(subject.name());
    if (not number or *number < 1 or *number > 0xFFFF)
        return quoted(subject.name()) + " is no port: 1 to 65535";
    const auto on = subject.qualifier_text("on");
    const auto address = on ? address_from(*on) : std::nullopt;
    if (on and (not address or address->prefix))
        return quoted(*on) + " is no IP address";
    return "";
}

std::vector<QualifierEntry> port_qualifiers() {
    return {
        {.name = "on",
         .parameters =
             {{.name = "address",
               .type = Type::term,
               .meaning = "an IP address; 0.0.0.0 and :: are addresses, too"}},
         .meaning = "only sockets bound to exactly this address; a dual-stack socket is bound to "
                    "both 0.0.0.0 "
                    "and ::"}};
}

std::vector<ViewEntry> port_views() {
    return {
        {.name = "tcp", .meaning = "TCP, the same as no view"},
        {.name = "tcp4", .meaning = "TCP sockets that serve IPv4, dual-stack ones too"},
        {.name = "tcp6", .meaning = "TCP sockets of IPv6"},
        {.name = "udp", .meaning = "UDP"},
        {.name = "udp4", .meaning = "UDP sockets that serve IPv4, dual-stack ones too"},
        {.name = "udp6", .meaning = "UDP sockets of IPv6"}};
}

std::vector<AttributeEntry> port_attributes() {
    const ItemEntry address{.type = Type::term, .term = TermKind::address};
    return {
        {.name = "listening",
         .type = Type::flag,
         .meaning = "a TCP socket in LISTEN; of UDP a bound socket without a peer",
         .when_absent = Value(false)},
        {.name = "serves",
         .type = Type::flag,
         .meaning = "a client of this address of the host reaches a socket: bound to it or to the "
                    "wildcard of its "
                    "family",
         .when_absent = Value(false),
         .parameters =
             {{.name = "address", .type = Type::term, .meaning = "an IP address of the host"}}},
        {.name = "addresses",
         .type = Type::list,
         .meaning = "bound addresses; a dual-stack socket gives 0.0.0.0 and ::",
         .item = address},
        {.name = "process",
         .type = Type::text,
         .meaning = "program that has the socket; of several the oldest",
         .needs_root = true},
        {.name = "processes",
         .type = Type::list,
         .meaning = "names of all programs that share the socket",
         .needs_root = true},
        {.name = "pids",
         .type = Type::list,
         .meaning = "process ids of all of them",
         .item = {.type = Type::number},
         .needs_root = true},
        {.name = "user", .type = Type::text, .meaning = "owner of the socket"},
        {.name = "service",
         .type = Type::text,
         .meaning = "systemd unit of the program, by its cgroup",
         .needs_root = true},
        {.name = "clients",
         .type = Type::list,
         .meaning = "peers of established TCP connections",
         .item = address},
    };
}

}  // namespace

ResourceEntry port_entry() {
    return {
        .name = "port",
        .summary = "sockets that wait for peers on one port; without a view TCP",
        .in_image = InImage::not_running,
        .absence = "is not listening",
        .subject = {{.name = "number", .type = Type::number, .meaning = "1 to 65535"}},
        .qualifiers = port_qualifiers(),
        .views = port_views(),
        .attributes = port_attributes(),
        .example = R"(expect(port(443).listening);
expect(port(443).process == "nginx");
expect(port(53).udp.listening);
expect(port(5432).on("127.0.0.1").listening and not port(5432).on("0.0.0.0").listening);)",
        .yaml_example = R"(- {port: 443, listening: true, process: nginx}
- {port: 53, udp: {listening: true}}
- all_of: [{port: 5432, on: 127.0.0.1, listening: true}, {port: 5432, on: 0.0.0.0, listening: false}])",
        .details = "The kernel's tables /proc/net/{tcp,tcp6,udp,udp6} are the truth; one `ss -H "
                   "-lntuep` tells which "
                   "sockets on :: serve IPv4, and who has them. Without ss a TCP port is tried "
                   "from the target "
                   "itself, and the rest cannot be told. Ports that are only forwarded by NAT do "
                   "not listen.",
        .broken_subject = broken_subject,
    };
}

}  // namespace muster
