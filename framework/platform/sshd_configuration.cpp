#include "framework/platform/sshd_configuration.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/network.hpp"
#include "framework/platform/named_content.hpp"
#include "framework/platform/sshd_keywords.hpp"

#include <fmt/format.h>

#include <fnmatch.h>

#include <algorithm>
#include <utility>

namespace muster {

namespace {

constexpr auto usual_include = "/etc/ssh/sshd_config.d/*.conf";

enum class Applies { yes, no, only_sshd_knows };

/// A pattern-list: one pattern has to fit, and none with `!` before it (ssh_config(5), "PATTERNS").
template<class Fits>
bool list_matches(std::string_view list, const Fits& fits) {
    bool found = false;
    for (const auto piece : split(list, ',')) {
        const bool negated = piece.starts_with('!');
        if (not fits(std::string(negated ? piece.substr(1) : piece)))
            continue;
        if (negated)
            return false;
        found = true;
    }
    return found;
}

bool fits(const std::string& pattern, const std::string& text) {
    return ::fnmatch(pattern.c_str(), text.c_str(), FNM_NOESCAPE) == 0;
}

bool matches_name(std::string_view list, const std::string& name) {
    return list_matches(list, [&](const std::string& pattern) { return fits(pattern, name); });
}

/// One of several names has to fit; each of them may be taken away.
bool matches_one_of(std::string_view list, const std::vector<std::string>& names) {
    return list_matches(list, [&](const std::string& pattern) {
        return std::ranges::any_of(names, [&](const auto& name) { return fits(pattern, name); });
    });
}

/// Networks and patterns of addresses.
bool matches_address(std::string_view list, const std::string& text) {
    const auto address = address_from(text);
    return list_matches(list, [&](const std::string& pattern) {
        const auto network = address_from(pattern);
        return network and address ? is_within(*address, *network) : fits(pattern, text);
    });
}

Applies decided(bool holds) {
    return holds ? Applies::yes : Applies::no;
}

Applies criterion_applies(
    const std::string& criterion, const std::string& list, const SshdConnection& connection
) {
    if (criterion == "user" and connection.user)
        return decided(matches_name(list, *connection.user));
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
    std::vector<std::string> files = {};
};

Task<std::vector<SshdLine>> included(Host& host, SshdLine line, Extent& extent);

/// The lines with all that they include.
Task<std::vector<SshdLine>> opened(Host& host, std::vector<SshdLine> lines, Extent& extent) {
    constexpr int deepest = 16;  // sshd's own limit
    constexpr std::size_t most_files = 1000;
    if (extent.depth > deepest)
        throw CannotTell{Kind::failed, "files of sshd's configuration include one another"};
    if (extent.files.size() > most_files)
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
    for (const auto& word : line.words) {
        const auto pattern = word.starts_with('/') ? word : "/etc/ssh/" + word;
        // Whatever matches comes and goes there, or below.
        const auto plain = pattern.substr(0, pattern.find_first_of("*?["));
        extent.files.push_back(plain.substr(0, plain.rfind('/')));
        asked.push_back(host.read_matching(pattern));
    }
    std::vector<SshdLine> all;
    for (auto& one : asked) {
        const auto& files = co_await one;
        for (const auto& file : files) {
            ++extent.depth;
            extent.files.push_back(file.path);
            auto opening = opened(host, lines_below(bytes_of(file), line.conditions), extent);
            const auto& more = co_await opening;
            --extent.depth;
            all.insert(all.end(), more.begin(), more.end());
        }
    }
    co_return all;
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

std::vector<SshdLine> sshd_lines_from(std::string_view text) {
    return lines_below(text, {});
}

namespace {

/// All lines of a file, and the files that they stand in.
struct WholeText {
    std::vector<SshdLine> lines;
    std::vector<std::string> files;
};

Task<WholeText> whole_text(Host& host, std::string file) {
    auto main = host.read(file);
    // Debian, Fedora, SUSE: leaves with the main file.
    if (file == sshd_main_file)
        (void)host.read_matching(usual_include);
    const auto& content = co_await main;
    if (not content)
        co_return WholeText{};
    Extent extent;
    extent.files.push_back(file);
    auto opening = opened(host, sshd_lines_from(content->bytes), extent);
    const auto& lines = co_await opening;
    co_return WholeText{lines, extent.files};
}

}  // namespace

Task<std::vector<SshdLine>> sshd_lines_of(Host& host, std::string file) {
    auto& reading = host.once(whole_text, file);
    const auto& text = co_await reading;
    co_return text.lines;
}

Task<std::vector<std::string>> sshd_files_of(Host& host, std::string file) {
    auto& reading = host.once(whole_text, file);
    const auto& text = co_await reading;
    co_return text.files;
}

Task<std::vector<SshdLine>> sshd_lines(Host& host) {
    auto& asked = host.once(sshd_lines_of, std::string(sshd_main_file));
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

}  // namespace muster
