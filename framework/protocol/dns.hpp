#pragma once

// DNS without sockets: questions as bytes, replies from bytes (RFC 1035, 2181). No EDNS: what does not fit
// into 512 bytes is cut short by the server and asked for again over TCP.

#include "framework/model/dns.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// A question for a name server that may ask others, and may say whether it verified what it says (RFC 6840,
/// 5.7). Throws CannotTell for what is no domain name and no type.
std::string dns_query(std::uint16_t id, std::string_view name, std::string_view type);

/// What `message` says, if it is a well-formed reply to `query`: same id, same question. A server that did not
/// take the question may leave it out.
std::optional<DnsMessage> dns_reply(std::string_view message, std::string_view query);

/// A message as it goes over TCP: its length in front (RFC 1035, 4.2.2).
std::string dns_frame(std::string_view message);

/// The first of the messages in `frames` that is a reply to `query`. The last may not be whole yet.
std::optional<DnsMessage> dns_reply_in(std::string_view frames, std::string_view query);

}  // namespace muster
