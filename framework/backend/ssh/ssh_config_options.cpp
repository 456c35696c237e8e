// What the options mean, one by one. The first value of each wins; IdentityFile adds up.

#include "framework/backend/ssh/ssh_config.hpp"
#include "framework/backend/ssh/ssh_config_file.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <functional>
#include <limits>
#include <map>
#include <set>

namespace muster {

namespace {

using Line = SshConfigLine;
using Values = SshConfigValues;

const std::string& only_word(const Line& line) {
    if (line.words.size() > 1)
        throw Broken(
            fmt::format("\"{}\" takes one value, here are {}", line.keyword, line.words.size()),
            line.where
        );
    return line.words.front();
}

bool flag(const Line& line) {
    const auto word = lower_case(only_word(line));
    if (word == "yes" or word == "true")
        return true;
    if (word == "no" or word == "false")
        return false;
    throw Broken(
        fmt::format("\"{}\" is yes or no, not {}", line.keyword, quoted(only_word(line))),
        line.where
    );
}

int port(const Line& line) {
    const auto number = whole_number(only_word(line));
    if (not number or *number < 1 or *number > 65535)
        throw Broken(
            "the port is a number from 1 to 65535, not " + quoted(only_word(line)), line.where
        );
    return static_cast<int>(*number);
}

/// "90", "1m30s", "2h" (sshd_config(5), TIME FORMATS).
int seconds_of(const Line& line) {
    const std::map<char, std::int64_t> units = {
        {'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
    constexpr std::int64_t longest = 1'000'000'000;
    std::int64_t sum = 0;
    std::string_view rest = only_word(line);
    while (not rest.empty()) {
        const auto width = std::min(rest.find_first_not_of("0123456789"), rest.size());
        const auto number = whole_number(rest.substr(0, width));
        rest.remove_prefix(width);
        const auto unit =
            rest.empty() ? units.find('s') : units.find(lower_case(rest.substr(0, 1)).front());
        if (not number or *number > longest or unit == units.end())
            throw Broken(
                "\"" + line.keyword + "\" is a time such as 10 or 1m30s, not "
                    + quoted(only_word(line)),
                line.where
            );
        sum = std::min(longest, sum + *number * unit->second);
        rest.remove_prefix(std::min<std::size_t>(1, rest.size()));
    }
    return static_cast<int>(sum);
}

std::string one_of(const Line& line, const std::set<std::string>& words) {
    auto word = lower_case(only_word(line));
    if (words.contains(word))
        return word;
    const std::vector<std::string> list(words.begin(), words.end());
    throw Broken(
        fmt::format(
            "\"{}\" is one of {}; not {}", line.keyword, join(list, ", "), quoted(only_word(line))
        ),
        line.where
    );
}

template<typename Value>
void first(std::optional<Value>& kept, Value value) {
    if (not kept)
        kept = std::move(value);
}

void first(std::vector<std::string>& kept, const std::vector<std::string>& value) {
    if (kept.empty())
        kept = value;
}

void connect_timeout(const Line& line, Values& values) {
    if (lower_case(only_word(line)) != "none")
        first(values.connect_timeout, seconds_of(line));
}

int count(const Line& line) {
    constexpr std::int64_t most = std::numeric_limits<int>::max();
    const auto number = whole_number(only_word(line));
    if (not number or *number < 0 or *number > most)
        throw Broken(
            fmt::format("\"{}\" is a number from 0, not {}", line.keyword, quoted(only_word(line))),
            line.where
        );
    return static_cast<int>(*number);
}

/// It competes with ProxyCommand: the one that comes first counts, but for a ProxyJump that is none.
void proxy_jump(const Line& line, Values& values) {
    if (not values.decided.contains("proxycommand"))
        first(values.proxy_jump, only_word(line));
}

bool goes_by_jump(const Values& values) {
    return values.proxy_jump and lower_case(*values.proxy_jump) != "none";
}

using Apply = std::function<void(const Line&, Values&)>;

const std::map<std::string, Apply, std::less<>>& understood() {
    static const std::map<std::string, Apply, std::less<>> table = {
        {"hostname", [](auto& l, auto& v) { first(v.host_name, only_word(l)); }},
        {"user", [](auto& l, auto& v) { first(v.user, only_word(l)); }},
        {"port", [](auto& l, auto& v) { first(v.port, port(l)); }},
        {"identityfile", [](auto& l, auto& v) { v.identity_files.push_back(only_word(l)); }},
        {"identitiesonly", [](auto& l, auto& v) { first(v.identities_only, flag(l)); }},
        {"identityagent", [](auto& l, auto& v) { first(v.identity_agent, only_word(l)); }},
        {"userknownhostsfile", [](auto& l, auto& v) { first(v.user_known_hosts, l.words); }},
        {"globalknownhostsfile", [](auto& l, auto& v) { first(v.global_known_hosts, l.words); }},
        {"stricthostkeychecking",
         [](auto& l, auto& v) {
             first(
                 v.strict_host_key_checking,
                 one_of(l, {"yes", "true", "no", "false", "off", "ask", "accept-new"})
             );
         }},
        {"hostkeyalias", [](auto& l, auto& v) { first(v.host_key_alias, only_word(l)); }},
        {"hashknownhosts", [](auto& l, auto& v) { first(v.hash_known_hosts, flag(l)); }},
        {"connecttimeout", connect_timeout},
        {"serveraliveinterval", [](auto& l, auto& v) { first(v.alive_interval, seconds_of(l)); }},
        {"serveralivecountmax", [](auto& l, auto& v) { first(v.alive_count_max, count(l)); }},
        {"addressfamily",
         [](auto& l, auto& v) {
             first(v.address_family, one_of(l, {"any", "inet", "inet6"}));
         }},
        {"proxyjump", proxy_jump},
        {"passwordauthentication", [](auto& l, auto& v) { first(v.passwords, flag(l)); }},
    };
    return table;
}

/// Options that matter and that libssh2 can't do, with the values that ask for nothing.
/// GSSAPIAuthentication is not among them: Debian's ssh_config says yes to it for every host, so it
/// counts only where a server offers it and everything else was refused (login.cpp).
const std::map<std::string, std::set<std::string>, std::less<>>& only_openssh() {
    static const std::map<std::string, std::set<std::string>, std::less<>> table = {
        {"proxycommand", {"none"}},
        {"certificatefile", {}},
        {"pkcs11provider", {"none"}},
        {"securitykeyprovider", {"internal"}},
        {"kexalgorithms", {}},
        {"ciphers", {}},
        {"macs", {}},
        {"hostkeyalgorithms", {}},
        {"pubkeyacceptedalgorithms", {}},
        {"pubkeyacceptedkeytypes", {}},
        {"casignaturealgorithms", {}},
        {"preferredauthentications", {}},
        {"pubkeyauthentication", {"yes", "true"}},
        {"kbdinteractiveauthentication", {"yes", "true"}},
        {"challengeresponseauthentication", {"yes", "true"}},
        {"hostbasedauthentication", {"no", "false"}},
        {"canonicalizehostname", {"no", "false"}},
        {"knownhostscommand", {"none"}},
        {"revokedhostkeys", {"none"}},
        {"verifyhostkeydns", {"no", "false", "ask"}},
        {"bindaddress", {}},
        {"bindinterface", {}},
    };
    return table;
}

}  // namespace

void apply(const SshConfigLine& line, SshConfigValues& values) {
    if (const auto known = understood().find(line.keyword); known != understood().end()) {
        known->second(line, values);
        return;
    }
    const auto beyond = only_openssh().find(line.keyword);
    if (beyond == only_openssh().end())
        return;
    if (line.keyword == "proxycommand" and goes_by_jump(values))
        return;
    const bool asks_for_something = not beyond->second.contains(lower_case(line.words.front()));
    const bool first_seen = values.decided.emplace(line.keyword, asks_for_something).second;
    if (first_seen and asks_for_something)
        first(values.needs_openssh, line.keyword + " at " + to_string(line.where));
}

}  // namespace muster
