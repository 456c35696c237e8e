#include "framework/base/time_zone_rule.hpp"

#include <algorithm>
#include <array>

namespace muster {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::months;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year;

bool take_sign(std::string_view& text, char sign) {
    if (not text.starts_with(sign))
        return false;
    text.remove_prefix(1);
    return true;
}

std::optional<unsigned> take_number_up_to(std::string_view& text, unsigned most) {
    unsigned number = 0;
    std::size_t width = 0;
    for (; width < text.size() and text[width] >= '0' and text[width] <= '9'; ++width) {
        number = number * 10 + static_cast<unsigned>(text[width] - '0');
        if (number > most)
            return std::nullopt;
    }
    text.remove_prefix(width);
    return width == 0 ? std::nullopt : std::optional(number);
}

/// `CET`, `<+0330>`.
bool take_name(std::string_view& text) {
    const auto is_letter = [](char sign) {
        return (sign >= 'a' and sign <= 'z') or (sign >= 'A' and sign <= 'Z');
    };
    const bool is_quoted = take_sign(text, '<');
    const auto is_of_name = [&](char sign) {
        return is_letter(sign)
               or (is_quoted and ((sign >= '0' and sign <= '9') or sign == '+' or sign == '-'));
    };
    const auto end = std::ranges::find_if_not(text, is_of_name);
    const auto width = static_cast<std::size_t>(end - text.begin());
    text.remove_prefix(width);
    return width >= 3 and (not is_quoted or take_sign(text, '>'));
}

/// `[+-]hh[:mm[:ss]]`.
std::optional<seconds> take_time(std::string_view& text, unsigned most_hours) {
    const bool is_negative = take_sign(text, '-');
    if (not is_negative)
        (void)take_sign(text, '+');
    const auto hour = take_number_up_to(text, most_hours);
    if (not hour)
        return std::nullopt;
    seconds time = hours(*hour);
    for (const seconds unit : {seconds(60), seconds(1)}) {
        if (not take_sign(text, ':'))
            break;
        const auto number = take_number_up_to(text, 59);
        if (not number)
            return std::nullopt;
        time += *number * unit;
    }
    return is_negative ? -time : time;
}

bool take_day_of_month(std::string_view& text, YearlyChange& change) {
    const auto month = take_number_up_to(text, 12);
    if (not month or *month == 0 or not take_sign(text, '.'))
        return false;
    const auto week = take_number_up_to(text, 5);
    if (not week or *week == 0 or not take_sign(text, '.'))
        return false;
    const auto day = take_number_up_to(text, 6);
    if (not day)
        return false;
    change.month = *month;
    change.week = *week;
    change.day = *day;
    return true;
}

/// `,M3.5.0/2`.
std::optional<YearlyChange> take_change(std::string_view& text) {
    constexpr unsigned longest_time = 167;
    YearlyChange change;
    if (not take_sign(text, ','))
        return std::nullopt;
    if (take_sign(text, 'M')) {
        if (not take_day_of_month(text, change))
            return std::nullopt;
    } else {
        const bool without_leaps = take_sign(text, 'J');
        change.kind = without_leaps ? YearlyChange::Day::without_leaps : YearlyChange::Day::of_year;
        const auto day = take_number_up_to(text, 365);
        if (not day or (without_leaps and *day == 0))
            return std::nullopt;
        change.day = *day;
    }
    if (take_sign(text, '/')) {
        const auto at = take_time(text, longest_time);
        if (not at)
            return std::nullopt;
        change.at = *at;
    }
    return change;
}

sys_days day_of(const YearlyChange& change, year in) {
    const auto first = sys_days(in / 1 / 1);
    if (change.kind == YearlyChange::Day::of_year)
        return first + days(change.day);
    if (change.kind == YearlyChange::Day::without_leaps) {
        constexpr unsigned last_of_february = 59;
        const bool is_behind_leap = in.is_leap() and change.day > last_of_february;
        return first + days(change.day - (is_behind_leap ? 0 : 1));
    }
    const auto month = std::chrono::month(change.month);
    const auto weekday = std::chrono::weekday(change.day);
    const auto last = sys_days(in / month / weekday[std::chrono::last]);
    return change.week == 5 ? last : sys_days(in / month / weekday[change.week]);
}

}  // namespace

seconds TimeZoneRule::offset_at(sys_seconds moment) const {
    if (not daylight)
        return standard;
    const auto local_day = std::chrono::floor<days>(moment + standard);
    const auto this_year = std::chrono::year_month_day(local_day).year();
    // The last change before the moment counts. Where summer time is for ever it ends as it begins, and goes on.
    sys_seconds last = sys_seconds::min();
    seconds offset = standard;
    for (const int apart : {-1, 0, 1}) {
        const auto in = this_year + std::chrono::years(apart);
        const sys_seconds ends = day_of(end, in) + end.at - *daylight;
        if (ends <= moment and ends > last) {
            last = ends;
            offset = standard;
        }
        const sys_seconds begins = day_of(begin, in) + begin.at - standard;
        if (begins <= moment and begins >= last) {
            last = begins;
            offset = *daylight;
        }
    }
    return offset;
}

std::optional<TimeZoneRule> time_zone_rule_from(std::string_view text) {
    constexpr unsigned largest_offset = 24;
    TimeZoneRule rule;
    const auto west = take_name(text) ? take_time(text, largest_offset) : std::nullopt;
    if (not west)
        return std::nullopt;
    rule.standard = -*west;
    if (text.empty())
        return rule;
    if (not take_name(text))
        return std::nullopt;
    rule.daylight = rule.standard + hours(1);
    if (not text.empty() and not text.starts_with(',')) {
        const auto summer_west = take_time(text, largest_offset);
        if (not summer_west)
            return std::nullopt;
        rule.daylight = -*summer_west;
    }
    const auto begin = take_change(text);
    const auto end = begin ? take_change(text) : std::nullopt;
    if (not end or not text.empty())
        return std::nullopt;
    rule.begin = *begin;
    rule.end = *end;
    return rule;
}

}  // namespace muster
