// A TCP port of any host, as the target sees it: one connection, and what the server says of itself.
//
// How a connection ends is an observation, not a failure of ours: only a vantage point that could not ask
// leaves the question open.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/term.hpp"
#include "matchers/peer/words.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

struct Place {
    std::string host;
    std::uint16_t port = 0;
};

std::optional<std::uint16_t> port_from(std::string_view text) {
    const auto number = whole_number(text);
    if (not number or *number < 1 or *number > 0xFFFF)
        return std::nullopt;
    return static_cast<std::uint16_t>(*number);
}

std::string without_brackets(std::string_view host) {
    const bool in_brackets = host.starts_with('[') and host.ends_with(']');
    return std::string(in_brackets ? host.substr(1, host.size() - 2) : host);
}

/// `db:5432`, `[::1]:53`; or both apart.
std::optional<Place> place_from(const Subject& subject) {
    const auto text = subject.name();
    std::string host = text;
    std::string port;
    if (subject.names.size() > 1) {
        port = to_plain(subject.names[1]);
    } else {
        const auto colon = text.rfind(':');
        if (colon == std::string::npos)
            return std::nullopt;
        host = text.substr(0, colon);
        port = text.substr(colon + 1);
        // `::1` alone is an address without a port, not the port 1 of `:`.
        if (host.find(':') != std::string::npos and not host.starts_with('['))
            return std::nullopt;
    }
    const auto number = port_from(port);
    host = without_brackets(host);
    if (host.empty() or not number)
        return std::nullopt;
    return Place{host, *number};
}

std::string broken_subject(const Subject& subject) {
    if (not place_from(subject))
        return quoted(subject.name())
               + " has no host and port: write tcp(\"db\", 5432) or \"[::1]:53\"";
    const auto source = subject.qualifier_text("local_address");
    const auto address = source ? address_from(*source) : std::nullopt;
    if (source and (not address or address->prefix))
        return quoted(*source) + " is no IP address";
    return broken_timeout(subject);
}

ProbeTcp probe_of(const Subject& subject, const Limits& limits) {
    auto place = place_from(subject).value_or(Place{});
    ProbeTcp probe{std::move(place.host), place.port};
    probe.timeout = timeout_of(subject, limits.network);
    probe.source = subject.qualifier_text("local_address").value_or("");
    return probe;
}

std::string title_of(const ProbeTcp& probe) {
    const bool is_v6 = probe.host.find(':') != std::string::npos;
    return fmt::format(fmt::runtime(is_v6 ? "[{}]:{}" : "{}:{}"), escaped(probe.host), probe.port);
}

/// The connection of a fact, or what stands instead of every value.
struct Attempt {
    ProbeTcp probe;
    Reached reached;
    std::optional<Value> instead;  ///< of a name that does not exist

    std::string story() const { return story_of(title_of(probe), reached, probe.timeout); }
};

Task<Attempt> attempt(Host& host, Subject subject) {
    Attempt made{probe_of(subject, host.limits()), {}, {}};
    auto asked = host.probe_tcp(made.probe);
    made.reached = co_await asked;
    if (made.reached.how == Reached::How::not_resolved)
        made.instead = no_answer(made.story());
    co_return made;
}

Task<Value> reachable(Host& host, Fact fact) {
    auto asked = attempt(host, fact.subject);
    const auto& made = co_await asked;
    if (made.instead)
        co_return *made.instead;
    Value flag = made.reached.how == Reached::How::open;
    flag.remark = made.story();
    co_return flag;
}

/// Whether it ended in this way; of an end that nobody explains that cannot be told.
Value ended(const Attempt& made, Reached::How how) {
    if (made.instead)
        return *made.instead;
    if (made.reached.how == Reached::How::failed)
        throw CannotTell{
            Kind::unsupported,
            made.story(),
            "install bash, perl or netcat-openbsd on the target: they say why"};
    Value flag = made.reached.how == how;
    flag.remark = made.story();
    return flag;
}

Task<Value> refused(Host& host, Fact fact) {
    auto asked = attempt(host, fact.subject);
    const auto& made = co_await asked;
    co_return ended(made, Reached::How::refused);
}

