#pragma once

// What a name server says, as plain data: read from bytes by framework/protocol, judged by the resources.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// `text` is the presentation form: names in lower case without the final dot, hexadecimal digits in lower
/// case and in one piece, the strings of a TXT joined, as bytes.
struct DnsRecord {
    std::string name;
    std::string type;  ///< "MX"; "TYPE1234" of what we have no name for
    std::uint32_t ttl = 0;
    std::string text;

    friend bool operator==(const DnsRecord&, const DnsRecord&) = default;
};

/// A well-formed reply. One that was cut short has no records: a part proves nothing.
struct DnsMessage {
    std::string rcode;  ///< "NOERROR", "NXDOMAIN" …
    bool truncated = false;
    bool authoritative = false;        ///< AA
    bool recursion_available = false;  ///< RA
    bool authenticated = false;        ///< AD
    std::vector<DnsRecord> answers = {};
    std::vector<DnsRecord> authority = {};

    friend bool operator==(const DnsMessage&, const DnsMessage&) = default;
};

/// The number of a type that has a name here: 15 of "MX".
std::optional<std::uint16_t> dns_type_number(std::string_view name);
/// "MX" of 15, "TYPE1234" of one without a name (RFC 3597).
std::string dns_type_name(std::uint16_t number);
std::vector<std::string> dns_type_names();

/// The labels of a domain name as written: `\.` and `\DDD` as in a master file (RFC 1035, 5.1), the final dot
/// may be left out; none of the root. Nothing for what is no domain name: a label of more than 63 bytes or
/// of none, a name of more than 255, a bare NUL, bytes beyond ASCII.
std::optional<std::vector<std::string>> labels_from(std::string_view name);
/// The one spelling of a domain name: lower case, without the final dot; "." is the root.
std::string domain_name_of(const std::vector<std::string>& labels);

}  // namespace muster
