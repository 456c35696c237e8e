// Every bound is written out as plain comparisons while it is read: `^1.2` is `>=1.2.0 <2.0.0-0`.
// The `-0` is the lowest pre-release, so that the pre-releases of 2.0.0 stay outside.

#include "framework/model/semver_range.hpp"

#include "framework/model/version_semver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace muster {

namespace {

using version_text::Reader;

constexpr std::uint64_t highest_number = 9007199254740991;  // 2^53-1
constexpr std::string_view nothing = "0.0.0-0";             // there is no version below it

/// A version or the beginning of one.
struct Partial {
    std::array<std::uint64_t, 3> numbers{};
    std::size_t known = 0;  // how many of the numbers were given
    std::string pre_release;

    bool whole() const { return known == numbers.size(); }
};

std::string written(const Partial& part) {
    const auto& [first, second, third] = part.numbers;
    const auto tail = part.pre_release.empty() ? "" : "-" + part.pre_release;
    return fmt::format("{}.{}.{}{}", first, second, third, tail);
}

/// The lowest version behind all that begin with the first `count` numbers of `part`.
Partial behind(const Partial& part, std::size_t count) {
    Partial next;
    std::copy_n(part.numbers.begin(), count, next.numbers.begin());
    ++next.numbers.at(count - 1);
    return next;
}

std::string lowest_behind(const Partial& part, std::size_t count) {
    return written(behind(part, count)) + "-0";
}

using Bounds = std::vector<VersionBound>;

/// From `part` up to the end of what its first `count` numbers name.
Bounds span_of(const Partial& part, std::size_t count) {
    return {
        {Comparison::at_least, written(part)},
        {Comparison::less, lowest_behind(part, count)},
    };
}

Bounds bounds_of_caret(const Partial& part) {
    // What may change is what stands behind the first number that is not 0.
    std::size_t count = 1;
    while (count < part.known and part.numbers.at(count - 1) == 0)
        ++count;
    return span_of(part, count);
}

Bounds bounds_of_part(std::string_view sign, const Partial& part) {
    if (sign == "<")
        return {{Comparison::less, written(part) + "-0"}};
    if (sign == ">=")
        return {{Comparison::at_least, written(part)}};
    if (sign == ">")
        return {{Comparison::at_least, written(behind(part, part.known))}};
    if (sign == "<=")
        return {{Comparison::less, lowest_behind(part, part.known)}};
    return span_of(part, part.known);
}

Bounds bounds_of(std::string_view sign, const Partial& part) {
    if (part.known == 0) {
        const bool never = sign == "<" or sign == ">";
        return never ? Bounds{{Comparison::less, std::string{nothing}}} : Bounds{};
    }
    if (sign == "^")
        return bounds_of_caret(part);
    if (sign == "~")
        return span_of(part, std::min<std::size_t>(part.known, 2));
    if (not part.whole())
        return bounds_of_part(sign, part);
    const auto comparison = sign == "<"    ? Comparison::less
                            : sign == "<=" ? Comparison::at_most
                            : sign == ">"  ? Comparison::more
                            : sign == ">=" ? Comparison::at_least
                                           : Comparison::equal;
    return {{comparison, written(part)}};
}

bool same_numbers(std::string_view left, std::string_view right) {
    return semver_parts(left).numbers == semver_parts(right).numbers;
}

/// Whether one of the bounds lets pre-releases with the numbers of `version` in.
bool lets_in(const Bounds& bounds, std::string_view version) {
    return std::any_of(bounds.begin(), bounds.end(), [&](const VersionBound& bound) {
        return not semver_parts(bound.version).pre_release.empty()
               and same_numbers(bound.version, version);
    });
}

}  // namespace

class SemverRangeParser {
public:
    explicit SemverRangeParser(std::string_view text) : reader_{text} {}

    std::variant<SemverRange, RangeFault> parse();

private:
    bool take_alternative();
    bool take_bound(Bounds& bounds);
    bool take_upper_end(const Partial& lower, Bounds& bounds);
    std::string_view take_sign();
    bool take_partial(Partial& part);
    bool take_number(Partial& part, bool& wildcard);
    bool before_separator() const;
    bool take_blanks();
    bool fails(std::string reason);

    Reader reader_;
    RangeFault fault_{};
    SemverRange range_;
};

std::variant<SemverRange, RangeFault> SemverRangeParser::parse() {
    do {
        if (not take_alternative())
            return fault_;
    } while (reader_.take("||"));
    return std::move(range_);
}

