#include "framework/fleet/serve/http/own_names.hpp"

#include "framework/base/text.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

namespace muster {

namespace {

using Address = std::array<unsigned char, 16>;

bool is_ipv4(const std::string& text, Address& bytes) {
    return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1;
}

bool is_ipv6(const std::string& text, Address& bytes) {
    return ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

bool is_address(const std::string& name) {
    Address bytes{};
    return is_ipv4(name, bytes) or is_ipv6(name, bytes);
}

bool is_loopback(const std::string& name) {
    constexpr Address one = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    Address bytes{};
    if (is_ipv4(name, bytes))
        return bytes[0] == 127;
    return name == "localhost" or (is_ipv6(name, bytes) and bytes == one);
}

/// The name of `name`, `name:80`, `name.:80`, `[::1]:80`, in lower case; nothing for what is none.
std::optional<std::string> name_in(std::string_view host) {
    const bool has_brackets = host.starts_with('[');
    const auto end = has_brackets ? host.find(']') : std::min(host.find(':'), host.size());
    if (end == std::string_view::npos)
        return std::nullopt;
    auto name = lower_case(has_brackets ? host.substr(1, end - 1) : host.substr(0, end));
    const auto port = host.substr(has_brackets ? end + 1 : end);
    const bool is_port = port.empty() or (port.starts_with(':') and port.size() <= 6);
    if (not is_port or port.find_first_not_of("0123456789", 1) != std::string_view::npos)
        return std::nullopt;
    if (name.ends_with('.'))
        name.pop_back();
    return name.empty() ? std::nullopt : std::optional(name);
}

}  // namespace

OwnNames::OwnNames(const std::string& address, std::vector<std::string> names)
    : on_loopback_(is_loopback(address)), names_(std::move(names)) {
    for (auto& name : names_)
        name = lower_case(name);
}

bool OwnNames::include(std::string_view host) const {
    const auto name = name_in(host);
    if (not name)
        return false;
    if (is_loopback(*name) or std::ranges::find(names_, *name) != names_.end())
        return true;
    return not on_loopback_ and (names_.empty() or is_address(*name));
}

}  // namespace muster