Task<Value> timed_out(Host& host, Fact fact) {
    auto asked = attempt(host, fact.subject);
    const auto& made = co_await asked;
    co_return ended(made, Reached::How::timed_out);
}

Task<Value> time(Host& host, Fact fact) {
    auto asked = attempt(host, fact.subject);
    const auto& made = co_await asked;
    if (made.reached.how != Reached::How::open)
        co_return no_answer(made.story());
    co_return std::chrono::duration<double>(made.reached.time).count();
}

/// What has come within the time, or at the first line end. Whether anybody is there at all is what the
/// probe says: a peer that is silent looks like one that is not there.
Task<Value> banner(Host& host, Fact fact) {
    auto attempting = attempt(host, fact.subject);
    const auto probe = probe_of(fact.subject, host.limits());
    Talk talk{.host = probe.host, .port = probe.port, .path = "", .send = "", .mark = "\n"};
    talk.timeout = probe.timeout;
    talk.source = probe.source;
    auto asked = host.talk(talk);
    const auto& made = co_await attempting;
    if (made.reached.how != Reached::How::open)
        co_return no_answer(made.story());
    const auto& reply = co_await asked;
    if (not reply.bytes.empty())
        co_return reply.bytes;
    Value nothing = not_set;
    nothing.remark = fmt::format("{} says nothing by itself", title_of(probe));
    co_return nothing;
}

std::vector<AttributeEntry> attributes() {
    return {
        {.name = "reachable",
         .type = Type::flag,
         .meaning = "a connection is made",
         .when_absent = Value(false)},
        {.name = "refused",
         .type = Type::flag,
         .meaning = "the connection is refused: nobody listens there, or a firewall says no",
         .when_absent = Value(false)},
        {.name = "timed_out",
         .type = Type::flag,
         .meaning = "nobody answers in time",
         .when_absent = Value(false)},
        {.name = "time",
         .type = Type::number,
         .meaning =
             "until the connection stands; for a target that is far away its own way counts, too",
         .unit = "seconds"},
        {.name = "banner",
         .type = Type::text,
         .meaning = "what the server says by itself before its time is over, up to and including "
                    "the first line end"},
    };
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
std::span<const Resource> tcp_resources() {
    static const Resource resource = {
        .entry =
            {
                .name = "tcp",
                .summary = "A TCP port of any host, as seen from the target.",
                .in_image = InImage::no_network,
                .absence = "does not answer",
                .subject =
                    {{.name = "host",
                      .meaning =
                          "a name or an address; or both in one text: `db:5432`, `[::1]:53`"},
                     {.name = "port",
                      .type = Type::number,
                      .meaning = "1 to 65535",
                      .optional = true}},
                .qualifiers =
                    {timeout_entry("how long the peer may take; otherwise --network-timeout"),
                     {.name = "local_address",
                      .parameters = {{.name = "address", .meaning = "an IP address of the target"}},
                      .meaning = "the connection begins at this address"}},
                .attributes = attributes(),
                .example = R"(expect(tcp("db.internal", 5432).reachable);
expect(tcp("192.0.2.7", 23).refused);
expect(tcp("[::1]:22").banner.starts_with("SSH-2.0-"));)",
                .yaml_example = R"(- {tcp: {host: db.internal, port: 5432}, reachable: true}
- {tcp: {host: 192.0.2.7, port: 23}, refused: true}
- {tcp: "[::1]:22", banner: {starts_with: SSH-2.0-}})",
                .details =
                    R"(A connection is made from the target and closed. How it ends is an observation: a peer that refuses or is
silent is not reachable. A name that does not exist has no value for any attribute, so that a misspelt name
never makes a `not` pass. Over SSH a tool of the target connects (bash, perl or OpenBSD's nc; with
local_address one of the last two); without one sshd does it, which says that connecting failed but not why,
so that `refused` and `timed_out` cannot be told then.)",
                .from_anywhere = true,
                .broken_subject = broken_subject,
            },
        .readers =
            {
                {"reachable", reachable},
                {"refused", refused},
                {"timed_out", timed_out},
                {"time", time},
                {"banner", banner},
            },
    };
    return {&resource, 1};
}

}  // namespace muster
