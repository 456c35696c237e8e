#include "framework/platform/sshd_configuration.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/network.hpp"
#include "framework/platform/named_content.hpp"

#include <fmt/format.h>

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace muster {

namespace {

constexpr auto main_file = "/etc/ssh/sshd_config";
constexpr auto usual_include = "/etc/ssh/sshd_config.d/*.conf";

enum class Applies { yes, no, only_sshd_knows };

/// A pattern-list: `*` and `?`, `!` takes away again (ssh_config(5), "PATTERNS").
bool matches_list(std::string_view list, const std::string& text) {
    bool found = false;
    for (const auto piece : split(list, ',')) {
        const bool negated = piece.starts_with('!');
        const std::string pattern(negated ? piece.substr(1) : piece);
        if (::fnmatch(pattern.c_str(), text.c_str(), FNM_NOESCAPE) != 0)
            continue;
        if (negated)
            return false;
        found = true;
    }
    return found;
}

/// Of several names one has to fit, and none of them a pattern that is taken away.
bool matches_one_of(std::string_view list, const std::vector<std::string>& names) {
    bool found = false;
    for (const auto piece : split(list, ',')) {
        const bool negated = piece.starts_with('!');
        const auto pattern = negated ? piece.substr(1) : piece;
        const bool fits = std::ranges::any_of(names, [&](const std::string& name) {
            return matches_list(pattern, name);
        });
        if (fits and negated)
            return false;
        found = found or fits;
    }
    return found;
}

/// Networks and patterns of addresses.
bool matches_address(std::string_view list, const std::string& text) {
    const auto address = address_from(text);
    bool found = false;
    for (const auto piece : split(list, ',')) {
        const bool negated = piece.starts_with('!');
        const auto wanted = negated ? piece.substr(1) : piece;
        const auto network = address_from(wanted);
        const bool fits =
            network and address ? is_within(*address, *network) : matches_list(wanted, text);
        if (fits and negated)
            return false;
        found = found or fits;
    }
    return found;
}

Applies decided(bool holds) {
    return holds ? Applies::yes : Applies::no;
}

Applies criterion_applies(
    const std::string& criterion, const std::string& list, const SshdConnection& connection
) {
    if (criterion == "user" and connection.user)
        return decided(matches_list(list, *connection.user));
    if (criterion == "group" and connection.groups)
        return decided(matches_one_of(list, *connection.groups));
    if (criterion == "address" and connection.address)
        return decided(matches_address(list, *connection.address));
    return Applies::only_sshd_knows;
}

/// The criteria of a Match line must all hold.
Applies condition_applies(const std::vector<std::string>& words, const SshdConnection& connection) {
    if (not words.empty() and lower_case(words[0]) == "all")
        return Applies::yes;
    if (connection.is_nobody())
        return Applies::no;
    auto all = Applies::yes;
    for (std::size_t i = 0; i < words.size(); i += 2) {
        const auto one = i + 1 < words.size()
                             ? criterion_applies(lower_case(words[i]), words[i + 1], connection)
                             : Applies::only_sshd_knows;
        if (one == Applies::no)
            return one;
        if (one == Applies::only_sshd_knows)
            all = one;
    }
    return all;
}

Applies line_applies(const SshdLine& line, const SshdConnection& connection) {
    auto all = Applies::yes;
    for (const auto& condition : line.conditions) {
        const auto one = condition_applies(condition, connection);
        if (one == Applies::no)
            return one;
        if (one == Applies::only_sshd_knows)
            all = one;
    }
    return all;
}

/// What stands behind the keyword of a line.
std::string rest_of(std::string_view line) {
    line = trimmed(line);
    line.remove_prefix(std::min(line.find_first_of(" \t="), line.size()));
    line = trimmed(line);
    if (line.starts_with('='))
        line.remove_prefix(1);
    return std::string(trimmed(line));
}

/// Lines of one text; `around` are the conditions that an Include of it stands below.
std::vector<SshdLine> lines_below(
    std::string_view text, const std::vector<std::vector<std::string>>& around
) {
    std::vector<SshdLine> lines;
    auto conditions = around;
    for (const auto line : lines_of(text)) {
        auto words = sshd_words(line);
        if (words.empty())
            continue;
        const auto keyword = sshd_keyword_of_today(words.front());
        words.erase(words.begin());
        if (keyword != "match") {
            lines.push_back({keyword, std::move(words), rest_of(line), conditions});
            continue;
        }
        conditions = around;
        conditions.push_back(std::move(words));
    }
    return lines;
}

/// How far files include one another; it outlives them all.
struct Extent {
    int depth = 0;
    std::size_t files = 0;
};

Task<std::vector<SshdLine>> included(Host& host, SshdLine line, Extent& extent);

/// The lines with all that they include.
Task<std::vector<SshdLine>> opened(Host& host, std::vector<SshdLine> lines, Extent& extent) {
    constexpr int deepest = 16;  // sshd's own limit
    constexpr std::size_t most_files = 1000;
    if (extent.depth > deepest)
        throw CannotTell{Kind::failed, "files of sshd's configuration include one another"};
    if (++extent.files > most_files)
        throw CannotTell{Kind::too_large, "sshd's configuration includes more than 1000 files"};
    std::vector<SshdLine> all;
    for (auto& line : lines) {
        if (line.keyword != "include") {
            all.push_back(std::move(line));
            continue;
        }
        auto reading = included(host, line, extent);
        const auto& more = co_await reading;
        all.insert(all.end(), more.begin(), more.end());
    }
    co_return all;
}

/// Those of the files of an Include line, in the order of their names.
Task<std::vector<SshdLine>> included(Host& host, SshdLine line, Extent& extent) {
    std::vector<Pending<std::vector<NamedContent>>> asked;
    for (const auto& pattern : line.words)
        asked.push_back(
            host.read_matching(pattern.starts_with('/') ? pattern : "/etc/ssh/" + pattern)
        );
    std::vector<SshdLine> all;
    for (auto& one : asked) {
        const auto& files = co_await one;
        for (const auto& file : files) {
            ++extent.depth;
            auto opening = opened(host, lines_below(bytes_of(file), line.conditions), extent);
            const auto& more = co_await opening;
            --extent.depth;
            all.insert(all.end(), more.begin(), more.end());
        }
    }
    co_return all;
}

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

template<std::size_t size>
bool is_one_of(std::string_view word, const std::array<std::string_view, size>& words) {
    return std::ranges::find(words, word) != words.end();
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

std::vector<std::string> sshd_words(std::string_view line) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < line.size();) {
        i = std::min(line.find_first_not_of(" \t\r=", i), line.size());
        if (i == line.size() or line[i] == '#')
            break;
        const bool is_quoted = line[i] == '"' or line[i] == '\'';
        const auto start = is_quoted ? i + 1 : i;
        const auto end = std::min(
            line.find_first_of(
                is_quoted       ? line.substr(i, 1)
                : words.empty() ? " \t\r="
                                : " \t\r",
                start
            ),
            line.size()
        );
        words.emplace_back(line.substr(start, end - start));
        i = is_quoted ? end + 1 : end;
    }
    return words;
}

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
    return std::ranges::find(repeating, keyword) != repeating.end();
}

