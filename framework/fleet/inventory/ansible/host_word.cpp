#include "framework/fleet/inventory/ansible/host_word.hpp"

#include "framework/base/text.hpp"

namespace muster {

namespace {

/// The colon before a port: none in an IPv6 address, and not that of a range.
std::size_t port_colon(std::string_view host) {
    const auto colon = host.rfind(':');
    const auto bracket = host.rfind(']');
    const bool in_range = bracket != std::string_view::npos and colon < bracket;
    const bool is_v6 = bracket == std::string_view::npos and host.find(':') != colon;
    if (colon == std::string_view::npos or in_range or is_v6
        or not whole_number(host.substr(colon + 1)))
        return std::string_view::npos;
    return colon;
}

}  // namespace

HostWord host_word(const std::string& word) {
    if (word.find("://") != std::string::npos)
        return {.names = word, .url = word};
    HostWord host{.names = word};
    if (const auto at = host.names.find('@'); at != std::string::npos) {
        host.user = host.names.substr(0, at);
        host.names.erase(0, at + 1);
    }
    if (const auto colon = port_colon(host.names); colon != std::string::npos) {
        host.port = host.names.substr(colon + 1);
        host.names.erase(colon);
    }
    return host;
}

}  // namespace muster