/// Up to the end or the next `||`.
bool SemverRangeParser::take_alternative() {
    Bounds bounds;
    take_blanks();
    do {
        Bounds more;
        if (not take_bound(more))
            return false;
        bounds.insert(bounds.end(), more.begin(), more.end());
        take_blanks();
        if (reader_.take(',')) {
            take_blanks();
        } else if (reader_.at_end() or reader_.before('|')) {
            break;
        }
    } while (true);
    range_.alternatives_.push_back(std::move(bounds));
    return reader_.at_end() or reader_.rest().starts_with("||") or fails("expected \"||\"");
}

bool SemverRangeParser::take_bound(Bounds& bounds) {
    const auto sign = take_sign();
    take_blanks();
    Partial part;
    if (not take_partial(part))
        return false;
    Reader ahead = reader_;
    const bool blank = take_blanks();
    if (sign.empty() and blank and reader_.take("- "))
        return take_upper_end(part, bounds);
    reader_ = ahead;
    bounds = bounds_of(sign, part);
    return true;
}

/// `lower - upper`: an upper end that is only a part of a version takes in all that begin with it.
bool SemverRangeParser::take_upper_end(const Partial& lower, Bounds& bounds) {
    take_blanks();
    Partial upper;
    if (not take_partial(upper))
        return false;
    bounds = bounds_of(">=", lower);
    const auto end = bounds_of("<=", upper);
    bounds.insert(bounds.end(), end.begin(), end.end());
    return true;
}

std::string_view SemverRangeParser::take_sign() {
    // A sign that begins with another one stands before it.
    for (const std::string_view sign : {"<=", ">=", "<", ">", "=", "^", "~"}) {
        if (reader_.take(sign))
            return sign;
    }
    return {};
}

bool SemverRangeParser::take_partial(Partial& part) {
    bool wildcard = false;
    for (std::size_t place = 0; place < part.numbers.size(); ++place) {
        if (place > 0 and not reader_.take('.'))
            break;
        if (not take_number(part, wildcard))
            return false;
    }
    if (part.whole()) {
        const auto pre_release = read_semver_tail(reader_);
        if (not pre_release)
            return fails("this is no pre-release and no build of a semantic version");
        part.pre_release = *pre_release;
    }
    return before_separator() or fails(reader_.fault());
}

/// A number, or `x`, `X` or `*`, behind which no number may stand.
bool SemverRangeParser::take_number(Partial& part, bool& wildcard) {
    if (reader_.take('x') or reader_.take('X') or reader_.take('*')) {
        wildcard = true;
        return true;
    }
    if (not reader_.before_digit())
        return fails("expected a number, x or *");
    if (wildcard)
        return fails("a number stands behind a wildcard");
    Reader ahead = reader_;
    const auto digits = ahead.take_digits();
    if (digits.size() > 1 and digits.front() == '0')
        return fails("a number has a leading zero");
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} or number > highest_number)
        return fails(fmt::format("a number is above {}", highest_number));
    part.numbers.at(part.known++) = number;
    reader_ = ahead;
    return true;
}

bool SemverRangeParser::before_separator() const {
    return reader_.at_end() or reader_.before(' ') or reader_.before('\t') or reader_.before(',')
           or reader_.before('|');
}

bool SemverRangeParser::take_blanks() {
    return not reader_.take_while([](char c) { return c == ' ' or c == '\t'; }).empty();
}

/// Remembers what is wrong here; always false.
bool SemverRangeParser::fails(std::string reason) {
    fault_ = {reader_.position() + 1, std::move(reason)};
    return false;
}

std::variant<SemverRange, RangeFault> SemverRange::parse(std::string_view text) {
    return SemverRangeParser{text}.parse();
}

std::optional<bool> SemverRange::holds(std::string_view version) const {
    if (not is_version(VersionOrder::semver, version))
        return std::nullopt;
    const bool pre_release = not semver_parts(version).pre_release.empty();
    return std::any_of(alternatives_.begin(), alternatives_.end(), [&](const Bounds& bounds) {
        const bool inside =
            std::all_of(bounds.begin(), bounds.end(), [&](const VersionBound& bound) {
                const auto order = compare_versions(VersionOrder::semver, version, bound.version);
                return satisfies(order, bound.comparison);
            });
        return inside and (not pre_release or lets_in(bounds, version));
    });
}

}  // namespace muster
