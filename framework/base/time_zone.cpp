#include "framework/base/time_zone.hpp"

#include "framework/base/bytes.hpp"
#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"

#include <algorithm>
#include <filesystem>

namespace muster {

namespace {

using std::chrono::seconds;

constexpr std::size_t header_size = 44;
constexpr std::size_t largest_file = 1UL << 20;
/// RFC 8536 3.2: an offset is between these, as no place is further from Greenwich.
constexpr std::int32_t furthest_west = -89'999;
constexpr std::int32_t furthest_east = 93'599;

/// The numbers of a header (RFC 8536 3.1).
struct Counts {
    char version = 0;
    std::size_t utc_marks = 0;
    std::size_t standard_marks = 0;
    std::size_t leaps = 0;
    std::size_t times = 0;
    std::size_t types = 0;
    std::size_t letters = 0;

    std::size_t block_size(std::size_t width) const {
        return times * (width + 1) + types * 6 + letters + leaps * (width + 4) + standard_marks
               + utc_marks;
    }
};

std::optional<Counts> counts_of(std::string_view bytes) {
    if (bytes.size() < header_size or not bytes.starts_with("TZif"))
        return std::nullopt;
    const auto number = [&](std::size_t place) {
        return static_cast<std::size_t>(big_endian(bytes.substr(20 + 4 * place, 4)));
    };
    return Counts{bytes[4], number(0), number(1), number(2), number(3), number(4), number(5)};
}

/// The data block of a file; width is that of its times: 4 bytes, or 8 of the second block.
struct Block {
    std::string_view bytes;
    Counts counts;
    std::size_t width = 0;

