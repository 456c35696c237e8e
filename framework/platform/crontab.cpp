#include "framework/platform/crontab.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

constexpr std::string_view blanks = " \t";

std::string_view without_blanks_before(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    return text;
}

std::string_view unquoted(std::string_view text) {
    const bool is_quoted = text.size() >= 2 and (text.front() == '"' or text.front() == '\'')
                           and text.back() == text.front();
    return is_quoted ? text.substr(1, text.size() - 2) : text;
}

/// `NAME = value`, either may be in quotes; blanks around them are no part of them.
std::optional<std::pair<std::string, std::string>> assignment_from(std::string_view line) {
    std::size_t end = 0;
    if (line.starts_with('"') or line.starts_with('\''))
        end = line.find(line.front(), 1) + 1;  // 0 when there is no second one
    else
        end = std::min(line.find_first_of(" \t="), line.size());
    const auto rest = without_blanks_before(line.substr(end));
    if (end == 0 or not rest.starts_with('='))
        return std::nullopt;
    return std::pair{
        std::string(unquoted(line.substr(0, end))), std::string(unquoted(trimmed(rest.substr(1))))};
}

/// Takes the user off the front of what follows the times.
std::string take_user(std::string& command) {
    const auto end = std::min(command.find_first_of(blanks), command.size());
    auto user = command.substr(0, end);
    command.erase(0, std::min(command.find_first_not_of(blanks, end), command.size()));
    return user;
}

std::optional<CrontabLine> line_from(std::string_view text, CrontabKind kind) {
    auto entry = cron_entry_from(text);
    if (not entry)
        return std::nullopt;
    CrontabLine line{.number = 0, .entry = std::move(*entry), .user = {}};
    if (kind == CrontabKind::of_system)
        line.user = take_user(line.entry.command);
    return line.entry.command.empty() ? std::nullopt : std::optional(std::move(line));
}

void assign(
    std::vector<std::pair<std::string, std::string>>& environment,
    std::pair<std::string, std::string> assignment
) {
    std::erase_if(environment, [&](const auto& known) { return known.first == assignment.first; });
    environment.push_back(std::move(assignment));
}

CannotTell left_out(const std::string& source, std::string_view why) {
    return {
        Kind::unparsable,
        fmt::format("{}: {}: cron leaves the file out", escaped(source), why),
        "mend that line"};
}

}  // namespace

Crontab crontab_from(
    std::string_view text, std::string source, CrontabKind kind, bool ends_in_newline
) {
    Crontab crontab{.source = std::move(source), .lines = {}, .environment = {}};
    if (ends_in_newline and not text.empty() and not text.ends_with('\n'))
        throw left_out(crontab.source, "no newline at the end");
    std::vector<std::pair<std::string, std::string>> assigned;
    std::size_t number = 0;
    for (const auto whole : lines_of(text)) {
        ++number;
        const auto line_text = without_blanks_before(whole);
        if (line_text.empty() or line_text.starts_with('#'))
            continue;
        if (auto assignment = assignment_from(line_text)) {
            assign(assigned, std::move(*assignment));
            continue;
        }
        auto line = line_from(line_text, kind);
        if (not line)
            throw left_out(
                crontab.source,
                fmt::format("line {} is no line of a crontab: {}", number, quoted(line_text, 80))
            );
        line->number = number;
        crontab.lines.push_back(std::move(*line));
        crontab.environment = assigned;
    }
    return crontab;
}

bool is_read_by_cron(std::string_view name, std::string_view family) {
    constexpr std::string_view of_debian =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    constexpr std::array<std::string_view, 7> left_behind = {
        "~", ",", ".rpmsave", ".rpmorig", ".rpmnew", ".swp", ".cfsaved"};
    if (family == "debian")
        return not name.empty() and name.find_first_not_of(of_debian) == std::string_view::npos;
    if (name.empty() or name.starts_with('.') or name.starts_with('#'))
        return false;
    return std::ranges::none_of(left_behind, [&](std::string_view end) {
        return name.ends_with(end);
    });
}

}  // namespace muster
