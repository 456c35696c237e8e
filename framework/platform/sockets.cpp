#include "framework/platform/sockets.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

// States of net/tcp_states.h, as the tables print them.
constexpr unsigned established = 0x01;
constexpr unsigned listening = 0x0A;

/// ::ffff:192.0.2.1 is how an IPv6 socket says 192.0.2.1.
Address without_mapping(Address address) {
    constexpr std::array<std::uint8_t, 12> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    if (address.is_v6() and std::ranges::equal(std::span(address.bytes).first(12), mapped))
        address.bytes.erase(address.bytes.begin(), address.bytes.begin() + 12);
    return address;
}

struct EndPoint {
    Address address;
    std::uint16_t port = 0;
};

std::optional<EndPoint> end_point(std::string_view text, ByteOrder order) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    auto address = kernel_address(text.substr(0, colon), order);
    const auto port = hexadecimal(text.substr(colon + 1));
    if (not address or not port or *port > 0xFFFF)
        return std::nullopt;
    return EndPoint{without_mapping(std::move(*address)), static_cast<std::uint16_t>(*port)};
}

struct Line {
    Socket socket;
    unsigned state = 0;
    std::uint16_t peer_port = 0;
};

using Columns = std::array<std::string_view, 10>;

/// "sl local peer state queues timer retransmits uid timeout inode …"; the last is empty of a line that is not
/// whole. There may be tens of thousands of lines: nothing is allocated for one.
Columns columns_of(std::string_view line) {
    Columns columns;
    std::size_t at = 0;
    for (auto& column : columns) {
        at = std::min(line.find_first_not_of(' ', at), line.size());
        const auto end = std::min(line.find(' ', at), line.size());
        column = line.substr(at, end - at);
        at = end;
    }
    return columns;
}

std::optional<Line> line_from(
    const Columns& words, Protocol protocol, Family family, ByteOrder order
) {
    const auto local = end_point(words[1], order);
    const auto peer = end_point(words[2], order);
    const auto state = hexadecimal(words[3]);
    const auto uid = whole_number(words[7]);
    const auto inode = whole_number(words[9]);
    const bool whole = local and peer and state and uid and inode and *uid >= 0 and *inode >= 0;
    if (not whole)
        return std::nullopt;
    Socket socket{
        protocol,
        family,
        local->address,
        local->port,
        peer->address,
        static_cast<std::uint32_t>(*uid),
        static_cast<std::uint64_t>(*inode)};
    return Line{std::move(socket), static_cast<unsigned>(*state), peer->port};
}

CannotTell not_a_table(std::string_view line) {
    return {Kind::unparsable, "no table of sockets as Linux writes it: " + quoted(line, 80)};
}

}  // namespace

std::string_view name(Protocol protocol) {
    return protocol == Protocol::tcp ? "TCP" : "UDP";
}

void parse_sockets(
    SocketTable& table, std::string_view text, Protocol protocol, Family family, ByteOrder order
) {
    const auto lines = lines_of(text);
    if (lines.empty() or not trimmed(lines.front()).starts_with("sl "))
        throw not_a_table(lines.empty() ? "" : lines.front());
    for (const auto text_line : std::span(lines).subspan(1)) {
        auto line = line_from(columns_of(text_line), protocol, family, order);
        if (not line)
            throw not_a_table(text_line);
        const bool waits = protocol == Protocol::tcp
                               ? line->state == listening
                               : line->socket.peer.is_wildcard() and line->peer_port == 0;
        if (waits) {
            table.waiting.push_back(std::move(line->socket));
        } else if (protocol == Protocol::tcp and line->state == established) {
            table.connected.push_back(std::move(line->socket));
        }
    }
}

Task<SocketTable> socket_table(Host& host) {
    host.require(Ability::live);
    auto tcp = host.read("/proc/net/tcp");
    auto tcp6 = host.read("/proc/net/tcp6");
    auto udp = host.read("/proc/net/udp");
    auto udp6 = host.read("/proc/net/udp6");
    const auto& tcp_text = co_await tcp;
    const auto& tcp6_text = co_await tcp6;
    const auto& udp_text = co_await udp;
    const auto& udp6_text = co_await udp6;
    if (not tcp_text or not udp_text) {
        throw CannotTell{
            Kind::unsupported, "no /proc/net/tcp and /proc/net/udp", "is /proc mounted?"};
    }
    const auto order = byte_order(host.platform());
    SocketTable table;
    parse_sockets(table, tcp_text->bytes, Protocol::tcp, Family::v4, order);
    parse_sockets(table, udp_text->bytes, Protocol::udp, Family::v4, order);
    // Without IPv6 the kernel has no such files.
    if (tcp6_text)
        parse_sockets(table, tcp6_text->bytes, Protocol::tcp, Family::v6, order);
    if (udp6_text)
        parse_sockets(table, udp6_text->bytes, Protocol::udp, Family::v6, order);
    co_return table;
}

std::optional<PortRange> port_range_from(std::string_view text) {
    const auto words = words_of(text);
    if (words.size() != 2)
        return std::nullopt;
    const auto first = whole_number(words[0]);
    const auto last = whole_number(words[1]);
    const auto is_port = [](const auto& number) {
        return number and *number >= 0 and *number <= 0xFFFF;
    };
    if (not is_port(first) or not is_port(last))
        return std::nullopt;
    return PortRange{static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)};
}

Task<PortRange> client_ports(Host& host) {
    constexpr auto path = "/proc/sys/net/ipv4/ip_local_port_range";
    auto file = host.read(path);
    const auto& text = co_await file;
    if (not text)
        throw CannotTell{Kind::unsupported, fmt::format("no {}", path), "is /proc mounted?"};
    const auto range = port_range_from(text->bytes);
    if (not range) {
        throw CannotTell{
            Kind::unparsable, fmt::format("{} holds {}", path, quoted(text->bytes, 80))};
    }
    co_return *range;
}

}  // namespace muster