    std::int64_t time(std::size_t place) const {
        const auto number = big_endian(bytes.substr(place * width, width));
        return width == 8 ? static_cast<std::int64_t>(number)
                          : static_cast<std::int32_t>(static_cast<std::uint32_t>(number));
    }
    std::size_t type_of_time(std::size_t place) const {
        return static_cast<unsigned char>(bytes[counts.times * width + place]);
    }
    std::optional<seconds> offset_of_type(std::size_t type) const {
        if (type >= counts.types)
            return std::nullopt;
        const auto number = big_endian(bytes.substr(counts.times * (width + 1) + type * 6, 4));
        const auto offset = static_cast<std::int32_t>(static_cast<std::uint32_t>(number));
        if (offset < furthest_west or offset > furthest_east)
            return std::nullopt;
        return seconds(offset);
    }
};

/// Takes header and block from the front of the file.
std::optional<Block> take_block(std::string_view& file, std::size_t width) {
    const auto counts = counts_of(file);
    if (not counts or counts->leaps > 0 or counts->types == 0)
        return std::nullopt;
    const auto size = counts->block_size(width);
    if (file.size() - header_size < size)
        return std::nullopt;
    const Block block{file.substr(header_size, size), *counts, width};
    file.remove_prefix(header_size + size);
    return block;
}

/// `\nCET-1CEST,M3.5.0,M10.5.0/3\n`; an empty one says nothing of the time to come.
bool read_footer(std::string_view file, std::optional<TimeZoneRule>& rule) {
    if (not file.starts_with('\n'))
        return false;
    const auto end = file.find('\n', 1);
    if (end == std::string_view::npos)
        return false;
    if (end > 1)
        rule = time_zone_rule_from(file.substr(1, end - 1));
    return end == 1 or rule.has_value();
}

/// Letters, digits, `+`, `-`, `_` between single slashes: no name leads out of the folder.
bool is_zone_name(std::string_view name) {
    const auto is_of_name = [](char sign) {
        return (sign >= 'a' and sign <= 'z') or (sign >= 'A' and sign <= 'Z')
               or (sign >= '0' and sign <= '9') or sign == '+' or sign == '-' or sign == '_';
    };
    return std::ranges::all_of(split(name, '/'), [&](std::string_view part) {
        return not part.empty() and std::ranges::all_of(part, is_of_name);
    });
}

std::optional<std::string> small_file(const std::string& path) {
    std::error_code trouble;
    if (not std::filesystem::is_regular_file(path, trouble)
        or std::filesystem::file_size(path, trouble) > largest_file or trouble)
        return std::nullopt;
    return read_file(path, largest_file);
}

/// Of an instant the second in which it lies.
std::int64_t second_of(Nanoseconds since_epoch) {
    return std::chrono::floor<seconds>(since_epoch).count();
}

}  // namespace

seconds TimeZone::offset_in_second(std::int64_t unix_seconds) const {
    const auto next = std::ranges::upper_bound(changes_, unix_seconds, {}, &Change::second);
    if (next == changes_.end() and after_)
        return after_->offset_at(std::chrono::sys_seconds(seconds(unix_seconds)));
    return next == changes_.begin() ? before_ : std::prev(next)->offset;
}

seconds TimeZone::offset_at(Instant moment) const {
    return offset_in_second(second_of(moment.time_since_epoch()));
}

LocalTime TimeZone::local(Instant moment) const {
    return LocalTime(moment.time_since_epoch() + offset_at(moment));
}

Instant TimeZone::instant_of(LocalTime time, Repeated which) const {
    // Clocks are never as far from UTC as this, so one offset is from before a change that is near, the other from after.
    constexpr std::int64_t far = 27 * 3600;
    const auto shown = second_of(time.time_since_epoch());
    const auto fraction = (time.time_since_epoch() - seconds(shown)).count();
    const auto before = shown - offset_in_second(shown - far).count();
    const auto after = shown - offset_in_second(shown + far).count();
    const auto shows = [&](std::int64_t second) {
        return second + offset_in_second(second).count() == shown;
    };
    const auto [first, second] = std::minmax(before, after);
    if (shows(first) and (which == Repeated::first or not shows(second)))
        return instant_from_unix(first, fraction);
    if (shows(second))
        return instant_from_unix(second, fraction);
    // Clocks were put forward over it somewhere between the two.
    auto from = first;
    auto to = second;
    while (from < to) {
        const auto middle = from + (to - from) / 2;
        if (middle + offset_in_second(middle).count() < shown)
            from = middle + 1;
        else
            to = middle;
    }
    return instant_from_unix(to);
}

std::optional<TimeZone> time_zone_from(std::string_view tzif) {
    TimeZone zone;
    auto block = take_block(tzif, 4);
    if (not block)
        return std::nullopt;
    if (block->counts.version >= '2') {
        block = take_block(tzif, 8);
        if (not block or not read_footer(tzif, zone.after_))
            return std::nullopt;
    }
    const auto before = block->offset_of_type(0);
    if (not before)
        return std::nullopt;
    zone.before_ = *before;
    for (std::size_t place = 0; place < block->counts.times; ++place) {
        const auto offset = block->offset_of_type(block->type_of_time(place));
        const auto second = block->time(place);
        if (not offset or (place > 0 and second <= zone.changes_.back().second))
            return std::nullopt;
        zone.changes_.push_back({second, *offset});
    }
    return zone;
}

std::optional<TimeZone> time_zone_named(std::string_view name, std::string_view folder) {
    if (name == "UTC")
        return TimeZone();
    if (not is_zone_name(name))
        return std::nullopt;
    const auto content = small_file(std::string(folder) + "/" + std::string(name));
    return content ? time_zone_from(*content) : std::nullopt;
}

std::vector<std::string> time_zone_names(std::string_view folder) {
    std::vector<std::string> names = {"UTC"};
    const auto table = small_file(std::string(folder) + "/zone.tab").value_or("");
    for (const auto line : lines_of(table)) {
        const auto columns = split(line, '\t');
        if (not line.starts_with('#') and columns.size() >= 3)
            names.emplace_back(columns[2]);
    }
    return names;
}

}  // namespace muster
