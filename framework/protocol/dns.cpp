#include "framework/protocol/dns.hpp"

#include "framework/base/display.hpp"
#include "framework/model/cannot_tell.hpp"
#include "framework/protocol/dns_data.hpp"
#include "framework/protocol/wire_reader.hpp"

#include <fmt/format.h>

#include <array>

namespace muster {

namespace {

// The flags of a header (RFC 1035, 4.1.1; RFC 2535, 6.1).
constexpr unsigned is_reply = 0x8000;
constexpr unsigned operation = 0x7800;
constexpr unsigned authoritative = 0x0400;
constexpr unsigned truncated = 0x0200;
constexpr unsigned recursion_wanted = 0x0100;
constexpr unsigned recursion_available = 0x0080;
constexpr unsigned authenticated = 0x0020;
constexpr unsigned result_code = 0x000F;

constexpr std::uint16_t internet = 1;

void add_number16(std::string& bytes, unsigned number) {
    bytes += static_cast<char>(number >> 8U & 0xFFU);
    bytes += static_cast<char>(number & 0xFFU);
}

std::string rcode_name(unsigned rcode) {
    constexpr std::array<std::string_view, 11> names = {
        "NOERROR",
        "FORMERR",
        "SERVFAIL",
        "NXDOMAIN",
        "NOTIMP",
        "REFUSED",
        "YXDOMAIN",
        "YXRRSET",
        "NXRRSET",
        "NOTAUTH",
        "NOTZONE",
    };
    return rcode < names.size() ? std::string(names.at(rcode)) : fmt::format("RCODE{}", rcode);
}

struct Header {
    explicit Header(WireReader& reader)
        : id(reader.number16()),
          flags(reader.number16()),
          questions(reader.number16()),
          answers(reader.number16()),
          authority(reader.number16()) {
        (void)reader.number16();  // additional records, of which nothing is read
    }

    bool has(unsigned flag) const { return (flags & flag) != 0; }

    std::uint16_t id;
    std::uint16_t flags;
    std::uint16_t questions;
    std::uint16_t answers;
    std::uint16_t authority;
};

struct AskedFor {
    explicit AskedFor(WireReader& reader)
        : name(reader.name()), type(reader.number16()), category(reader.number16()) {}

    friend bool operator==(const AskedFor&, const AskedFor&) = default;

    std::string name;
    std::uint16_t type;
    std::uint16_t category;
};

/// Whether the question of a reply is that of the query.
bool is_same_question(const Header& header, WireReader& reader, std::string_view query) {
    // A server that makes nothing of a question need not repeat it.
    if (header.questions == 0)
        return (header.flags & result_code) != 0 and header.answers == 0;
    WireReader asked_reader(query);
    (void)Header(asked_reader);
    const AskedFor asked(asked_reader);
    const AskedFor repeated(reader);
    return header.questions == 1 and repeated == asked;
}

/// So many records; the reader is not sound when one of them is not. Only those of the internet's class count.
std::vector<DnsRecord> records(WireReader& reader, unsigned count) {
    constexpr std::uint32_t longest = 0x7FFFFFFF;  // beyond, a TTL counts as 0 (RFC 2181, 8)
    std::vector<DnsRecord> found;
    for (unsigned i = 0; i < count and reader.is_sound(); ++i) {
        DnsRecord record{.name = reader.name()};
        record.type = dns_type_name(reader.number16());
        const auto category = reader.number16();
        const auto ttl = reader.number32();
        record.ttl = ttl > longest ? 0 : ttl;
        auto data = reader.part(reader.number16());
        if (category != internet)
            continue;
        record.text = dns_data_text(record.type, data);
        if (not data.is_sound() or not data.is_at_end())
            reader.fail();
        found.push_back(std::move(record));
    }
    return found;
}

}  // namespace

std::string dns_query(std::uint16_t id, std::string_view name, std::string_view type) {
    const auto labels = labels_from(name);
    const auto number = dns_type_number(type);
    if (not labels)
        throw CannotTell{Kind::unsupported, quoted(name) + " is no domain name"};
    if (not number)
        throw CannotTell{Kind::unsupported, quoted(type) + " is no type of DNS records"};
    std::string bytes;
    for (const unsigned part : {unsigned{id}, recursion_wanted | authenticated, 1U, 0U, 0U, 0U})
        add_number16(bytes, part);
    for (const auto& label : *labels)
        bytes += static_cast<char>(label.size()) + label;
    bytes += '\0';
    add_number16(bytes, *number);
    add_number16(bytes, internet);
    return bytes;
}

std::optional<DnsMessage> dns_reply(std::string_view message, std::string_view query) {
    WireReader asked_reader(query);
    const Header asked(asked_reader);
    WireReader reader(message);
    const Header header(reader);
    if (not reader.is_sound() or header.id != asked.id or not header.has(is_reply)
        or header.has(operation) or not is_same_question(header, reader, query)
        or not reader.is_sound())
        return std::nullopt;
    DnsMessage reply{
        .rcode = rcode_name(header.flags & result_code),
        .truncated = header.has(truncated),
        .authoritative = header.has(authoritative),
        .recursion_available = header.has(recursion_available),
        .authenticated = header.has(authenticated)};
    if (reply.truncated)
        return reply;
    reply.answers = records(reader, header.answers);
    reply.authority = records(reader, header.authority);
    return reader.is_sound() ? std::optional(std::move(reply)) : std::nullopt;
}

std::string dns_frame(std::string_view message) {
    std::string frame;
    add_number16(frame, static_cast<unsigned>(message.size()));
    return frame.append(message);
}

std::optional<DnsMessage> dns_reply_in(std::string_view frames, std::string_view query) {
    WireReader reader(frames);
    while (not reader.is_at_end()) {
        const auto message = reader.bytes(reader.number16());
        if (not reader.is_sound())
            return std::nullopt;
        if (auto reply = dns_reply(message, query))
            return reply;
    }
    return std::nullopt;
}

}  // namespace muster
