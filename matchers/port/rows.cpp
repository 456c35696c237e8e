#include "matchers/port/rows.hpp"

#include "framework/base/error.hpp"
#include "framework/platform/accounts.hpp"
#include "framework/platform/socket_holders.hpp"

#include <algorithm>
#include <map>

namespace muster {

namespace {

Value column(const Fact& fact, std::size_t index) {
    return fact.subject.names.at(index);
}

Task<Value> port(Host&, Fact fact) {
    co_return column(fact, 0);
}

Task<Value> protocol(Host&, Fact fact) {
    co_return column(fact, 1);
}

Task<Value> address(Host&, Fact fact) {
    co_return column(fact, 2);
}

/// Waiting sockets by inode, which sockets of the kernel itself may lack.
Task<std::multimap<std::uint64_t, Socket>> sockets_by_inode(Host& host) {
    auto& asked = host.once(socket_table);
    const auto& table = co_await asked;
    std::multimap<std::uint64_t, Socket> sockets;
    for (const auto& socket : table.waiting)
        sockets.emplace(socket.inode, socket);
    co_return sockets;
}

/// There may be tens of thousands of rows: each is found without a question or a coroutine of its own.
const Socket& socket_of(const std::multimap<std::uint64_t, Socket>& sockets, const Subject& row) {
    const auto number = [&](std::size_t index) {
        return std::get<std::int64_t>(row.names.at(index).as<Number>()->amount);
    };
    const auto [first, last] = sockets.equal_range(static_cast<std::uint64_t>(number(3)));
    const auto port = number(0);
    const auto wanted = *row.names.at(1).as<std::string>() == "udp" ? Protocol::udp : Protocol::tcp;
    const auto found = std::find_if(first, last, [&](const auto& entry) {
        return entry.second.port == port and entry.second.protocol == wanted;
    });
    MUSTER_ASSERT(found != last);
    return found->second;
}

Task<std::vector<SocketHolder>> holders_of(Host& host, Fact fact) {
    auto& asked = host.once(sockets_by_inode);
    const auto& sockets = co_await asked;
    const auto& socket = socket_of(sockets, fact.subject);
    std::vector<BoundSocket> one = {{socket, {socket.local}}};
    auto looking = socket_holders(host, std::move(one));
    co_return co_await looking;
}

Value nobody() {
    Value none = not_set;
    none.remark = "no program that can be seen from there has the socket";
    return none;
}

Task<Value> process(Host& host, Fact fact) {
    auto asked = holders_of(host, std::move(fact));
    const auto& holders = co_await asked;
    co_return holders.empty() ? nobody() : Value(holders.front().name);
}

Task<Value> user(Host& host, Fact fact) {
    auto& asked = host.once(sockets_by_inode);
    const auto& sockets = co_await asked;
    const auto& socket = socket_of(sockets, fact.subject);
    auto& naming = host.once(user_name, std::to_string(socket.uid));
    co_return co_await naming;
}

Task<Value> service(Host& host, Fact fact) {
    auto asked = holders_of(host, std::move(fact));
    const auto& holders = co_await asked;
    if (holders.empty())
        co_return nobody();
    auto looking = unit_of_process(host, holders.front().pid);
    const auto& unit = co_await looking;
    co_return unit ? Value(*unit) : not_set;
}

ResourceEntry entry() {
    const ParameterEntry number{.name = "port", .type = Type::number};
    return {
        .name = "socket",
        .summary = "a socket that waits for peers",
        .in_image = InImage::not_running,
        .subject = {number, {.name = "protocol"}, {.name = "address"}, {.name = "inode"}},
        .attributes = {
            {.name = "port", .type = Type::number, .meaning = "its port"},
            {.name = "protocol", .type = Type::text, .meaning = "tcp or udp"},
            {.name = "address",
             .type = Type::term,
             .meaning = "where it is bound",
             .term = TermKind::address},
            {.name = "process",
             .type = Type::text,
             .meaning = "the program that has it; of several the oldest",
             .needs_root = true},
            {.name = "user", .type = Type::text, .meaning = "who opened it"},
            {.name = "service",
             .type = Type::text,
             .meaning = "the systemd unit of that program",
             .needs_root = true},
        }};
}

}  // namespace

const Resource& socket_resource() {
    static const Resource socket{
        .entry = entry(),
        .readers =
            {{"port", port},
             {"protocol", protocol},
             {"address", address},
             {"process", process},
             {"user", user},
             {"service", service}},
    };
    return socket;
}

Subject socket_row(const Socket& socket, const Address& address) {
    const auto* protocol = socket.protocol == Protocol::udp ? "udp" : "tcp";
    return {
        "socket",
        {Value(static_cast<std::int64_t>(socket.port)),
         Value(protocol),
         Value(Term{TermKind::address, to_text(address)}),
         Value(static_cast<std::int64_t>(socket.inode))}};
}

}  // namespace muster
