// Ports: what waits for peers, who has it, who may reach it.
//
// A socket is a line of the kernel's tables (framework/platform/sockets.hpp). Which addresses a client
// reaches it at depends on IPV6_V6ONLY, and its programs are told by ss: both are asked only by the
// attributes that need them, in the same exchange as the tables.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/host/resource.hpp"
#include "framework/platform/accounts.hpp"
#include "framework/platform/bound_sockets.hpp"
#include "framework/platform/processes.hpp"
#include "framework/platform/socket_holders.hpp"
#include "matchers/port/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// The port and kind that a fact is about.
struct Wanted {
    std::uint16_t port = 0;
    SocketKind kind;
    std::optional<Address> on;
};

/// A value instead, where the subject has no meaning.
std::variant<Wanted, Value> wanted_from(const Subject& subject) {
    const auto number = whole_number(subject.name());
    if (not number or *number < 1 or *number > 0xFFFF)
        return wrong_kind(quoted(subject.name()) + " is no port");
    Wanted wanted{static_cast<std::uint16_t>(*number), socket_kind(subject.view), {}};
    if (const auto text = subject.qualifier_text("on")) {
        wanted.on = address_from(*text);
        if (not wanted.on or wanted.on->prefix)
            return wrong_kind(quoted(*text) + " is no IP address");
    }
    return wanted;
}

/// Only a question about IPv4 needs to know whether a socket on `::` serves it.
DualStack matters_for(const Wanted& wanted) {
    const bool asks_for_ipv4 =
        wanted.kind.family == Family::v4
        or (wanted.on and not wanted.on->is_v6() and wanted.on->is_wildcard());
    return asks_for_ipv4 ? DualStack::matters : DualStack::does_not_matter;
}

void keep_bound_to(std::vector<BoundSocket>& sockets, const std::optional<Address>& address) {
    if (address) {
        std::erase_if(sockets, [&](const BoundSocket& socket) {
            return not socket.is_bound_to(*address);
        });
    }
}

std::vector<std::string> texts_of_addresses(const std::vector<BoundSocket>& sockets) {
    std::vector<std::string> texts;
    for (const auto& socket : sockets) {
        for (const auto& address : socket.addresses)
            texts.push_back(to_text(address));
    }
    std::ranges::sort(texts);
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    return texts;
}

std::string shown_place(const Wanted& wanted) {
    if (wanted.on)
        return "on " + to_text(*wanted.on);
    return wanted.kind.family == Family::v4 ? "for IPv4" : "for IPv6";
}

/// What is there instead: the same port at other addresses, or with the other protocol.
Task<std::string> nearest_miss(Host& host, Wanted wanted) {
    const auto does_not_matter = DualStack::does_not_matter;
    if (wanted.on or wanted.kind.family) {
        const SocketKind either{wanted.kind.protocol, {}};
        auto same = bound_sockets(host, either, wanted.port, does_not_matter);
        const auto& found = co_await same;
        if (not found.empty()) {
            co_return fmt::format(
                "port {} is not listening {}; it is on {}",
                wanted.port,
                shown_place(wanted),
                join(texts_of_addresses(found), ", ")
            );
        }
    }
    const bool is_tcp = wanted.kind.protocol == Protocol::tcp;
    const SocketKind other{is_tcp ? Protocol::udp : Protocol::tcp, {}};
    auto others = bound_sockets(host, other, wanted.port, does_not_matter);
    const auto& found = co_await others;
    if (not found.empty())
        co_return fmt::format("only {} has port {}", name(other.protocol), wanted.port);
    co_return "";
}

Value with_remark(Value value, std::string remark) {
    value.remark = std::move(remark);
    return value;
}

/// The sockets that a fact is about, or why there is no value.
struct Sockets {
    Wanted wanted;
    std::vector<BoundSocket> found;
    std::optional<Value> instead;  ///< absent, with what is there instead; wrong kind
};

Task<Sockets> sockets_of(Host& host, Subject subject, DualStack dual_stack) {
    const auto parsed = wanted_from(subject);
    Sockets sockets;
    if (const auto* value = std::get_if<Value>(&parsed)) {
        sockets.instead = *value;
        co_return sockets;
    }
    sockets.wanted = std::get<Wanted>(parsed);
    if (matters_for(sockets.wanted) == DualStack::matters)
        dual_stack = DualStack::matters;
    auto asked = bound_sockets(host, sockets.wanted.kind, sockets.wanted.port, dual_stack);
    sockets.found = co_await asked;
    keep_bound_to(sockets.found, sockets.wanted.on);
    if (sockets.found.empty()) {
        auto miss = nearest_miss(host, sockets.wanted);
        const auto& remark = co_await miss;
        sockets.instead = with_remark(absent, remark);
    }
    co_return sockets;
}

/// A flag of no sockets is false, with the same remark.
Value flag_instead(const Value& value) {
    const auto* nothing = value.as<Nothing>();
    const bool is_absent = nothing != nullptr and nothing->why == Nothing::Why::absent;
    return is_absent ? with_remark(false, value.remark) : value;
}

Task<Value> listening(Host& host, Fact fact) {
    auto asked = sockets_of(host, fact.subject, DualStack::does_not_matter);
    const auto& sockets = co_await asked;
    if (sockets.instead)
        co_return flag_instead(*sockets.instead);
    co_return with_remark(true, "bound to " + join(texts_of_addresses(sockets.found), ", "));
}

