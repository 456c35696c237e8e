#include "framework/fleet/watch/watch_values.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/base/time_zone.hpp"
#include "framework/base/url.hpp"
#include "framework/base/yaml/read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace muster {

namespace {

bool is_control(char sign) {
    return static_cast<unsigned char>(sign) < ' ' or sign == '\x7f';
}

/// A number of two digits.
std::optional<std::int64_t> two_digits(std::string_view text) {
    return text.size() == 2 ? whole_number(text) : std::nullopt;
}

}  // namespace

const std::string& line_of(const Yaml& node, std::string_view what) {
    const auto& text = scalar_of(node, what);
    if (trimmed(text).empty())
        throw Broken(fmt::format("{} is empty", what), node.where);
    if (std::ranges::any_of(text, is_control))
        throw Broken(fmt::format("{} is one line, not {}", what, quoted(text)), node.where);
    return text;
}

std::string path_beside(const Yaml& node, std::string_view what) {
    const auto& path = line_of(node, what);
    if (path.starts_with("~/")) {
        const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe): nobody sets any
        return (home == nullptr ? "" : home) + path.substr(1);
    }
    const auto slash = node.where.file.rfind('/');
    if (path.starts_with('/') or slash == std::string::npos)
        return path;
    return node.where.file.substr(0, slash + 1) + path;
}

const std::string& url_at(const Yaml& node, std::string_view what) {
    const auto& text = scalar_of(node, what);
    const auto url = url_from(text);
    if (const auto* slip = std::get_if<UrlSlip>(&url))
        // What stands in a url may be a secret: it is not repeated.
        throw Broken(fmt::format("the url of {} {}", what, slip->reason), node.where);
    return text;
}

std::vector<std::string> command_words(const Yaml& node) {
    if (node.as<Yaml::Scalar>() != nullptr)
        throw Broken(
            "a command is a list of words, and no shell reads it",
            node.where,
            "write [systemctl, restart, nginx]"
        );
    auto words = scalars_of(node, "a word");
    if (words.empty() or words.front().empty())
        throw Broken("a command of no words", node.where);
    for (const auto& word : words)
        if (word.find('\0') != std::string::npos)
            throw Broken("no word of a command can hold a NUL", node.where);
    return words;
}

const std::string& known_secret(const Yaml& node, const std::vector<std::string>& known) {
    const auto& name = scalar_of(node, "the name of a secret");
    // Who writes the secret itself here should not find it in a log.
    if (std::ranges::count(known, name) > 0)
        return name;
    const auto meant = did_you_mean(name, known);
    throw Broken(
        "no secret of this name is below secrets" + meant,
        node.where,
        meant.empty() ? "write secrets: {NAME: {env: VARIABLE}}" : ""
    );
}

const std::string& zone_at(const Yaml& node) {
    const auto& name = scalar_of(node, "zone");
    if (time_zone_named(name))
        return name;
    const auto meant = did_you_mean(name, time_zone_names());
    throw Broken(
        fmt::format("zone: {} is no time zone here{}", quoted(name), meant),
        node.where,
        meant.empty() ? fmt::format("tzdata brings them to {}", zones_folder) : ""
    );
}

std::optional<Nanoseconds> time_of_day(std::string_view text) {
    const auto parts = split(text, ':');
    if (parts.size() != 2)
        return std::nullopt;
    const auto hour = two_digits(parts[0]);
    const auto minute = two_digits(parts[1]);
    if (not hour or not minute or *hour < 0 or *minute < 0 or *minute > 59)
        return std::nullopt;
    if (*hour > 24 or (*hour == 24 and *minute > 0))
        return std::nullopt;
    return std::chrono::hours(*hour) + std::chrono::minutes(*minute);
}

std::pair<Nanoseconds, Nanoseconds> hours_at(const Yaml& node) {
    const auto& text = scalar_of(node, "hours");
    const auto parts = split(text, '-');
    const auto from = parts.size() == 2 ? time_of_day(parts[0]) : std::nullopt;
    const auto to = parts.size() == 2 ? time_of_day(parts[1]) : std::nullopt;
    if (not from or not to or *from == *to or *from >= std::chrono::hours(24))
        throw Broken(
            fmt::format("{} are no hours of a day", quoted(text)), node.where, "write 08:00-18:00"
        );
    return {*from, *to};
}

std::optional<std::int64_t> size_in_bytes(std::string_view text) {
    constexpr std::int64_t most = 1LL << 30U;
    const auto width = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = whole_number(text.substr(0, width));
    const auto unit = text.substr(width);
    if (not number or *number > most)
        return std::nullopt;
    if (unit == "KiB")
        return *number << 10U;
    if (unit == "MiB")
        return *number << 20U;
    if (unit == "GiB")
        return *number << 30U;
    return std::nullopt;
}

}  // namespace muster
