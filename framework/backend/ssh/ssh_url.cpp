#include "framework/backend/ssh/ssh_url.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

constexpr std::size_t longest_name = 255;

[[noreturn]] void refuse(std::string_view url, const std::string& why) {
    throw Broken(escaped(url) + ": " + why, {}, "write ssh://USER@HOST:PORT");
}

int port_from(std::string_view url, std::string_view text) {
    const auto number = whole_number(text);
    if (not number or *number < 1 or *number > 65535)
        refuse(url, "the port is not a number from 1 to 65535");
    return static_cast<int>(*number);
}

// What ssh refuses itself (it guards the shell of a ProxyCommand): control characters, quotes, shell
// signs, and a leading dash, which would be read as an option.
bool is_plain_name(std::string_view name) {
    const auto odd = [](char sign) {
        const auto byte = static_cast<unsigned char>(sign);
        return byte <= ' ' or byte == 0x7f
               or std::string_view("'`\"$\\;&<>|(){},").find(sign) != std::string_view::npos;
    };
    return not name.starts_with('-') and std::ranges::none_of(name, odd);
}

struct HostAndPort {
    std::string_view host;
    std::optional<std::string_view> port;
};

HostAndPort divide(std::string_view url, std::string_view place) {
    if (place.starts_with('[')) {
        const auto end = place.find(']');
        if (end == std::string_view::npos)
            refuse(url, "the bracket of the IPv6 address is not closed");
        const auto rest = place.substr(end + 1);
        if (not rest.empty() and not rest.starts_with(':'))
            refuse(url, "after the bracket there is neither a colon nor the end");
        const auto host = place.substr(1, end - 1);
        return {host, rest.empty() ? std::nullopt : std::optional(rest.substr(1))};
    }
    const auto colon = place.find(':');
    if (colon == std::string_view::npos)
        return {place, std::nullopt};
    if (place.find(':', colon + 1) != std::string_view::npos)
        refuse(url, "an IPv6 address stands in brackets, as in ssh://[::1]:22");
    return {place.substr(0, colon), place.substr(colon + 1)};
}

}  // namespace

SshUrl parse_ssh_url(std::string_view url) {
    SshUrl parsed;
    auto rest = url;
    if (rest.starts_with("ssh://"))
        rest.remove_prefix(6);
    else if (rest.starts_with("openssh://")) {
        rest.remove_prefix(10);
        parsed.by_system_client = true;
    } else
        refuse(url, "it does not begin with ssh:// or openssh://");
    if (rest.ends_with('/'))
        rest.remove_suffix(1);
    if (rest.find('/') != std::string_view::npos)
        refuse(url, "there is a path behind the host, which means nothing here");
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        const auto user = rest.substr(0, at);
        if (user.find(':') != std::string_view::npos)
            throw Broken(
                "ssh://…@" + escaped(rest.substr(at + 1))
                    + ": a password does not belong in a target",
                {},
                "it is asked for, or use a key"
            );
        if (user.empty() or user.size() > longest_name or not is_plain_name(user))
            refuse(url, "the user name is empty or holds signs that no user name has");
        parsed.user = std::string(user);
        rest.remove_prefix(at + 1);
    }
    const auto [host, port] = divide(url, rest);
    if (host.empty())
        refuse(url, "there is no host");
    if (host.size() > longest_name or not is_plain_name(host))
        refuse(url, "the host name is too long or holds signs that no host name has");
    parsed.host = std::string(host);
    if (port)
        parsed.port = port_from(url, *port);
    return parsed;
}

std::string peer_name(const std::string& user, const std::string& host, std::optional<int> port) {
    auto name = user.empty() ? std::string() : user + "@";
    name += host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (port)
        name += fmt::format(":{}", *port);
    return name;
}

}  // namespace muster
