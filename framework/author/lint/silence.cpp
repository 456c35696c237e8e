#include "framework/author/lint/silence.hpp"

#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"

#include <algorithm>

namespace muster {

namespace {

constexpr std::string_view mark = "muster: allow ";

bool allows(std::string_view line, std::string_view rule) {
    const auto place = line.find(mark);
    if (place == std::string_view::npos)
        return false;
    const auto rules = split(line.substr(place + mark.size()), ',');
    return std::ranges::any_of(rules, [&](std::string_view one) {
        one = trimmed(one);
        return one.substr(0, one.find(' ')) == rule;  // words of explanation may follow
    });
}

bool is_comment(std::string_view line) {
    line = trimmed(line);
    return line.starts_with("//") or line.starts_with('#');
}

}  // namespace

bool SilencedLines::covers(const LintFinding& finding) {
    const auto& lines = lines_of_file(finding.where.file);
    const auto line = static_cast<std::size_t>(finding.where.line);
    if (line == 0 or line > lines.size())
        return false;
    if (allows(lines[line - 1], finding.rule))
        return true;
    for (auto above = line - 1; above > 0 and is_comment(lines[above - 1]); --above)
        if (allows(lines[above - 1], finding.rule))
            return true;
    return false;
}

const std::vector<std::string>& SilencedLines::lines_of_file(const std::string& path) {
    const auto [place, is_new] = files_.try_emplace(path);
    if (not is_new)
        return place->second;
    try {
        if (const auto content = read_file(path))
            for (const auto line : muster::lines_of(*content))
                place->second.emplace_back(line);
    } catch (const Broken&) {
        place->second.clear();  // a suite's sources may be another user's: no comment is known then
    }
    return place->second;
}

}  // namespace muster
