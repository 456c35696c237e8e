// less_than … between, version ranges, ages: what has an order.
#include "framework/base/text.hpp"
#include "framework/model/judges.hpp"
#include "framework/model/semver_range.hpp"
#include "framework/model/version_range.hpp"

#include <fmt/format.h>

#include <array>

namespace muster::judges {

namespace {

std::optional<Number> as_number(const Value& value) {
    if (const auto* number = value.as<Number>())
        return *number;
    if (const auto* scalar = value.as<Scalar>())
        return number_from(trimmed(scalar->text));
    return std::nullopt;
}

Compared compare_versions_of(const Version& actual, const Value& expected) {
    const auto text = to_plain(expected);
    const auto* other = expected.as<Version>();
    const bool two_managers =
        other != nullptr and other->order != actual.order and other->order != VersionOrder::text;
    if (two_managers)
        return {
            std::partial_ordering::unordered, fmt::format("a version of {}", name(other->order))};
    // A text that is no version for this manager is the author's slip, not the target's.
    if (not is_version(actual.order, text))
        throw Broken(fmt::format(
            "\"{}\" is no {} version: {}", text, name(actual.order), why_not(actual.order, text)
        ));
    if (not is_version(actual.order, actual.text))
        return {std::partial_ordering::unordered, fmt::format("a {} version", name(actual.order))};
    return {compare_versions(actual.order, actual.text, text)};
}

/// What a file says, against a version: read in that version's order.
Compared compare_scalar_with(const Scalar& actual, const Version& expected) {
    const std::string text(trimmed(actual.text));
    if (not is_version(expected.order, text))
        return {
            std::partial_ordering::unordered, fmt::format("a {} version", name(expected.order))};
    return {compare_versions(expected.order, text, expected.text)};
}

template<class Holds>
Judged ordered(const Matcher& matcher, const Value& value, const Holds& holds) {
    const auto compared = compare(value, matcher.values.at(0));
    if (not compared.wrong_kind.empty())
        return wrong_kind(value, compared.wrong_kind);
    return {truth_of(holds(compared.order)), ""};
}

/// What the bits mean that should not be there: `others may read`.
std::string bits_in_words(unsigned bits) {
    struct Bit {
        unsigned bit;
        std::string_view words;
    };
    constexpr std::array rows = {
        Bit{04000, "setuid"},
        Bit{02000, "setgid"},
        Bit{01000, "sticky"},
        Bit{0400, "the owner may read"},
        Bit{0200, "the owner may write"},
        Bit{0100, "the owner may execute"},
        Bit{0040, "the group may read"},
        Bit{0020, "the group may write"},
        Bit{0010, "the group may execute"},
        Bit{0004, "others may read"},
        Bit{0002, "others may write"},
        Bit{0001, "others may execute"},
    };
    std::string text;
    for (const auto& row : rows)
        if ((bits & row.bit) != 0)
            text += (text.empty() ? "" : ", ") + std::string(row.words);
    return text;
}

Judged mode_at_most(const Matcher& matcher, const Mode& mode) {
    const auto* most = matcher.values.at(0).as<Mode>();
    if (most == nullptr)
        return wrong_kind(Value(mode), "comparable with that");
    const unsigned beyond = mode.bits & ~static_cast<unsigned>(most->bits);
    return {
        truth_of(beyond == 0),
        "",
        fmt::format(
            "expected at most {:04o}, is {:04o}: {}", most->bits, mode.bits, bits_in_words(beyond)
        )};
}

Judged mode_at_least(const Matcher& matcher, const Mode& mode) {
    const auto* least = matcher.values.at(0).as<Mode>();
    if (least == nullptr)
        return wrong_kind(Value(mode), "comparable with that");
    return {truth_of((least->bits & ~static_cast<unsigned>(mode.bits)) == 0), ""};
}

/// Seconds, whole or not, as the clock counts them.
Nanoseconds duration_of(Number seconds) {
    const auto count = [](auto amount) { return std::chrono::duration<double>(amount); };
    return std::chrono::round<Nanoseconds>(std::visit(count, seconds.amount));
}

Judged aged(const Matcher& matcher, const Value& value, Instant now, std::strong_ordering wanted) {
    const auto* time = value.as<Instant>();
    const auto* seconds = matcher.values.at(0).as<Number>();
    if (time == nullptr or seconds == nullptr)
        return wrong_kind(value, "a time");
    const auto limit = now - duration_of(*seconds);
    const auto actual = fmt::format("{} ({})", to_iso8601(*time), to_words(now - *time));
    return {truth_of((*time <=> limit) == wanted), actual};
}

/// A range holds commas of its own: what is stands behind a semicolon.
Judged of_range(bool holds, const Matcher& matcher, const Value& value) {
    const auto is = to_shown(value);
    return {
        truth_of(holds),
        "",
        fmt::format("expected {}; is {}", expected_words(matcher), is),
        fmt::format("expected {}; is {}", expected_words(matcher, true), is)};
}

}  // namespace

Compared compare(const Value& actual, const Value& expected) {
    if (const auto* version = actual.as<Version>())
        return compare_versions_of(*version, expected);
    const auto* scalar = actual.as<Scalar>();
    const auto* wanted = expected.as<Version>();
    if (scalar != nullptr and wanted != nullptr)
        return compare_scalar_with(*scalar, *wanted);
    if (const auto* time = actual.as<Instant>()) {
        const auto* other = expected.as<Instant>();
        if (other == nullptr)
            return {std::partial_ordering::unordered, "comparable with that"};
        return {*time <=> *other};
    }
    if (const auto* mode = actual.as<Mode>()) {
        const auto* other = expected.as<Mode>();
        if (other == nullptr)
            return {std::partial_ordering::unordered, "comparable with that"};
        return {
            *mode == *other ? std::partial_ordering::equivalent : std::partial_ordering::unordered};
    }
    const auto left = as_number(actual);
    const auto right = as_number(expected);
    if (not left or not right)
        return {std::partial_ordering::unordered, "a number"};
    return {*left <=> *right};
}

Judged less_than(const Matcher& matcher, const Value& value, Instant) {
    return ordered(matcher, value, [](std::partial_ordering order) { return order < 0; });
}

Judged at_most(const Matcher& matcher, const Value& value, Instant now) {
    if (const auto* list = value.as<List>())
        return counted(matcher, *list, now);
    if (const auto* mode = value.as<Mode>())
        return mode_at_most(matcher, *mode);
    return ordered(matcher, value, [](std::partial_ordering order) { return order <= 0; });
}

Judged more_than(const Matcher& matcher, const Value& value, Instant) {
    return ordered(matcher, value, [](std::partial_ordering order) { return order > 0; });
}

Judged at_least(const Matcher& matcher, const Value& value, Instant now) {
    if (const auto* list = value.as<List>())
        return counted(matcher, *list, now);
    if (const auto* mode = value.as<Mode>())
        return mode_at_least(matcher, *mode);
    return ordered(matcher, value, [](std::partial_ordering order) { return order >= 0; });
}

Judged between(const Matcher& matcher, const Value& value, Instant) {
    const auto low = compare(value, matcher.values.at(0));
    const auto high = compare(value, matcher.values.at(1));
    for (const auto& bound : {low, high})
        if (not bound.wrong_kind.empty())
            return wrong_kind(value, bound.wrong_kind);
    return {truth_of(low.order >= 0 and high.order <= 0), ""};
}

Judged within_versions(const Matcher& matcher, const Value& value, Instant) {
    const auto* version = value.as<Version>();
    if (version == nullptr)
        return wrong_kind(value, "a version");
    const auto text = to_plain(matcher.values.at(0));
    const auto parsed = VersionRange::parse(version->order, text);
    if (const auto* fault = std::get_if<RangeFault>(&parsed))
        throw Broken(fmt::format("\"{}\", column {}: {}", text, fault->column, fault->reason));
    const auto holds = std::get<VersionRange>(parsed).holds(version->text);
    if (not holds)
        return wrong_kind(value, fmt::format("a {} version", name(version->order)));
    return of_range(*holds, matcher, value);
}

Judged semver(const Matcher& matcher, const Value& value, Instant) {
    const auto text = to_plain(matcher.values.at(0));
    const auto parsed = SemverRange::parse(text);
    if (const auto* fault = std::get_if<RangeFault>(&parsed))
        throw Broken(fmt::format("\"{}\", column {}: {}", text, fault->column, fault->reason));
    const auto holds = std::get<SemverRange>(parsed).holds(to_plain(value));
    if (not holds)
        return wrong_kind(value, "a semantic version");
    return of_range(*holds, matcher, value);
}

Judged older_than(const Matcher& matcher, const Value& value, Instant now) {
    return aged(matcher, value, now, std::strong_ordering::less);
}

Judged newer_than(const Matcher& matcher, const Value& value, Instant now) {
    return aged(matcher, value, now, std::strong_ordering::greater);
}

}  // namespace muster::judges
