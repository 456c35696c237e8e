#pragma once

#include "framework/model/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// An IP address as parsed: 4 or 16 bytes in network order, a prefix length if one was written.
struct Address {
    std::vector<std::uint8_t> bytes;
    std::optional<int> prefix;

    bool is_v6() const { return bytes.size() == 16; }
    bool is_loopback() const;  ///< 127.0.0.0/8, ::1, and IPv4-mapped loopback
    bool is_wildcard() const;  ///< 0.0.0.0, ::
};

/// An IPv4 or IPv6 literal, `/n` allowed, brackets and `%scope` not; nothing for anything else.
std::optional<Address> address_from(std::string_view text);

/// In its one spelling (RFC 5952 for IPv6).
std::string to_text(const Address& address);

/// Equality by the term's own rules: addresses parsed, an expected one without `/n` matches any
/// prefix; public keys by type and blob; domain names without case and final dot; CPUs by number; lines of a
/// crontab by their times, however written, and the bytes of the command; distinguished names field by field,
/// however they are written; hexadecimal without case and colons.
bool same_term(TermKind kind, std::string_view expected, std::string_view actual);

/// Whether the text can be such a term at all; false is a broken spec.
bool is_term(TermKind kind, std::string_view text);

}  // namespace muster
