#include "framework/platform/socket_details.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace muster {

namespace {

// The kernel cuts a name at 15 bytes (TASK_COMM_LEN); kernel threads may have longer ones, and no sockets
// that ss could show.
constexpr std::size_t longest_name = 15;

/// Cuts `digits` off the front of `text`.
std::optional<std::int64_t> take_number(std::string_view& text) {
    const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = whole_number(text.substr(0, end));
    if (number)
        text.remove_prefix(end);
    return number;
}

bool take(std::string_view& text, std::string_view expected) {
    if (not text.starts_with(expected))
        return false;
    text.remove_prefix(expected.size());
    return true;
}

/// `("nginx",pid=7,fd=6)` at the front. A name may hold quotes and anything else, `",pid=1,fd=2),(` too:
/// two owners with the shortest names are longer than one name can be, so the longest name that fits
/// is the right one.
std::optional<SocketOwner> take_owner(std::string_view& text) {
    auto rest = text;
    if (not take(rest, "(\""))
        return std::nullopt;
    for (auto length = std::min(longest_name, rest.size()) + 1; length-- > 0;) {
        auto after = rest.substr(length);
        if (not take(after, "\",pid="))
            continue;
        const auto pid = take_number(after);
        if (not pid or not take(after, ",fd=") or not take_number(after) or not take(after, ")"))
            continue;
        text = after;
        return SocketOwner{*pid, std::string(rest.substr(0, length))};
    }
    return std::nullopt;
}

// protocol, state, receive queue, send queue, local address, peer
constexpr std::size_t columns = 6;

bool is_protocol(std::string_view word) {
    return word == "tcp" or word == "udp";
}

bool is_waiting(std::string_view word) {
    return word == "LISTEN" or word == "UNCONN";
}

using PortOfProtocol = std::pair<Protocol, std::uint16_t>;

/// The ports on which a socket of IPv4 alone waits; once for all who ask.
Task<std::set<PortOfProtocol>> ports_of_ipv4(Host& host) {
    auto& asked = host.once(socket_table);
    const auto& table = co_await asked;
    std::set<PortOfProtocol> ports;
    for (const auto& socket : table.waiting) {
        if (socket.family == Family::v4)
            ports.emplace(socket.protocol, socket.port);
    }
    co_return ports;
}

}  // namespace

std::optional<std::vector<SocketOwner>> cut_owners(std::string& line) {
    std::vector<SocketOwner> owners;
    const auto start = line.find("users:(");
    if (start == std::string::npos)
        return owners;
    std::string_view rest = std::string_view(line).substr(start + 7);
    do {
        auto owner = take_owner(rest);
        if (not owner)
            return std::nullopt;
        owners.push_back(std::move(*owner));
    } while (take(rest, ","));
    if (not take(rest, ")"))
        return std::nullopt;
    line = line.substr(0, start) + std::string(rest);
    return owners;
}

std::map<std::uint64_t, SocketDetail> parse_ss(std::string_view text) {
    std::map<std::uint64_t, SocketDetail> details;
    for (const auto text_line : lines_of(text)) {
        std::string line(text_line);
        auto owners = cut_owners(line);
        if (not owners)
            continue;
        SocketDetail detail{.v6_only = {}, .owners = std::move(*owners)};
        const auto words = words_of(line);
        // A name with a newline makes a line of its own; it is too short for six columns.
        if (words.size() < columns or not is_protocol(words[0]) or not is_waiting(words[1]))
            continue;
        std::optional<std::int64_t> inode;
        for (const auto word : std::span(words).subspan(columns)) {
            if (word.starts_with("ino:") and not inode)
                inode = whole_number(word.substr(4));
            if (word == "v6only:1" or word == "v6only:0")
                detail.v6_only = word.back() == '1';
        }
        if (inode and *inode > 0)
            details.insert_or_assign(static_cast<std::uint64_t>(*inode), std::move(detail));
    }
    return details;
}

SocketDetails details_from(
    const Output& output, std::map<std::uint64_t, SocketDetail> (*parse)(std::string_view)
) {
    SocketDetails details;
    if (output.exit_status == 0) {
        details.by_inode = parse(output.out);
    } else if (output.exit_status == 127) {
        details.missing = "ss is not installed";
    } else {
        details.missing = fmt::format(
            "ss ended with {}: {}", output.exit_status, escaped(trimmed(output.err), 200)
        );
    }
    return details;
}

Task<SocketDetails> socket_details(Host& host) {
    const Command command{{"ss", "-H", "-lntuep"}};
    auto run = host.run(command);
    const auto& output = co_await run;
    co_return details_from(output, parse_ss);
}

Task<bool> serves_ipv4(Host& host, Socket socket) {
    auto& asked = host.once(socket_details);
    const auto& details = co_await asked;
    const auto found = details.by_inode.find(socket.inode);
    if (found != details.by_inode.end() and found->second.v6_only)
        co_return not *found->second.v6_only;
    auto& ports_asked = host.once(ports_of_ipv4);
    const auto& of_ipv4 = co_await ports_asked;
    if (of_ipv4.contains({socket.protocol, socket.port}))
        co_return false;
    const bool can_try = socket.protocol == Protocol::tcp and host.can(Ability::network);
    const auto why =
        details.missing.empty() ? std::string("ss does not show the socket") : details.missing;
    if (not can_try) {
        throw CannotTell{
            Kind::missing_tool,
            fmt::format(
                "whether {} port {} serves IPv4: {}", name(socket.protocol), socket.port, why
            ),
            "install iproute2"};
    }
    const ProbeTcp knock{.host = "127.0.0.1", .port = socket.port};
    auto probe = host.probe_tcp(knock);
    const auto& reached = co_await probe;
    if (reached.how == Reached::How::open)
        co_return true;
    if (reached.how == Reached::How::refused)
        co_return false;
    throw CannotTell{
        Kind::failed,
        fmt::format(
            "whether TCP port {} serves IPv4: {}, and 127.0.0.1 did not answer", socket.port, why
        ),
        "install iproute2"};
}

}  // namespace muster
