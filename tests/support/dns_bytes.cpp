#include "tests/support/dns_bytes.hpp"

#include "framework/base/text.hpp"

#include <stdexcept>

namespace muster::tests {

namespace {

constexpr std::size_t header_bytes = 12;

/// Where the name in the question of a query ends.
std::size_t end_of_name(std::string_view query) {
    auto at = header_bytes;
    while (query.at(at) != '\0')
        at += static_cast<unsigned char>(query[at]) + 1U;
    return at + 1;
}

std::string all(const std::vector<std::string>& records) {
    return join(records, "");
}

}  // namespace

std::string number16(unsigned number) {
    return {static_cast<char>(number >> 8U & 0xFFU), static_cast<char>(number & 0xFFU)};
}

std::string number32(std::uint32_t number) {
    return number16(number >> 16U) + number16(number & 0xFFFFU);
}

std::string wire_name(std::string_view name) {
    std::string bytes;
    if (not name.empty())
        for (const auto label : split(name, '.'))
            bytes += static_cast<char>(label.size()) + std::string(label);
    return bytes + '\0';
}

std::string wire_record(
    const std::string& name, unsigned type, std::uint32_t ttl, const std::string& data
) {
    return name + number16(type) + number16(1) + number32(ttl)
           + number16(static_cast<unsigned>(data.size())) + data;
}

std::string to_bytes(const WireReply& reply) {
    const auto question =
        reply.query.substr(header_bytes, end_of_name(reply.query) + 4 - header_bytes);
    return reply.query.substr(0, 2) + number16(reply.flags) + number16(1)
           + number16(static_cast<unsigned>(reply.answers.size()))
           + number16(static_cast<unsigned>(reply.authority.size())) + number16(0) + question
           + all(reply.answers) + all(reply.authority);
}

std::string asked_name(std::string_view query) {
    std::string name;
    for (auto at = header_bytes; query.at(at) != '\0';) {
        const std::size_t length = static_cast<unsigned char>(query[at]);
        name += (name.empty() ? "" : ".") + std::string(query.substr(at + 1, length));
        at += length + 1;
    }
    return name;
}

unsigned asked_type(std::string_view query) {
    const auto at = end_of_name(query);
    return static_cast<unsigned char>(query.at(at)) << 8U
           | static_cast<unsigned char>(query.at(at + 1));
}

}  // namespace muster::tests
