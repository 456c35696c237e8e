#include "framework/backend/shell/name_server_text.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/protocol/dns.hpp"

#include <algorithm>

namespace muster {

namespace {

/// What stands between `from` and `to`; nothing when one of them is not there.
std::string_view between(std::string_view text, std::string_view from, std::string_view to) {
    const auto start = text.find(from);
    if (start == std::string_view::npos)
        return {};
    text.remove_prefix(start + from.size());
    const auto end = text.find(to);
    return end == std::string_view::npos ? std::string_view() : text.substr(0, end);
}

}  // namespace

std::string_view frames_of(std::string_view received) {
    return received.starts_with('+') ? received.substr(1) : received;
}

bool has_reply(std::string_view received, std::string_view query) {
    return dns_reply_in(frames_of(received), query).has_value();
}

DnsReply reply_from_dig(std::string_view text) {
    using How = Reached::How;
    const auto status = between(text, "->>HEADER<<- opcode: QUERY, status: ", ",");
    if (not status.empty()) {
        const auto flags = words_of(between(text, "\n;; flags: ", ";"));
        const auto has = [&](std::string_view flag) {
            return std::ranges::find(flags, flag) != flags.end();
        };
        return {
            {How::open, "dig over UDP"},
            DnsMessage{
                .rcode = std::string(status),
                .truncated = true,
                .authoritative = has("aa"),
                .recursion_available = has("ra"),
                .authenticated = has("ad")}};
    }
    if (text.find("connection refused") != std::string_view::npos)
        return {{How::refused, "dig over UDP: connection refused"}, {}};
    for (const auto* words : {"timed out", "no servers could be reached"})
        if (text.find(words) != std::string_view::npos)
            return {{How::timed_out, "dig over UDP: silent"}, {}};
    throw CannotTell{Kind::failed, "dig: " + escaped(trimmed(text), 200)};
}

}  // namespace muster
