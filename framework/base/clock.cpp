#include "framework/base/clock.hpp"

#include "framework/base/text.hpp"

#include <climits>
#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

using namespace std::chrono;

// What 64 bits of nanoseconds hold, in whole years.
constexpr year first_year{1678};
constexpr year last_year{2261};

/// Reads `width` digits off the front.
std::optional<int> digits(std::string_view& text, std::size_t width) {
    if (text.size() < width)
        return std::nullopt;
    const auto number = whole_number(text.substr(0, width));
    if (not number or *number < 0)
        return std::nullopt;
    text.remove_prefix(width);
    return static_cast<int>(*number);
}

bool take(std::string_view& text, char sign) {
    if (not text.starts_with(sign))
        return false;
    text.remove_prefix(1);
    return true;
}

std::optional<sys_days> take_date(std::string_view& text) {
    const auto y = digits(text, 4);
    if (not y or not take(text, '-'))
        return std::nullopt;
    const auto m = digits(text, 2);
    if (not m or not take(text, '-'))
        return std::nullopt;
    const auto d = digits(text, 2);
    if (not d)
        return std::nullopt;
    const year_month_day date{
        year(*y), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d))};
    return date.ok() ? std::optional(sys_days(date)) : std::nullopt;
}

std::optional<Nanoseconds> take_fraction(std::string_view& text) {
    if (not take(text, '.'))
        return Nanoseconds::zero();
    const auto width = std::min(text.find_first_not_of("0123456789"), text.size());
    if (width == 0)
        return std::nullopt;
    std::string nine(text.substr(0, std::min<std::size_t>(width, 9)));
    nine.resize(9, '0');
    text.remove_prefix(width);
    return Nanoseconds(*whole_number(nine));
}

std::optional<Nanoseconds> take_hour(std::string_view& text) {
    const auto h = digits(text, 2);
    if (not h or *h > 23 or not take(text, ':'))
        return std::nullopt;
    const auto m = digits(text, 2);
    if (not m or *m > 59)
        return std::nullopt;
    int s = 0;
    if (take(text, ':')) {
        const auto second = digits(text, 2);
        if (not second or *second > 60)
            return std::nullopt;
        s = *second;
    }
    const auto fraction = take_fraction(text);
    if (not fraction)
        return std::nullopt;
    return hours(*h) + minutes(*m) + seconds(s) + *fraction;
}

std::optional<Nanoseconds> take_zone(std::string_view& text) {
    if (take(text, 'Z') or take(text, 'z'))
        return Nanoseconds::zero();
    const bool west = text.starts_with('-');
    if (not take(text, '+') and not take(text, '-'))
        return std::nullopt;
    const auto h = digits(text, 2);
    (void)take(text, ':');  // both +09:00 and +0900 are ISO 8601
    const auto m = digits(text, 2);
    if (not h or not m or *h > 23 or *m > 59)
        return std::nullopt;
    const Nanoseconds offset = hours(*h) + minutes(*m);
    return west ? -offset : offset;
}

}  // namespace

Instant instant_from_unix(std::int64_t seconds, std::int64_t nanoseconds) {
    using Seconds = std::chrono::sys_seconds;
    constexpr Seconds first = sys_days(first_year / 1 / 1);
    constexpr Seconds last = sys_days(last_year / 12 / 31) + hours(24) - std::chrono::seconds(1);
    constexpr std::int64_t most_nanoseconds = 999'999'999;
    const auto whole = std::clamp(Seconds(std::chrono::seconds(seconds)), first, last);
    const bool is_within = whole.time_since_epoch().count() == seconds;
    const auto part = std::clamp(nanoseconds, std::int64_t{0}, most_nanoseconds);
    return Instant(whole) + Nanoseconds(is_within ? part : 0);
}

Instant system_now() {
    return time_point_cast<Nanoseconds>(system_clock::now());
}

std::string to_iso8601(Instant instant) {
    const auto date = floor<days>(instant);
    const year_month_day ymd(date);
    const hh_mm_ss time(instant - date);
    auto text = fmt::format(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        static_cast<int>(ymd.year()),
        static_cast<unsigned>(ymd.month()),
        static_cast<unsigned>(ymd.day()),
        time.hours().count(),
        time.minutes().count(),
        time.seconds().count()
    );
    if (const auto fraction = time.subseconds().count(); fraction != 0) {
        auto nine = fmt::format(".{:09}", fraction);
        nine.erase(nine.find_last_not_of('0') + 1);
        text += nine;
    }
    return text + "Z";
}

std::optional<Instant> from_iso8601(std::string_view text) {
    const auto date = take_date(text);
    // Nanoseconds count from 1677 to 2262.
    if (not date or *date < sys_days(first_year / 1 / 1) or *date > sys_days(last_year / 12 / 31))
        return std::nullopt;
    if (text.empty())
        return Instant(*date);
    if (not take(text, 'T') and not take(text, ' '))
        return std::nullopt;
    const auto hour = take_hour(text);
    if (not hour)
        return std::nullopt;
    const auto zone = take_zone(text);
    if (not zone or not text.empty())
        return std::nullopt;
    return Instant(*date) + *hour - *zone;
}

std::string to_words(Nanoseconds duration) {
    const auto count = [&](auto unit) { return duration / unit; };
    if (duration < seconds(1))
        return fmt::format("{} ms", count(milliseconds(1)));
    if (duration < minutes(2))
        return fmt::format("{} s", count(seconds(1)));
    if (duration < hours(2))
        return fmt::format("{} min", count(minutes(1)));
    if (duration < hours(48))
        return fmt::format("{} h", count(hours(1)));
    return fmt::format("{} days", count(hours(24)));
}

std::optional<Nanoseconds> duration_from(std::string_view text) {
    const auto width = text.find_first_not_of("0123456789");
    if (width == 0 or width == std::string_view::npos)
        return std::nullopt;
    const auto number = whole_number(text.substr(0, width));
    constexpr std::int64_t most = 1'000'000;  // keeps the product inside 64 bits
    if (not number or *number > most)
        return std::nullopt;
    const auto unit = text.substr(width);
    if (unit == "ms")
        return milliseconds(*number);
    if (unit == "s")
        return seconds(*number);
    if (unit == "m" or unit == "min")
        return minutes(*number);
    if (unit == "h")
        return hours(*number);
    constexpr std::int64_t most_days = 100'000;
    if (unit == "d" and *number <= most_days)
        return hours(24 * *number);
    return std::nullopt;
}

Deadline::Deadline(Nanoseconds from_now) : end_(steady_clock::now() + from_now) {}

Deadline Deadline::never() {
    return Deadline(steady_clock::time_point::max());
}

Nanoseconds Deadline::left() const {
    if (end_ == steady_clock::time_point::max())
        return Nanoseconds::max();
    return std::max(Nanoseconds::zero(), duration_cast<Nanoseconds>(end_ - steady_clock::now()));
}

int Deadline::left_for_poll() const {
    const auto rounded_up = left() / milliseconds(1) + 1;
    return passed() ? 0 : static_cast<int>(std::min<std::int64_t>(rounded_up, INT_MAX));
}

Deadline earlier(Deadline left, Deadline right) {
    return left.end_ < right.end_ ? left : right;
}

}  // namespace muster
