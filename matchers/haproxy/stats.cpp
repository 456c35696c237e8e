#include "matchers/haproxy/stats.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace muster {

namespace {

/// Fields of a line (RFC 4180); HAProxy quotes those with a comma, a quote or a blank at an end.
std::vector<std::string> fields_of(std::string_view line) {
    std::vector<std::string> fields(1);
    bool quoted_field = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char letter = line[i];
        if (quoted_field and letter == '"' and i + 1 < line.size() and line[i + 1] == '"') {
            fields.back() += '"';
            ++i;
        } else if (letter == '"') {
            quoted_field = not quoted_field;
        } else if (letter == ',' and not quoted_field) {
            fields.emplace_back();
        } else {
            fields.back() += letter;
        }
    }
    return fields;
}

class Columns {
public:
    explicit Columns(std::vector<std::string> names) : names_(std::move(names)) {}

    std::string of(const std::vector<std::string>& fields, std::string_view name) const {
        const auto place =
            static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
        return place < names_.size() and place < fields.size() ? fields[place] : "";
    }
    bool have(std::string_view name) const { return std::ranges::count(names_, name) > 0; }

private:
    std::vector<std::string> names_;
};

/// Words of a configuration line: quotes and backslashes as HAProxy has them, `#` outside of them begins a comment
/// (configuration.txt, 2.2).
std::vector<std::string> words_in(std::string_view line) {
    std::vector<std::string> words;
    std::string word;
    bool has_word = false;
    char open = '\0';
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char sign = line[i];
        const bool is_quote = sign == '"' or sign == '\'';
        if (is_quote and (open == '\0' or open == sign)) {
            open = open == '\0' ? sign : '\0';
            has_word = true;
        } else if (sign == '\\' and open != '\'' and i + 1 < line.size()) {
            word += line[++i];
            has_word = true;
        } else if (open == '\0' and sign == '#') {
            break;
        } else if (open == '\0' and (sign == ' ' or sign == '\t' or sign == '\r')) {
            if (std::exchange(has_word, false))
                words.push_back(std::exchange(word, {}));
        } else {
            word += sign;
            has_word = true;
        }
    }
    if (has_word)
        words.push_back(word);
    return words;
}

/// `unix@/path`, `ipv4@host:port`, `[::1]:9999`: the place alone. Throws CannotTell for what cannot be opened from outside.
std::string place_of(const std::string& word) {
    const auto at = word.find('@');
    const auto kind = word.substr(0, at == std::string::npos ? 0 : at);
    constexpr std::array<std::string_view, 9> known = {
        "", "unix", "ipv4", "ipv6", "tcp", "tcp4", "tcp6", "uxst", "uxdg"};
    if (std::ranges::count(known, kind) == 0 or word.find_first_of("$,") != std::string::npos)
        throw CannotTell{
            Kind::unsupported,
            fmt::format(
                "the stats socket {} cannot be read from haproxy.cfg", muster::quoted(word)
            ),
            "haproxy(\"/path/of/the/socket\") says where it is"};
    return at == std::string::npos ? word : word.substr(at + 1);
}

}  // namespace

std::map<std::string, std::string> haproxy_info_from(std::string_view text) {
    std::map<std::string, std::string> info;
    for (const auto line : lines_of(text))
        if (const auto colon = line.find(": "); colon != std::string_view::npos)
            info.emplace(line.substr(0, colon), line.substr(colon + 2));
    return info;
}

std::string HaproxyRow::state() const {
    return status.substr(0, status.find(' '));
}

bool HaproxyRow::is_up() const {
    return state() == "UP" or status == "no check";
}

std::vector<HaproxyRow> haproxy_stats_from(std::string_view csv) {
    constexpr std::string_view begin = "# ";
    // An empty line is the end: without it rows may be missing.
    if (csv.starts_with(begin) and not csv.ends_with("\n\n"))
        throw CannotTell{Kind::lost, "HAProxy's statistics broke off"};
    if (not csv.starts_with(begin))
        throw CannotTell{
            Kind::unparsable,
            "no statistics of HAProxy: " + muster::quoted(csv.substr(0, 200), 100)};
    std::vector<HaproxyRow> rows;
    std::optional<Columns> columns;
    for (const auto line : lines_of(csv.substr(begin.size()))) {
        if (trimmed(line).empty())
            continue;
        const auto fields = fields_of(line);
        if (not columns) {
            columns.emplace(fields);
            if (not columns->have("pxname") or not columns->have("svname")
                or not columns->have("status") or not columns->have("type"))
                throw CannotTell{
                    Kind::unparsable, "HAProxy's statistics lack names, types or states"};
            continue;
        }
        rows.push_back(
            {columns->of(fields, "pxname"),
             columns->of(fields, "svname"),
             columns->of(fields, "status"),
             columns->of(fields, "weight"),
             columns->of(fields, "check_status"),
             columns->of(fields, "addr"),
             columns->of(fields, "type")}
        );
    }
    return rows;
}

std::optional<std::string> haproxy_stats_socket(std::string_view configuration) {
    for (const auto line : lines_of(configuration)) {
        const auto words = words_in(line);
        if (words.size() > 2 and words[0] == "stats" and words[1] == "socket")
            return place_of(words[2]);
    }
    return std::nullopt;
}

}  // namespace muster
