#include "framework/backend/ssh/ssh_config_file.hpp"

#include "framework/base/text.hpp"

#include <glob.h>

namespace muster {

namespace {

constexpr std::string_view blanks = " \t\r\f\v";

/// Takes the keyword and what stands between it and its first word: blanks and one `=`.
std::string take_keyword(std::string_view& line) {
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    std::string keyword;
    if (line.starts_with('"')) {
        line.remove_prefix(1);
        const auto end = std::min(line.find('"'), line.size());
        keyword = lower_case(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    } else {
        const auto end = std::min(line.find_first_of(" \t\r\f\v="), line.size());
        keyword = lower_case(line.substr(0, end));
        line.remove_prefix(end);
    }
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    if (line.starts_with('='))
        line.remove_prefix(1);
    return keyword;
}

bool is_escape(std::string_view rest, char quote) {
    if (rest.size() < 2 or rest[0] != '\\')
        return false;
    const char next = rest[1];
    return next == '\'' or next == '"' or next == '\\' or (quote == 0 and next == ' ');
}

/// Takes one word off the front of `line`, which begins with its first sign.
std::string take_word(std::string_view& line, const Location& where) {
    std::string word;
    char quote = 0;
    while (not line.empty()) {
        const char sign = line.front();
        if (is_escape(line, quote)) {
            word += line[1];
            line.remove_prefix(2);
            continue;
        }
        if (quote == 0 and blanks.find(sign) != std::string_view::npos)
            return word;
        if (quote == 0 and (sign == '"' or sign == '\''))
            quote = sign;
        else if (quote != 0 and sign == quote)
            quote = 0;
        else
            word += sign;
        line.remove_prefix(1);
    }
    if (quote != 0)
        throw Broken("the quote is not closed", where);
    return word;
}

}  // namespace

std::vector<SshConfigLine> parse_ssh_config(std::string_view text, const std::string& file) {
    std::vector<SshConfigLine> parsed;
    int number = 0;
    for (auto line : lines_of(text)) {
        ++number;
        line = trimmed(line);
        if (line.empty() or line.starts_with('#'))
            continue;
        SshConfigLine next{.where = {file, number, 0}};
        next.keyword = take_keyword(line);
        while (true) {
            line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
            if (line.empty() or line.starts_with('#'))
                break;
            next.words.push_back(take_word(line, next.where));
        }
        if (next.words.empty())
            throw Broken("\"" + next.keyword + "\" has no value", next.where);
        parsed.push_back(std::move(next));
    }
    return parsed;
}

std::vector<std::string> files_included(
    const std::string& word, const std::string& home, const std::string& folder
) {
    auto pattern = word;
    if (pattern.starts_with("~/"))
        pattern = home + pattern.substr(1);
    else if (not pattern.starts_with('/'))
        pattern = folder + "/" + pattern;
    glob_t found = {};
    std::vector<std::string> paths;
    if (glob(pattern.c_str(), 0, nullptr, &found) == 0)
        paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    globfree(&found);
    return paths;
}

bool matches_ssh_pattern(std::string_view pattern, std::string_view text) {
    // Only the last star is ever tried again: enough, and never exponential.
    std::size_t at = 0;
    std::size_t in_text = 0;
    std::size_t after_star = std::string_view::npos;
    std::size_t star_text = 0;
    while (in_text < text.size()) {
        if (at < pattern.size() and pattern[at] == '*') {
            after_star = ++at;
            star_text = in_text;
        } else if (at < pattern.size() and (pattern[at] == '?' or pattern[at] == text[in_text])) {
            ++at;
            ++in_text;
        } else if (after_star != std::string_view::npos) {
            at = after_star;
            in_text = ++star_text;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

}  // namespace muster
