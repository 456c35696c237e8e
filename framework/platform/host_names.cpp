#include "framework/platform/host_names.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/host/if_known.hpp"
#include "framework/model/term.hpp"
#include "framework/platform/name_servers.hpp"
#include "framework/platform/name_services.hpp"
#include "framework/platform/resolv_conf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace muster {

namespace {

/// getent does not say which name an answer belongs to: an address that nobody has (RFC 1112) stands before each.
constexpr std::string_view separator = "240.0.0.0";

bool is_name(std::string_view key) {
    // A first `-` would be an option of getent. What follows a NUL would not get there.
    return not key.empty() and key[0] != '-' and key.find('\0') == std::string_view::npos;
}

Command command(std::span<const std::string> keys) {
    Command command{{"getent", "ahosts"}};
    for (const auto& key : keys) {
        command.words.emplace_back(separator);
        command.words.push_back(key);
    }
    return command;
}

/// Each address comes three times, for STREAM, DGRAM and RAW; the first one with the canonical name.
std::map<std::string, std::string> split_addresses(
    std::span<const std::string> keys, const Output& output
) {
    std::map<std::string, std::string> parts;
    if (output.exit_status == 127) {
        for (const auto& key : keys)
            parts[key] = "";
        return parts;
    }
    // getent: 2 "one or more keys not found".
    if (output.exit_status != 0 and output.exit_status != 2)
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "getent ended with {}: {}", output.exit_status, escaped(trimmed(output.err), 200)
            )};
    std::size_t begun = 0;
    for (const auto line : lines_of(output.out)) {
        const auto words = words_of(line);
        const bool is_stream = words.size() > 1 and words[1] == "STREAM";
        if (is_stream and words.size() > 2 and words[2] == separator)
            ++begun;
        else if (is_stream and begun > 0 and begun <= keys.size())
            parts[keys[begun - 1]] += std::string(line) + "\n";
    }
    if (begun != keys.size())
        throw CannotTell{
            Kind::unparsable, "getent ahosts makes no sense: " + quoted(output.out, 200)};
    return parts;
}

HostAddresses addresses_from(std::string_view lines) {
    HostAddresses found;
    for (const auto line : lines_of(lines)) {
        const auto words = words_of(line);
        const auto address = address_from(words.at(0).substr(0, words.at(0).find('%')));
        if (not address)
            throw CannotTell{
                Kind::unparsable, "getent ahosts says " + quoted(line) + ", which is no address"};
        auto text = to_text(*address);
        if (std::ranges::find(found.addresses, text) == found.addresses.end())
            found.addresses.push_back(std::move(text));
        if (words.size() > 2 and found.canonical_name.empty())
            found.canonical_name = words[2];
    }
    return found;
}

