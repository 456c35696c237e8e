// What is judged of bytes: contains, starts_with, matches, lengths.
#include "framework/base/display.hpp"
#include "framework/base/regex/regex.hpp"
#include "framework/base/text.hpp"
#include "framework/model/judges.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster::judges {

namespace {

/// The bytes of a text-like value; nothing for a list, a number, a flag.
const std::string* bytes_of(const Value& value) {
    if (const auto* text = value.as<std::string>())
        return text;
    if (const auto* scalar = value.as<Scalar>())
        return &scalar->text;
    if (const auto* term = value.as<Term>())
        return &term->text;
    const auto* version = value.as<Version>();
    return version == nullptr ? nullptr : &version->text;
}

/// A long text is told by its size, a short one is shown.
std::string extent(const std::string& text) {
    const auto lines = lines_of(text).size();
    if (lines > 1)
        return fmt::format("{} lines", lines);
    return quoted(text);
}

/// What is said of a text in which something was found that should not be: the line that holds byte
/// `offset`, or the whole of one line.
std::string found_at(const std::string& text, std::size_t offset, const std::string& expected) {
    if (lines_of(text).size() < 2)
        return fmt::format("expected {}, is {}", expected, shown_around(text, offset));
    const auto before = std::string_view(text).substr(0, offset);
    const auto number = 1 + std::ranges::count(before, '\n');
    const auto start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    const auto end = std::min(text.find('\n', start), text.size());
    const auto line = std::string_view(text).substr(start, end - start);
    return fmt::format(
        "expected {}; line {} does: {}", expected, number, shown_around(line, offset - start)
    );
}

Judged text_contains(const Matcher& matcher, const std::string& text) {
    std::size_t last = 0;
    for (const auto& part : matcher.parts) {
        if (part.word != "equals")
            throw Broken("a text contains bytes, not matchers: use fits(…)");
        const auto wanted = to_plain(part.values.at(0));
        const auto found = text.find(wanted);
        if (found == std::string::npos) {
            const auto size = extent(text);
            const bool many = lines_of(text).size() > 1;
            return {
                Truth::no,
                size,
                many ? fmt::format("expected to contain {}; {}, none does", quoted(wanted), size)
                     : fmt::format("expected to contain {}, is {}", quoted(wanted), size)};
        }
        last = found;
    }
    return {Truth::yes, extent(text), "", found_at(text, last, expected_words(matcher, true))};
}

Judged map_contains(const Matcher& matcher, const Map& map) {
    for (const auto& part : matcher.parts) {
        const auto key = to_plain(part.values.at(0));
        const auto has = [&](const auto& member) { return member.first == key; };
        if (std::ranges::none_of(map.members, has))
            return {Truth::no, "", fmt::format("{} is missing", quoted(key))};
    }
    return {Truth::yes, ""};
}

}  // namespace

std::string shown_around(std::string_view text, std::size_t offset) {
    constexpr std::size_t before = 40;
    constexpr std::size_t most = 160;
    if (text.size() <= most)
        return quoted(text);
    const auto is_inside = [&](std::size_t at) {
        return at < text.size() and (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
    };
    auto start = offset > before ? std::min(offset - before, text.size() - most) : 0;
    while (start > 0 and is_inside(start))
        --start;
    auto end = std::min(start + most, text.size());
    while (is_inside(end))
        ++end;
    return (start > 0 ? "…" : "") + quoted(text.substr(start, end - start))
           + (end < text.size() ? "…" : "");
}

Judged is_empty(const Matcher&, const Value& value, Instant) {
    if (const auto* list = value.as<List>())
        return {truth_of(list->items.empty()), ""};
    if (const auto* map = value.as<Map>())
        return {truth_of(map->members.empty()), ""};
    const auto* text = bytes_of(value);
    if (text == nullptr)
        return wrong_kind(value, "a text or a list");
    const auto lines = lines_of(*text).size();
    if (lines < 2)
        return {truth_of(text->empty()), ""};
    return {Truth::no, fmt::format("{} lines: {}", lines, quoted(*text, 80))};
}

Judged has_length(const Matcher& matcher, const Value& value, Instant now) {
    std::size_t length = 0;
    if (const auto* list = value.as<List>())
        length = list->items.size();
    else if (const auto* map = value.as<Map>())
        length = map->members.size();
    else if (const auto* text = bytes_of(value))
        length = text->size();
    else
        return wrong_kind(value, "a text or a list");
    const auto inner = match(matcher.parts.at(0), Value(length), now);
    return {inner.truth, std::to_string(length)};
}

Judged contains(const Matcher& matcher, const Value& value, Instant now) {
    if (const auto* list = value.as<List>())
        return list_contains(matcher, *list, now);
    if (const auto* map = value.as<Map>())
        return map_contains(matcher, *map);
    const auto* text = bytes_of(value);
    return text == nullptr ? wrong_kind(value, "a text or a list") : text_contains(matcher, *text);
}

Judged starts_with(const Matcher& matcher, const Value& value, Instant) {
    const auto* text = bytes_of(value);
    if (text == nullptr)
        return wrong_kind(value, "a text");
    return {truth_of(text->starts_with(to_plain(matcher.values.at(0)))), ""};
}

Judged ends_with(const Matcher& matcher, const Value& value, Instant) {
    const auto* text = bytes_of(value);
    if (text == nullptr)
        return wrong_kind(value, "a text");
    const auto wanted = to_plain(matcher.values.at(0));
    // Of a long text the end is what matters.
    constexpr std::size_t most = 160;
    const bool is_long = text->size() > most + wanted.size();
    const auto end = text->substr(is_long ? text->size() - most - wanted.size() : 0);
    return {truth_of(text->ends_with(wanted)), (is_long ? "…" : "") + quoted(end)};
}

Judged matches(const Matcher& matcher, const Value& value, Instant) {
    const auto* text = bytes_of(value);
    if (text == nullptr)
        return wrong_kind(value, "a text");
    const auto pattern = to_plain(matcher.values.at(0));
    if (const auto at = Regex(pattern).first_match_in(*text))
        return {Truth::yes, extent(*text), "", found_at(*text, *at, expected_words(matcher, true))};
    const auto size = extent(*text);
    const bool many = lines_of(*text).size() > 1;
    return {
        Truth::no,
        size,
        many ? fmt::format("expected a match for /{}/; none in {}", escaped(pattern), size)
             : fmt::format("expected a match for /{}/, is {}", escaped(pattern), size)};
}

}  // namespace muster::judges
