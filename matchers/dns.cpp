// Records of names: what a name server says, and what that proves (framework/platform/name_servers.hpp).

#include "framework/base/crypto/digest.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/host/if_known.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/term.hpp"
#include "framework/platform/name_servers.hpp"
#include "framework/platform/resolv_conf.hpp"
#include "matchers/dns/question.hpp"
#include "matchers/dns/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

constexpr std::string_view any_label = "*.";

/// The name under which an address is looked for backwards (RFC 1035, 3.5; RFC 3596, 2.5).
std::string reversed(const Address& address) {
    std::string name;
    for (auto byte = address.bytes.rbegin(); byte != address.bytes.rend(); ++byte)
        name += address.is_v6() ? fmt::format("{:x}.{:x}.", *byte & 0xF, *byte >> 4)
                                : fmt::format("{}.", *byte);
    return name + (address.is_v6() ? "ip6.arpa" : "in-addr.arpa");
}

/// A label that nobody has written down. Always the same, so that an answer can be recorded, and two facts ask
/// one question.
std::string unlikely_label(const std::string& name) {
    constexpr std::size_t enough = 16;
    return "muster-" + hex_digest(DigestAlgorithm::sha256, name).substr(0, enough) + ".";
}

std::string name_asked(const std::string& name) {
    if (const auto address = address_from(name))
        return reversed(*address);
    if (name.starts_with(any_label))
        return unlikely_label(name) + name.substr(any_label.size());
    return name;
}

Dns question_of(const Host& host, const Subject& subject) {
    const auto type = subject.qualifier_text("type").value_or("A");
    return with_qualifiers(question_about(host, name_asked(subject.name()), type), subject);
}

Task<std::vector<std::string>> servers_of(Host& host, Subject subject) {
    host.require(Ability::network);
    if (const auto server = subject.qualifier_text("server"))
        co_return std::vector{*server};
    auto& reading = host.once(resolv_conf);
    const auto& configuration = co_await reading;
    co_return servers_asked(configuration);
}

Task<ServerReply> reply_to(Host& host, Fact fact) {
    auto finding = servers_of(host, fact.subject);
    const auto servers = co_await finding;
    auto asking = ask_name_servers(host, question_of(host, fact.subject), servers);
    co_return co_await asking;
}

Task<NameRecords> records_of(Host& host, Subject subject) {
    auto finding = servers_of(host, subject);
    const auto servers = co_await finding;
    auto asking = name_records(host, question_of(host, subject), servers);
    co_return co_await asking;
}

/// The same name, asked for another type than the author's.
Subject with_type(Subject subject, const char* type) {
    std::erase_if(subject.qualifiers, [](const Qualifier& one) { return one.name == "type"; });
    subject.qualifiers.push_back({"type", {Value(type)}});
    return subject;
}

/// Case and final dots do not count in what is made of names and numbers.
Value value_of(const DnsRecord& record) {
    constexpr std::array<std::string_view, 6> exact = {
        "TXT", "CAA", "NAPTR", "DNSKEY", "SVCB", "HTTPS"};
    if (record.type == "A" or record.type == "AAAA")
        return Term{TermKind::address, record.text};
    if (std::ranges::find(exact, record.type) != exact.end())
        return record.text;
    return Term{TermKind::domain_name, record.text};
}

List list_of(const std::vector<DnsRecord>& records) {
    std::vector<Value> items;
    std::ranges::transform(records, std::back_inserter(items), value_of);
    return set_of(std::move(items));
}

/// Why there is no record: the name, its alias or only this type.
std::string why_none(const NameRecords& found, const Subject& subject) {
    const auto type = subject.qualifier_text("type").value_or("A");
    const auto name = found.aliases.empty() ? std::string("the name") : found.aliases.back().text;
    const auto alias = found.aliases.empty() ? "" : fmt::format("an alias of {}; ", escaped(name));
    return found.has_name
               ? fmt::format("{}{} exists, without a record of type {}", alias, name, type)
               : fmt::format("{}NXDOMAIN: {} does not exist", alias, name);
}

Value nothing_of(const NameRecords& found, const Subject& subject) {
    Value value = absent;
    value.remark = why_none(found, subject);
    return value;
}

