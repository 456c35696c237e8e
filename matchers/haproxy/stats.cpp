#include "matchers/haproxy/stats.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"

#include <algorithm>

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

std::vector<std::string> words_in(std::string_view line) {
    std::vector<std::string> words;
    for (const auto word : split(line.substr(0, line.find('#')), ' '))
        if (const auto one = trimmed(word); not one.empty())
            words.emplace_back(one);
    return words;
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
                or not columns->have("status"))
                throw CannotTell{Kind::unparsable, "HAProxy's statistics lack names or states"};
            continue;
        }
        rows.push_back(
            {columns->of(fields, "pxname"),
             columns->of(fields, "svname"),
             columns->of(fields, "status"),
             columns->of(fields, "weight"),
             columns->of(fields, "check_status"),
             columns->of(fields, "addr")}
        );
    }
    return rows;
}

std::optional<std::string> haproxy_stats_socket(std::string_view configuration) {
    for (const auto line : lines_of(configuration)) {
        const auto words = words_in(line);
        if (words.size() < 3 or words[0] != "stats" or words[1] != "socket")
            continue;
        const auto& place = words[2];
        const auto at = place.find('@');
        // unix@/path, ipv4@host:port; abns@name and fd@n are none that we can open.
        const auto kind = at == std::string::npos ? "" : place.substr(0, at);
        if (kind.empty() or kind == "unix" or kind == "ipv4" or kind == "ipv6")
            return at == std::string::npos ? place : place.substr(at + 1);
    }
    return std::nullopt;
}

}  // namespace muster
