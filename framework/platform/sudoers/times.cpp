#include "framework/platform/sudoers/times.hpp"

#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

namespace muster {

namespace {

bool is_digit(char byte) {
    return byte >= '0' and byte <= '9';
}

std::size_t digits_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
}

/// Takes a number of so many digits off the front; nothing when there is none.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    const auto length = digits_of(text.substr(0, digits));
    const auto number = length == digits ? whole_number(text.substr(0, length)) : std::nullopt;
    text.remove_prefix(number ? length : 0);
    return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

/// Seconds that a zone is before Greenwich; nothing for what is no zone.
std::optional<int> offset_of(std::string_view zone) {
    if (zone == "Z")
        return 0;
    if (zone.empty() or (zone.front() != '+' and zone.front() != '-'))
        return std::nullopt;
    const int sign = zone.front() == '+' ? 1 : -1;
    zone.remove_prefix(1);
    const auto hours = take_number(zone, 2);
    const auto minutes = take_number(zone, 2);
    if (not hours or not zone.empty())
        return std::nullopt;
    return sign * (*hours * 60 + minutes.value_or(0)) * 60;
}

std::string moment_text(const std::array<int, 6>& parts, int offset) {
    namespace chrono = std::chrono;
    const auto month =
        chrono::year_month(chrono::year(parts[0]), chrono::January) + chrono::months(parts[1] - 1);
    const chrono::sys_seconds moment = chrono::sys_days(month / 1) + chrono::days(parts[2] - 1)
                                       + chrono::hours(parts[3]) + chrono::minutes(parts[4])
                                       + chrono::seconds(parts[5] - offset);
    const auto date_days = chrono::floor<chrono::days>(moment);
    const chrono::year_month_day date(date_days);
    const chrono::hh_mm_ss time(moment - date_days);
    return fmt::format(
        "{:04}{:02}{:02}{:02}{:02}{:02}",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()),
        time.hours().count(),
        time.minutes().count(),
        time.seconds().count()
    );
}

}  // namespace

std::optional<std::int64_t> sudoers_timeout(std::string_view text) {
    constexpr std::string_view units = "dhms";
    constexpr std::array<std::int64_t, 4> seconds = {86400, 3600, 60, 1};
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    std::int64_t total = 0;
    std::size_t least = 0;  // units do not grow from left to right
    if (text.empty())
        return std::nullopt;
    while (not text.empty()) {
        const auto length = digits_of(text);
        const auto number = whole_number(text.substr(0, length));
        if (not number or *number > most)
            return std::nullopt;
        text.remove_prefix(length);
        const auto unit =
            text.empty() ? units.size() - 1 : units.find(lower_case(text.substr(0, 1)));
        if (unit == std::string_view::npos or unit < least)
            return std::nullopt;
        text.remove_prefix(std::min<std::size_t>(1, text.size()));
        least = unit;
        total += *number * seconds[unit];
        if (total > most)
            return std::nullopt;
    }
    return total;
}

std::optional<std::string> sudoers_moment(std::string_view text) {
    std::array<int, 6> parts = {0, 1, 1, 0, 0, 0};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto part = take_number(text, i == 0 ? 4 : 2);
        if (not part and i < 4)
            return std::nullopt;
        parts[i] = part.value_or(0);
    }
    if (text.size() > 1 and (text[0] == '.' or text[0] == ',') and is_digit(text[1]))
        text.remove_prefix(1 + digits_of(text.substr(1)));
    if (text.empty())
        return moment_text(parts, 0);
    const auto offset = offset_of(text);
    return offset ? std::optional(moment_text(parts, *offset) + "Z") : std::nullopt;
}

}  // namespace muster