/// Where names of hosts are looked for; the C library's own list without a line for it.
Task<std::vector<std::string>> host_sources(Host& host) {
    auto reading = host.read("/etc/nsswitch.conf");
    const auto& file = co_await reading;
    const std::vector<std::string> usual = {"files", "dns"};
    co_return file ? sources_from(file->bytes, "hosts", usual) : usual;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

/// Whether getent's "not found" has to be confirmed by name servers. Throws CannotTell where another service
/// may have been silent, of which nothing is known.
bool is_asking_name_servers(const std::vector<std::string>& sources) {
    bool found = false;
    for (const std::string_view source : sources) {
        const bool is_dns = is_one_of(source, {"dns", "resolve"});
        const bool is_near = is_one_of(source, {"files", "db", "myhostname", "mymachines"});
        if (not is_dns and not is_near and not source.starts_with("mdns"))
            throw CannotTell{
                Kind::unsupported,
                fmt::format(
                    "not found, and whether the name service \"{}\" answers is not known",
                    escaped(source)
                )};
        found = found or is_dns;
    }
    return found;
}

/// One name, one type: whether the name servers have such a record.
Task<bool> has_record(Host& host, Dns question, ResolvConf configuration) {
    auto asking = name_records(host, question, servers_asked(configuration));
    const auto& found = co_await asking;
    co_return not found.records.empty();
}

/// There is no name server at all: none is configured, and nobody answers where the C library then asks.
Task<bool> has_no_name_server(Host& host, ResolvConf configuration) {
    if (not configuration.name_servers.empty())
        co_return false;
    auto asking =
        ask_name_servers(host, question_about(host, ".", "NS"), servers_asked(configuration));
    const auto& asked = co_await asking;
    co_return asked.reply.reached.how == Reached::How::refused;
}

/// True as soon as one of them is; where none is, one that could not be told is thrown.
Task<bool> any_of(Host& host, std::vector<Task<bool>> asked) {
    for (auto& one : asked) {
        auto attempt = if_known(host, one);
        const auto* known = co_await attempt;
        if (known != nullptr and *known)
            co_return true;
    }
    for (auto& one : asked)
        (void)co_await one;
    co_return false;
}

/// Whether one of the names that the resolver would ask for has such a record.
Task<bool> record_in_dns(Host& host, std::string name, std::string type) {
    auto& asking = host.once(resolv_conf);
    const auto configuration = co_await asking;
    auto nobody = has_no_name_server(host, configuration);
    if (co_await nobody)
        co_return false;
    std::vector<Task<bool>> asked;
    for (const auto& one : names_asked(configuration, name))
        if (labels_from(one))
            asked.push_back(has_record(host, question_about(host, one, type), configuration));
    auto found = any_of(host, std::move(asked));
    co_return co_await found;
}

Task<bool> ipv4_in_dns(Host& host, std::string name) {
    auto asking = record_in_dns(host, name, "A");
    co_return co_await asking;
}

Task<bool> ipv6_in_dns(Host& host, std::string name) {
    auto asking = record_in_dns(host, name, "AAAA");
    co_return co_await asking;
}

/// A "not found" of getent's. Throws CannotTell when it proves nothing.
Task<bool> require_absence(Host& host, std::string name) {
    auto& asking_sources = host.once(host_sources);
    const auto& sources = co_await asking_sources;
    if (not is_asking_name_servers(sources))
        co_return true;
    auto& asking_ipv4 = host.once(ipv4_in_dns, name);
    auto& asking_ipv6 = host.once(ipv6_in_dns, name);
    const bool has_ipv4 = co_await asking_ipv4;
    // Silence about IPv6 proves nothing, either; addresses of IPv6 alone are left out on a host that has none
    // itself (AI_ADDRCONFIG).
    (void)co_await asking_ipv6;
    if (has_ipv4)
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "the name servers have {}, and the resolver of the system does not find it",
                escaped(name)
            ),
            "see what /etc/nsswitch.conf says of hosts"};
    co_return true;
}

}  // namespace

constinit const Bulk getent_ahosts{"getent ahosts", is_name, command, split_addresses};

Task<std::optional<HostAddresses>> host_addresses(Host& host, std::string name) {
    if (const auto literal = address_from(name); literal and not literal->prefix) {
        const auto text = to_text(*literal);
        co_return HostAddresses{{text}, text};
    }
    if (not is_name(name))
        co_return std::nullopt;
    auto asking = host.joined(getent_ahosts, name);
    (void)host.once(host_sources);  // a "not found" needs both: they leave with the same batch
    (void)host.once(resolv_conf);
    const auto& lines = co_await asking;
    if (lines and lines->empty())
        throw CannotTell{
            Kind::missing_tool, "resolving names needs getent, which the target lacks"};
    if (lines)
        co_return addresses_from(*lines);
    auto absence = require_absence(host, name);
    (void)co_await absence;
    co_return std::nullopt;
}

Task<bool> in_dns(Host& host, std::string name) {
    auto& ipv4 = host.once(ipv4_in_dns, name);
    auto& ipv6 = host.once(ipv6_in_dns, name);
    const std::array both = {&ipv4, &ipv6};
    for (auto* asked : both) {
        auto attempt = if_known(host, *asked);
        const auto* known = co_await attempt;
        if (known != nullptr and *known)
            co_return true;  // whatever the other one comes to
    }
    const bool has_ipv4 = co_await ipv4;
    const bool has_ipv6 = co_await ipv6;
    co_return has_ipv4 or has_ipv6;
}

bool has_host(std::string_view hosts_file, std::string_view name) {
    const auto wanted = lower_case(name);
    return std::ranges::any_of(lines_of(hosts_file), [&](std::string_view line) {
        const auto words = words_of(line.substr(0, line.find('#')));
        return words.size() > 1 and address_from(words[0].substr(0, words[0].find('%')))
               and std::any_of(words.begin() + 1, words.end(), [&](std::string_view word) {
                       return lower_case(word) == wanted;
                   });
    });
}

}  // namespace muster
