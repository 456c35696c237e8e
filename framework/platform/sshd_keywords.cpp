#include "framework/platform/sshd_keywords.hpp"

#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace muster {

namespace {

/// "2h", "90", "1h30m" as seconds (sshd_config(5), "TIME FORMATS").
std::optional<std::int64_t> seconds_from(std::string_view text) {
    const std::map<char, std::int64_t> units = {
        {'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
    std::int64_t all = 0;
    while (not text.empty()) {
        const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
        const auto number = whole_number(text.substr(0, end));
        const auto unit = end == text.size() ? units.find('s')
                                             : units.find(lower_case(text.substr(end, 1)).front());
        constexpr std::int64_t most = 1LL << 31;
        if (not number or unit == units.end() or *number > most or all > most)
            return std::nullopt;
        all += *number * unit->second;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return all;
}

/// Keywords whose arguments are shown as they are written, quotes and all.
bool takes_rest(std::string_view keyword) {
    static constexpr std::array<std::string_view, 4> keywords = {
        "forcecommand", "versionaddendum", "authorizedkeyscommand", "authorizedprincipalscommand"};
    return is_one_of(keyword, keywords);
}

/// Keywords of which each argument is a value.
bool is_list_of_values(std::string_view keyword) {
    static constexpr std::array<std::string_view, 6> keywords = {
        "allowusers", "denyusers", "allowgroups", "denygroups", "acceptenv", "setenv"};
    return is_one_of(keyword, keywords);
}

/// One value, by its keyword.
std::string shown_of(std::string_view keyword, const std::string& text) {
    static constexpr std::array<std::string_view, 2> in_seconds = {
        "logingracetime", "clientaliveinterval"};
    static constexpr std::array<std::string_view, 2> forwarding = {
        "allowtcpforwarding", "allowstreamlocalforwarding"};
    static constexpr std::array<std::string_view, 2> upper_case = {"loglevel", "syslogfacility"};
    auto lower = lower_case(text);
    if (lower == "true" or (keyword == "compression" and lower == "delayed")
        or (is_one_of(keyword, forwarding) and lower == "all"))
        return "yes";
    if (lower == "false")
        return "no";
    if (lower == "yes" or lower == "no" or keyword == "permitrootlogin")
        return sshd_value_of_today(keyword, lower);
    if (is_one_of(keyword, upper_case)) {
        std::ranges::transform(lower, lower.begin(), [](char c) {
            return c >= 'a' and c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        });
        return lower;
    }
    if (is_one_of(keyword, in_seconds))
        if (const auto seconds = seconds_from(text))
            return std::to_string(*seconds);
    if (keyword == "maxstartups" and whole_number(text))
        return fmt::format("{0}:30:{0}", text);
    if (keyword == "ipqos" and text.find(' ') == std::string::npos)
        return text + " " + text;
    return text;
}

}  // namespace

std::string sshd_keyword_of_today(std::string_view keyword) {
    static const std::map<std::string, std::string, std::less<>> renamed = {
        {"challengeresponseauthentication", "kbdinteractiveauthentication"},
        {"skeyauthentication", "kbdinteractiveauthentication"},
        {"dsaauthentication", "pubkeyauthentication"},
        {"pubkeyacceptedkeytypes", "pubkeyacceptedalgorithms"},
        {"hostbasedacceptedkeytypes", "hostbasedacceptedalgorithms"},
        {"keepalive", "tcpkeepalive"},
    };
    auto word = lower_case(keyword);
    const auto found = renamed.find(word);
    return found == renamed.end() ? word : found->second;
}

bool sshd_repeats(std::string_view keyword) {
    static constexpr std::array<std::string_view, 10> repeating = {
        "port",
        "listenaddress",
        "hostkey",
        "hostcertificate",
        "allowusers",
        "denyusers",
        "allowgroups",
        "denygroups",
        "acceptenv",
        "subsystem"};
    return is_one_of(keyword, repeating);
}

bool sshd_lists_words(std::string_view keyword) {
    static constexpr std::array<std::string_view, 5> keywords = {
        "authorizedkeysfile", "authenticationmethods", "logverbose", "permitopen", "permitlisten"};
    return is_one_of(keyword, keywords);
}

bool sshd_lists_algorithms(std::string_view keyword) {
    static constexpr std::array<std::string_view, 7> keywords = {
        "ciphers",
        "macs",
        "kexalgorithms",
        "hostkeyalgorithms",
        "pubkeyacceptedalgorithms",
        "hostbasedacceptedalgorithms",
        "casignaturealgorithms"};
    return is_one_of(keyword, keywords);
}

std::string sshd_value_of_today(std::string_view keyword, std::string value) {
    return keyword == "permitrootlogin" and value == "without-password" ? "prohibit-password"
                                                                        : value;
}

std::vector<std::string> sshd_values_shown(
    std::string_view keyword, const std::vector<std::string>& words, const std::string& rest
) {
    if (takes_rest(keyword))
        return {rest};
    if (is_list_of_values(keyword))
        return words;
    return {shown_of(keyword, join(words, " "))};
}

}  // namespace muster