std::vector<SshdLine> sshd_lines_from(std::string_view text) {
    return lines_below(text, {});
}

Task<std::vector<SshdLine>> sshd_lines_of(Host& host, std::string file) {
    auto main = host.read(file);
    // Debian, Fedora, SUSE: leaves with the main file.
    if (file == main_file)
        (void)host.read_matching(usual_include);
    const auto& content = co_await main;
    if (not content)
        co_return std::vector<SshdLine>();
    Extent extent;
    auto opening = opened(host, sshd_lines_from(content->bytes), extent);
    const auto& lines = co_await opening;
    co_return lines;
}

Task<std::vector<SshdLine>> sshd_lines(Host& host) {
    auto& asked = host.once(sshd_lines_of, main_file);
    const auto& lines = co_await asked;
    co_return lines;
}

std::vector<SshdLine> sshd_values(
    const std::vector<SshdLine>& lines, std::string_view keyword, const SshdConnection& connection
) {
    const bool repeats = sshd_repeats(keyword);
    std::vector<SshdLine> in_blocks;
    std::vector<SshdLine> outside;
    for (const auto& line : lines) {
        auto& found = line.conditions.empty() ? outside : in_blocks;
        if (line.keyword != keyword or line.words.empty())
            continue;
        if (not repeats and not found.empty()) {
            // The manual lets the first count, and OpenSSH 9.2 the last.
            if ((keyword == "maxstartups" or keyword == "ipqos")
                and line.words != found.front().words)
                throw CannotTell{
                    Kind::unsupported,
                    fmt::format(
                        "{} is set twice, and versions of sshd differ in which one counts", keyword
                    )};
            continue;
        }
        const auto applies = line_applies(line, connection);
        if (applies == Applies::only_sshd_knows)
            throw CannotTell{
                Kind::unsupported,
                fmt::format(
                    "a Match block of sshd_config sets {}: only a connection decides",
                    escaped(keyword)
                )};
        if (applies == Applies::yes)
            found.push_back(line);
    }
    return in_blocks.empty() ? outside : in_blocks;
}

Task<std::vector<std::string>> sshd_keyword(Host& host, std::string keyword, std::string user) {
    auto& asked = host.once(sshd_lines);
    const auto& lines = co_await asked;
    const auto values = sshd_values(lines, keyword, {.user = user});
    co_return values.empty() ? std::vector<std::string>() : values.front().words;
}

std::string sshd_value_of_today(std::string_view keyword, std::string value) {
    return keyword == "permitrootlogin" and value == "without-password" ? "prohibit-password"
                                                                        : value;
}

std::vector<std::string> sshd_values_shown(const SshdLine& line) {
    if (takes_rest(line.keyword))
        return {line.rest};
    if (is_list_of_values(line.keyword))
        return line.words;
    return {shown_of(line.keyword, join(line.words, " "))};
}

}  // namespace muster