/// The wildcard above a name: `*.example.org` of `www.example.org`. Not of a zone below a public suffix such
/// as `org`, whose servers are not the author's.
std::string wildcard_above(const std::string& name) {
    const auto labels = labels_from(name);
    constexpr std::size_t fewest = 3;
    if (not labels or labels->size() < fewest or name.starts_with(any_label) or address_from(name))
        return "";
    return std::string(any_label) + domain_name_of({labels->begin() + 1, labels->end()});
}

Task<NameRecords> records_above(Host& host, Subject subject) {
    const auto wildcard = wildcard_above(subject.name());
    if (wildcard.empty())
        co_return NameRecords{};
    subject.names = {Value(wildcard)};
    auto asking = records_of(host, subject);
    co_return co_await asking;
}

std::string wildcard_hint(
    const std::string& name, const NameRecords& found, const NameRecords& above
) {
    if (to_plain(list_of(above.records)) != to_plain(list_of(found.records)))
        return "";
    return fmt::format(
        "any name that {} stands for has these records, also one that nobody wrote down",
        escaped(wildcard_above(name))
    );
}

Task<Value> exists(Host& host, Fact fact) {
    auto asking = records_of(host, fact.subject);
    const auto found = co_await asking;
    co_return found.records.empty() ? nothing_of(found, fact.subject) : Value(true);
}

Task<Value> records(Host& host, Fact fact) {
    auto asking = records_of(host, fact.subject);
    auto asking_above = records_above(host, fact.subject);
    const auto found = co_await asking;
    if (found.records.empty())
        co_return nothing_of(found, fact.subject);
    Value value = list_of(found.records);
    auto attempt = if_known(host, asking_above);
    const auto* above = co_await attempt;
    if (above != nullptr)
        value.remark = wildcard_hint(fact.subject.name(), found, *above);
    co_return value;
}

Task<Value> ttl(Host& host, Fact fact) {
    auto asking = records_of(host, fact.subject);
    const auto found = co_await asking;
    if (found.records.empty())
        co_return nothing_of(found, fact.subject);
    co_return std::ranges::max_element(found.records, {}, &DnsRecord::ttl)->ttl;
}

Task<Value> serial(Host& host, Fact fact) {
    const auto subject = with_type(fact.subject, "SOA");
    auto asking = records_of(host, subject);
    const auto found = co_await asking;
    if (not found.has_name)
        co_return nothing_of(found, fact.subject);
    // The SOA behind an alias is of another zone.
    if (found.records.empty() or not found.aliases.empty())
        co_return not_set;
    const auto words = words_of(found.records.front().text);
    const auto number = words.size() > 2 ? whole_number(words[2]) : std::nullopt;
    co_return number ? Value(*number) : not_set;
}

Task<Value> rcode(Host& host, Fact fact) {
    auto asking = reply_to(host, fact);
    const auto asked = co_await asking;
    co_return any_message_of(asked).rcode;
}

Task<Value> cname(Host& host, Fact fact) {
    // Asked for by itself, an alias can be told also where its end cannot.
    const auto subject = with_type(fact.subject, "CNAME");
    auto asking = records_of(host, subject);
    const auto found = co_await asking;
    if (not found.records.empty())
        co_return found.records.front().text;
    co_return found.has_name ? not_set : nothing_of(found, fact.subject);
}

template<bool DnsMessage::*flag>
Task<Value> flag_of(Host& host, Fact fact) {
    auto asking = reply_to(host, fact);
    const auto asked = co_await asking;
    co_return message_of(asked).*flag;
}

}  // namespace

std::span<const Resource> dns_resources() {
    static const Resource resource = {
        .entry = dns_entry(),
        .readers =
            {
                {"exists", exists},
                {"records", records},
                {"serial", serial},
                {"ttl", ttl},
                {"rcode", rcode},
                {"cname", cname},
                {"authoritative", flag_of<&DnsMessage::authoritative>},
                {"authenticated", flag_of<&DnsMessage::authenticated>},
            },
    };
    return {&resource, 1};
}

}  // namespace muster
