#include "framework/platform/unix_sockets.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/configuration_folders.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

namespace muster {

namespace {

constexpr std::uint64_t accepting = 1U << 16;  // __SO_ACCEPTCON of linux/net.h

std::optional<std::uint64_t> number_in(std::string_view text, int base) {
    std::uint64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number, base);
    return error == std::errc() and stop == end ? std::optional(number) : std::nullopt;
}

/// SOCK_STREAM, SOCK_DGRAM and SOCK_SEQPACKET; nothing for any other.
std::string type_of(std::uint64_t number) {
    switch (number) {
    case 1: return "stream";
    case 2: return "dgram";
    case 5: return "seqpacket";
    default: return "";
    }
}

/// Cuts the next field off the front, blanks before it, too.
std::string_view take_field(std::string_view& rest) {
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    const auto field = rest.substr(0, rest.find(' '));
    rest.remove_prefix(field.size());
    return field;
}

/// "address: references protocol flags type state inode name": all hexadecimal but the inode; a socket without
/// a name has none there.
std::optional<UnixSocket> socket_from(std::string_view line) {
    std::array<std::string_view, 7> fields;
    auto rest = line;
    for (auto& field : fields)
        field = take_field(rest);
    if (not fields[0].ends_with(':'))
        return std::nullopt;
    fields[0].remove_suffix(1);
    for (const auto field : std::span(fields).first(6)) {
        if (not number_in(field, 16))
            return std::nullopt;
    }
    const auto inode = number_in(fields[6], 10);
    if (not inode)
        return std::nullopt;
    UnixSocket socket;
    socket.type = type_of(*number_in(fields[4], 16));
    socket.accepts = (*number_in(fields[3], 16) & accepting) != 0;
    socket.inode = *inode;
    socket.name = rest.empty() ? "" : rest.substr(1);
    return socket;
}

CannotTell not_a_table(std::string_view line) {
    return {Kind::unparsable, "no table of unix sockets as Linux writes it: " + quoted(line, 80)};
}

/// A name with the links of its folder resolved; a folder that is not there is left as it is.
Task<std::string> resolved_name(Host& host, std::string name) {
    const auto base = std::string(file_name_of(name));
    auto folder = name.substr(0, name.size() - base.size());
    if (folder.size() > 1)
        folder.pop_back();
    auto asked = host.readlink(folder, Links::all);
    const auto& link = co_await asked;
    const auto& place = link ? link->text : folder;
    co_return place == "/" ? place + base : place + "/" + base;
}

}  // namespace

std::vector<UnixSocket> parse_unix_sockets(std::string_view text) {
    const auto lines = lines_of(text);
    if (lines.empty() or not lines.front().starts_with("Num "))
        throw not_a_table(lines.empty() ? "" : lines.front());
    std::vector<UnixSocket> sockets;
    for (const auto line : std::span(lines).subspan(1)) {
        if (auto socket = socket_from(line)) {
            sockets.push_back(std::move(*socket));
            continue;
        }
        if (sockets.empty() or sockets.back().name.empty())
            throw not_a_table(line);
        sockets.back().name += "\n" + std::string(line);
    }
    std::erase_if(sockets, [](const UnixSocket& socket) { return socket.name.empty(); });
    return sockets;
}

Task<std::vector<UnixSocket>> unix_socket_table(Host& host) {
    host.require(Ability::live);
    auto asked = host.read("/proc/net/unix");
    const auto& file = co_await asked;
    if (not file)
        throw CannotTell{Kind::unsupported, "no /proc/net/unix", "is /proc mounted?"};
    co_return parse_unix_sockets(file->bytes);
}

Task<std::vector<UnixSocket>> unix_sockets_at(Host& host, std::string name) {
    auto& reading = host.once(unix_socket_table);
    const auto& table = co_await reading;
    std::vector<UnixSocket> found;
    std::ranges::copy_if(table, std::back_inserter(found), [&](const UnixSocket& socket) {
        return socket.name == name;
    });
    if (not found.empty() or not name.starts_with('/'))
        co_return found;
    auto& resolving = host.once(resolved_name, name);
    std::vector<std::pair<const UnixSocket*, Task<std::string>*>> others;
    for (const auto& socket : table) {
        const bool may_be =
            socket.name.starts_with('/') and file_name_of(socket.name) == file_name_of(name);
        if (may_be)
            others.emplace_back(&socket, &host.once(resolved_name, socket.name));
    }
    const auto& wanted = co_await resolving;
    for (auto& [socket, task] : others) {
        const auto& place = co_await *task;
        if (place == wanted)
            found.push_back(*socket);
    }
    co_return found;
}

std::map<std::uint64_t, SocketDetail> parse_unix_ss(std::string_view text) {
    std::map<std::uint64_t, SocketDetail> details;
    for (const auto text_line : lines_of(text)) {
        std::string line(text_line);
        auto owners = cut_owners(line);
        if (not owners)
            continue;
        // "u_str LISTEN 0 128 NAME INODE * PEER": a name may hold blanks, so it is read from the end.
        const auto words = words_of(line);
        if (words.size() < 8 or not words[0].starts_with("u_"))
            continue;
        const auto inode = number_in(words[words.size() - 3], 10);
        if (inode and words[words.size() - 2] == "*")
            details.insert_or_assign(*inode, SocketDetail{.v6_only = {}, .owners = *owners});
    }
    return details;
}

Task<SocketDetails> unix_socket_details(Host& host) {
    const Command command{{"ss", "-H", "-xap"}};
    auto run = host.run(command);
    const auto& output = co_await run;
    co_return details_from(output, parse_unix_ss);
}

}  // namespace muster