Task<Value> serves(Host& host, Fact fact) {
    const auto address = address_from(fact.parameter());
    if (not address or address->prefix)
        co_return wrong_kind(quoted(fact.parameter()) + " is no IP address");
    auto asked = sockets_of(
        host, fact.subject, address->is_v6() ? DualStack::does_not_matter : DualStack::matters
    );
    const auto& sockets = co_await asked;
    if (sockets.instead)
        co_return flag_instead(*sockets.instead);
    const bool reached =
        std::ranges::any_of(sockets.found, [&](const auto& one) { return one.serves(*address); });
    co_return with_remark(reached, "bound to " + join(texts_of_addresses(sockets.found), ", "));
}

Value list_of_addresses(const std::vector<std::string>& texts) {
    std::vector<Value> items;
    items.reserve(texts.size());
    for (const auto& text : texts)
        items.emplace_back(Term{TermKind::address, text});
    return set_of(std::move(items));
}

Task<Value> addresses(Host& host, Fact fact) {
    auto asked = sockets_of(host, fact.subject, DualStack::matters);
    const auto& sockets = co_await asked;
    if (sockets.instead)
        co_return *sockets.instead;
    co_return list_of_addresses(texts_of_addresses(sockets.found));
}

Value nobody() {
    return with_remark(not_set, "no program that can be seen from there has the socket");
}

/// The programs of a fact's sockets, or why there is no value.
struct Holders {
    std::vector<SocketHolder> found;
    std::optional<Value> instead;
};

Task<Holders> holders_of(Host& host, Subject subject) {
    host.require(Ability::live);
    (void)host.once(socket_details);  // leave with the tables
    (void)host.once(may_look_at_all);
    auto asked = sockets_of(host, subject, DualStack::does_not_matter);
    const auto& sockets = co_await asked;
    Holders holders;
    if (sockets.instead) {
        holders.instead = *sockets.instead;
        co_return holders;
    }
    auto looking = socket_holders(host, sockets.found);
    holders.found = co_await looking;
    if (holders.found.empty())
        holders.instead = nobody();
    co_return holders;
}

Task<Value> process(Host& host, Fact fact) {
    auto asked = holders_of(host, fact.subject);
    const auto& holders = co_await asked;
    co_return holders.instead ? *holders.instead : Value(holders.found.front().name);
}

Task<Value> processes(Host& host, Fact fact) {
    auto asked = holders_of(host, fact.subject);
    const auto& holders = co_await asked;
    if (holders.instead)
        co_return *holders.instead;
    std::vector<std::string> names;
    for (const auto& holder : holders.found)
        names.push_back(holder.name);
    co_return set_of_texts(names);
}

Task<Value> pids(Host& host, Fact fact) {
    auto asked = holders_of(host, fact.subject);
    const auto& holders = co_await asked;
    if (holders.instead)
        co_return *holders.instead;
    std::vector<Value> numbers;
    for (const auto& holder : holders.found)
        numbers.emplace_back(holder.pid);
    co_return set_of(std::move(numbers));
}

Task<Value> user(Host& host, Fact fact) {
    host.require(Ability::live);
    auto asked = sockets_of(host, fact.subject, DualStack::does_not_matter);
    (void
    )host.once(user_name, std::string("0"));  // so that the file of names leaves with the tables
    const auto& sockets = co_await asked;
    if (sockets.instead)
        co_return *sockets.instead;
    // Sockets of one port are opened one after the other: the first has the lowest inode.
    const auto first = std::ranges::min_element(sockets.found, {}, [](const auto& one) {
        return one.socket.inode;
    });
    auto& naming = host.once(user_name, std::to_string(first->socket.uid));
    co_return co_await naming;
}

Task<Value> service(Host& host, Fact fact) {
    auto asked = holders_of(host, fact.subject);
    const auto& holders = co_await asked;
    if (holders.instead)
        co_return *holders.instead;
    auto looking = unit_of_process(host, holders.found.front().pid);
    const auto& unit = co_await looking;
    co_return unit ? Value(*unit)
                   : with_remark(not_set, "the program belongs to no unit of systemd");
}

Task<Value> clients(Host& host, Fact fact) {
    auto asked = sockets_of(host, fact.subject, DualStack::does_not_matter);
    const auto& sockets = co_await asked;
    if (sockets.instead)
        co_return *sockets.instead;
    if (sockets.wanted.kind.protocol == Protocol::udp)
        co_return wrong_kind("UDP has no connections");
    auto& tables = host.once(socket_table);
    const auto& table = co_await tables;
    std::vector<std::string> peers;
    for (const auto& connection : table.connected) {
        if (connection.port != sockets.wanted.port)
            continue;
        const bool reached = std::ranges::any_of(sockets.found, [&](const auto& one) {
            return one.serves(connection.local) or one.socket.may_be_dual();
        });
        const bool of_family =
            not sockets.wanted.kind.family
            or (sockets.wanted.kind.family == Family::v6) == connection.local.is_v6();
        if (reached and of_family)
            peers.push_back(to_text(connection.peer));
    }
    co_return list_of_addresses(peers);
}

}  // namespace

std::span<const Resource> port_resources() {
    static const Resource port{
        .entry = port_entry(),
        .readers =
            {{"listening", listening},
             {"serves", serves},
             {"addresses", addresses},
             {"process", process},
             {"processes", processes},
             {"pids", pids},
             {"user", user},
             {"service", service},
             {"clients", clients}},
    };
    return {&port, 1};
}

}  // namespace muster
