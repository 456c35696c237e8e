#include "framework/model/cron_entry.hpp"

#include "framework/base/text.hpp"

#include <algorithm>
#include <span>

namespace muster {

namespace {

constexpr std::string_view blanks = " \t";

constexpr std::array<std::string_view, 12> months = {
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> weekdays = {
    "sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct FieldKind {
    std::int64_t low = 0;
    std::int64_t high = 0;
    std::span<const std::string_view> names = {};
};

constexpr std::size_t weekday = 4;

const std::array<FieldKind, 5>& field_kinds() {
    static const std::array<FieldKind, 5> kinds = {
        {{0, 59}, {0, 23}, {1, 31}, {1, 12, months}, {0, 7, weekdays}}};
    return kinds;
}

/// What crontab(5) says that these words stand for.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> nicknames = {{
    {"@yearly", "0 0 1 1 *"},
    {"@annually", "0 0 1 1 *"},
    {"@monthly", "0 0 1 * *"},
    {"@weekly", "0 0 * * 0"},
    {"@daily", "0 0 * * *"},
    {"@midnight", "0 0 * * *"},
    {"@hourly", "0 * * * *"},
}};

std::optional<std::int64_t> value_of(std::string_view text, const FieldKind& kind) {
    const auto name = std::ranges::find(kind.names, lower_case(text));
    if (name != kind.names.end())
        return kind.low + (name - kind.names.begin());
    const auto number = whole_number(text);
    if (not number or *number < kind.low or *number > kind.high)
        return std::nullopt;
    return number;
}

struct Bounds {
    std::int64_t low = 0;
    std::int64_t high = 0;
};

std::optional<Bounds> bounds_of(std::string_view text, const FieldKind& kind, char sign) {
    const auto at = text.find(sign);
    const auto low = value_of(text.substr(0, at), kind);
    const auto high = at == std::string_view::npos ? low : value_of(text.substr(at + 1), kind);
    if (not low or not high)
        return std::nullopt;
    return Bounds{*low, *high};  // `5-1` is taken by crontab(1), and never
}

/// `*`, `5`, `1-5`, `*/10` or `1-30/2`: false when it is none.
bool add_values(std::string_view text, const FieldKind& kind, CronField& field) {
    const auto slash = text.find('/');
    const auto range = text.substr(0, slash);
    std::int64_t step = 1;
    if (slash != std::string_view::npos)
        step = whole_number(text.substr(slash + 1)).value_or(0);
    const bool is_star = range == "*";
    // What a step behind a single number means differs from one cron to another.
    const bool is_range = is_star or range.find('-') != std::string_view::npos;
    const auto bounds =
        is_star ? std::optional(Bounds{kind.low, kind.high}) : bounds_of(range, kind, '-');
    if (not bounds or step < 1 or (step > 1 and not is_range))
        return false;
    for (auto value = bounds->low; value <= bounds->high; value += step)
        field.values |= std::uint64_t{1} << value;
    return true;
}

/// cronie's `0~30`, `~` and `~/20`: some moment of these.
bool is_random(std::string_view text, const FieldKind& kind) {
    const auto range = text.substr(0, text.find('/'));
    const auto tilde = range.find('~');
    const bool is_open = range.starts_with('~') or range.ends_with('~');
    return tilde != std::string_view::npos and (is_open or bounds_of(range, kind, '~'));
}

std::optional<CronField> field_from(std::string_view text, std::size_t place) {
    constexpr std::uint64_t sunday = 1;
    constexpr std::uint64_t sunday_again = 1U << 7;
    const auto& kind = field_kinds().at(place);
    CronField field{.has_star = text.starts_with('*')};
    for (const auto piece : split(text, ',')) {
        if (is_random(piece, kind))
            field.random = text;
        else if (not add_values(piece, kind, field))
            return std::nullopt;
    }
    if (place == weekday and (field.values & sunday_again) != 0)
        field.values = (field.values & ~sunday_again) | sunday;
    return field;
}

/// The next word, taken off the front with the blanks behind it.
std::string_view take_word(std::string_view& text) {
    const auto end = std::min(text.find_first_of(blanks), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(text.find_first_not_of(blanks, end), text.size()));
    return word;
}

std::optional<CronSchedule> schedule_from(std::string_view& text, std::string& written) {
    CronSchedule schedule;
    for (std::size_t place = 0; place < schedule.fields.size(); ++place) {
        const auto word = take_word(text);
        auto field = field_from(word, place);
        if (not field)
            return std::nullopt;
        schedule.fields.at(place) = std::move(*field);
        written += (place == 0 ? "" : " ") + std::string(word);
    }
    return schedule;
}

}  // namespace

std::optional<CronEntry> cron_entry_from(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    // A minus says "do not log this" to the crons of SUSE and Red Hat.
    if (line.starts_with('-'))
        line.remove_prefix(1);
    CronEntry entry;
    if (line.starts_with('@')) {
        entry.schedule_text = take_word(line);
        const auto* nickname = std::ranges::find(
            nicknames, entry.schedule_text, &decltype(nicknames)::value_type::first
        );
        entry.schedule.at_boot = entry.schedule_text == "@reboot";
        if (nickname == nicknames.end() and not entry.schedule.at_boot)
            return std::nullopt;
        std::string written;
        if (auto times = nickname == nicknames.end() ? std::string_view() : nickname->second;
            not times.empty())
            entry.schedule = *schedule_from(times, written);
    } else {
        const auto schedule = schedule_from(line, entry.schedule_text);
        if (not schedule)
            return std::nullopt;
        entry.schedule = *schedule;
    }
    if (line.empty())
        return std::nullopt;
    entry.command = line;
    return entry;
}

}  // namespace muster
