#include "framework/platform/sshd_keywords.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <fnmatch.h>

#include <algorithm>

namespace muster {

namespace {

constexpr auto main_file = "/etc/ssh/sshd_config";
constexpr auto usual_include = "/etc/ssh/sshd_config.d/*.conf";

enum class Applies { yes, no, only_sshd_knows };

/// A pattern-list: `*` and `?`, `!` takes away again.
bool matches_user(std::string_view list, std::string_view user) {
    bool found = false;
    for (const auto piece : split(list, ',')) {
        const bool negated = piece.starts_with('!');
        const std::string pattern(negated ? piece.substr(1) : piece);
        if (::fnmatch(pattern.c_str(), std::string(user).c_str(), FNM_NOESCAPE) != 0)
            continue;
        if (negated)
            return false;
        found = true;
    }
    return found;
}

/// The criteria of a Match line must all hold.
Applies criteria_apply(const std::vector<std::string>& words, std::string_view user) {
    auto all = Applies::yes;
    for (std::size_t i = 1; i < words.size(); i += 2) {
        const auto criterion = lower_case(words[i]);
        if (criterion == "all")
            return Applies::yes;
        if (criterion == "user" and i + 1 < words.size()) {
            if (not matches_user(words[i + 1], user))
                return Applies::no;
            continue;
        }
        all = Applies::only_sshd_knows;
    }
    return all;
}

std::vector<std::string> lines_copied(std::string_view text) {
    std::vector<std::string> lines;
    for (const auto line : lines_of(text))
        lines.emplace_back(line);
    return lines;
}

/// The files of one Include line, in the order of their names.
Task<std::vector<std::string>> included(Host& host, std::vector<std::string> words) {
    std::vector<Pending<std::vector<NamedContent>>> asked;
    for (const auto& pattern : std::span(words).subspan(1)) {
        asked.push_back(
            host.read_matching(pattern.starts_with('/') ? pattern : "/etc/ssh/" + pattern)
        );
    }
    std::vector<std::string> lines;
    for (auto& one : asked) {
        const auto& files = co_await one;
        for (const auto& [path, bytes] : files) {
            if (const auto* why = std::get_if<CannotTell>(&bytes))
                throw *why;
            const auto more = lines_copied(std::get<std::string>(bytes));
            lines.insert(lines.end(), more.begin(), more.end());
        }
    }
    co_return lines;
}

}  // namespace

std::vector<std::string> sshd_words(std::string_view line) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < line.size();) {
        i = std::min(line.find_first_not_of(" \t\r=", i), line.size());
        if (i == line.size() or line[i] == '#')
            break;
        const bool is_quoted = line[i] == '"';
        const auto start = is_quoted ? i + 1 : i;
        const auto end = std::min(
            line.find_first_of(
                is_quoted       ? "\""
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

Task<std::vector<std::string>> sshd_files(Host& host) {
    auto main = host.read(main_file);
    auto usual =
        host.read_matching(usual_include);  // Debian, Fedora, SUSE: leaves with the main file
    (void)usual;
    const auto& file = co_await main;
    std::vector<std::string> lines;
    if (not file)
        co_return lines;
    for (const auto& line : lines_copied(file->bytes)) {
        const auto words = sshd_words(line);
        if (words.empty() or lower_case(words[0]) != "include") {
            lines.push_back(line);
            continue;
        }
        auto opened = included(host, words);
        const auto& more = co_await opened;
        lines.insert(lines.end(), more.begin(), more.end());
    }
    co_return lines;
}

std::vector<std::string> sshd_keyword_from(
    const std::vector<std::string>& lines, std::string_view keyword, std::string_view user
) {
    // What a Match block sets goes before what stands above all of them; otherwise the first value wins.
    bool in_match = false;
    auto applies = Applies::yes;
    std::vector<std::string> global;
    for (const auto& line : lines) {
        auto words = sshd_words(line);
        if (words.empty())
            continue;
        const auto key = lower_case(words[0]);
        if (key == "match") {
            in_match = true;
            applies = criteria_apply(words, user);
        }
        const bool is_wanted = key == keyword and applies != Applies::no and words.size() > 1;
        if (not is_wanted or (not in_match and not global.empty()))
            continue;
        if (applies == Applies::only_sshd_knows) {
            throw CannotTell{
                Kind::unsupported,
                fmt::format(
                    "a Match block of sshd_config sets {}: only a connection decides", keyword
                )};
        }
        words.erase(words.begin());
        if (in_match)
            return words;
        global = words;
    }
    return global;
}

Task<std::vector<std::string>> sshd_keyword(Host& host, std::string keyword, std::string user) {
    auto& asked = host.once(sshd_files);
    const auto& lines = co_await asked;
    co_return sshd_keyword_from(lines, keyword, user);
}

}  // namespace muster
