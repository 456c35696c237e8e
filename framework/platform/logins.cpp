#include "framework/platform/logins.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

std::optional<unsigned> month_from(std::string_view name) {
    constexpr std::array<std::string_view, 12> months = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto found = std::ranges::find(months, name);
    if (found == months.end())
        return std::nullopt;
    return static_cast<unsigned>(found - months.begin()) + 1;
}

/// "+0900" as "+09:00".
std::string zone_from(std::string_view text) {
    if (text.size() != 5)
        return "";
    return fmt::format("{}:{}", text.substr(0, 3), text.substr(3));
}

/// The line of this name in lastlog's table.
std::optional<std::string> line_of(std::string_view output, std::string_view name) {
    for (const auto line : lines_of(output)) {
        const auto words = words_of(line);
        if (not words.empty() and words[0] == name)
            return std::string(line);
    }
    return std::nullopt;
}

}  // namespace

std::set<std::string> users_of_who(std::string_view output) {
    std::set<std::string> users;
    for (const auto line : lines_of(output)) {
        if (const auto words = words_of(line); not words.empty())
            users.emplace(words[0]);
    }
    return users;
}

std::optional<std::string> user_of_session(std::string_view text) {
    std::optional<std::string> user;
    bool is_person = false;
    bool is_closing = false;
    for (const auto line : lines_of(text)) {
        if (line.starts_with("USER="))
            user = std::string(line.substr(5));
        is_person = is_person or line == "CLASS=user" or line == "CLASS=user-early";
        is_closing = is_closing or line == "STATE=closing";
    }
    return is_person and not is_closing ? user : std::nullopt;
}

Task<std::set<std::string>> logged_in_users(Host& host) {
    host.require(Ability::live);
    const Command who{{"who"}};
    auto run = host.run(who);
    auto reading = host.read_matching("/run/systemd/sessions/*");
    auto folder = host.stat("/run/systemd/sessions");
    const auto& output = co_await run;
    const auto& sessions = co_await reading;
    const auto& has_logind = co_await folder;
    if (output.exit_status != 0 and not has_logind) {
        throw CannotTell{
            output.exit_status == 127 ? Kind::missing_tool : Kind::failed,
            fmt::format("who ended with {}, and there is no logind", output.exit_status)};
    }
    auto users = users_of_who(output.exit_status == 0 ? output.out : "");
    for (const auto& [path, bytes] : sessions) {
        if (const auto* why = std::get_if<CannotTell>(&bytes))
            throw *why;
        if (const auto user = user_of_session(std::get<std::string>(bytes)))
            users.insert(*user);
    }
    co_return users;
}

std::optional<Instant> lastlog_time_from(std::string_view line) {
    // Tue Jul  1 12:00:00 +0000 2025
    const auto words = words_of(line);
    if (words.size() < 6)
        return std::nullopt;
    const auto last = std::span(words).last(6);
    const auto month = month_from(last[1]);
    const auto day = whole_number(last[2]);
    const auto year = whole_number(last[5]);
    if (not month or not day or not year)
        return std::nullopt;
    return from_iso8601(
        fmt::format("{:04}-{:02}-{:02}T{}{}", *year, *month, *day, last[3], zone_from(last[4]))
    );
}

Task<std::optional<Instant>> last_login(Host& host, std::string name) {
    host.require(Ability::run);
    const Command command{{"lastlog", "-u", name}};
    auto run = host.run(command);
    const auto* output = &co_await run;
    if (output->exit_status == 127) {
        const Command newer{{"lastlog2", "-u", name}};
        auto second = host.run(newer);
        output = &co_await second;
    }
    if (output->exit_status != 0) {
        throw CannotTell{
            output->exit_status == 127 ? Kind::missing_tool : Kind::failed,
            fmt::format(
                "lastlog -u {} ended with {}: {}",
                escaped(name),
                output->exit_status,
                escaped(trimmed(output->err), 200)
            )};
    }
    const auto line = line_of(output->out, name);
    if (not line or line->ends_with("**Never logged in**"))
        co_return std::nullopt;
    const auto time = lastlog_time_from(*line);
    if (not time)
        throw CannotTell{Kind::unparsable, "lastlog printed " + quoted(*line, 120)};
    co_return time;
}

}  // namespace muster
