#pragma once

// DNS messages as a test wants to write them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace muster::tests {

std::string number16(unsigned number);
std::string number32(std::uint32_t number);
/// A domain name on the wire, without pointers: "example.org".
std::string wire_name(std::string_view name);
/// A record of the internet's class; `name` as it stands on the wire.
std::string wire_record(
    const std::string& name, unsigned type, std::uint32_t ttl, const std::string& data
);

/// A reply to `query`.
struct WireReply {
    std::string query;
    unsigned flags = 0x8180;  ///< a reply, of a server that asks others, NOERROR
    std::vector<std::string> answers = {};
    std::vector<std::string> authority = {};
};
std::string to_bytes(const WireReply& reply);

/// The name and type that a query asks for.
std::string asked_name(std::string_view query);
unsigned asked_type(std::string_view query);

}  // namespace muster::tests
