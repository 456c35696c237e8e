#include "framework/model/version_range.hpp"

#include "framework/model/version_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace muster {

bool satisfies(std::partial_ordering order, Comparison comparison) {
    switch (comparison) {
    case Comparison::equal: return std::is_eq(order);
    case Comparison::unequal: return std::is_neq(order);
    case Comparison::less: return std::is_lt(order);
    case Comparison::at_most: return std::is_lteq(order);
    case Comparison::more: return std::is_gt(order);
    case Comparison::at_least: return std::is_gteq(order);
    }
    return false;
}

class VersionRangeParser {
public:
    VersionRangeParser(VersionOrder order, std::string_view text) : reader_{text}, range_{order} {}

    std::variant<VersionRange, RangeFault> parse();

private:
    bool take_alternative();
    bool take_bound();
    std::optional<Comparison> take_comparison();
    void skip_blanks();
    /// Remembers what is wrong at `position`; always false.
    bool fails(std::size_t position, std::string reason);

    version_text::Reader reader_;
    VersionRange range_;
    RangeFault fault_{};
};

std::variant<VersionRange, RangeFault> VersionRangeParser::parse() {
    do {
        if (not take_alternative())
            return fault_;
    } while (reader_.take("||"));
    if (reader_.at_end())
        return std::move(range_);
    return RangeFault{reader_.position() + 1, "expected \",\" or \"||\""};
}

bool VersionRangeParser::take_alternative() {
    range_.alternatives_.emplace_back();
    do {
        if (not take_bound())
            return false;
        skip_blanks();
    } while (reader_.take(','));
    return true;
}

bool VersionRangeParser::take_bound() {
    skip_blanks();
    const auto start = reader_.position();
    const auto comparison = take_comparison();
    if (not comparison)
        return fails(start, "expected one of = != < <= > >=");
    if (range_.order_ == VersionOrder::text and *comparison != Comparison::equal
        and *comparison != Comparison::unequal)
        return fails(start, "these versions have no order: only = and != can be asked");
    skip_blanks();
    const auto place = reader_.position();
    const auto version =
        reader_.take_while([](char c) { return c != ' ' and c != '\t' and c != ',' and c != '|'; });
    if (version.starts_with('='))
        return fails(place - 1, "equality is written \"=\", not \"==\"");
    if (version.empty())
        return fails(place, "expected a version");
    if (const auto reason = why_not(range_.order_, version); not reason.empty())
        return fails(place, fmt::format("no {} version: {}", name(range_.order_), reason));
    range_.alternatives_.back().push_back({*comparison, std::string{version}});
    return true;
}

std::optional<Comparison> VersionRangeParser::take_comparison() {
    // A sign that begins with another one stands before it.
    constexpr std::array<std::pair<std::string_view, Comparison>, 6> signs{{
        {"!=", Comparison::unequal},
        {"<=", Comparison::at_most},
        {">=", Comparison::at_least},
        {"<", Comparison::less},
        {">", Comparison::more},
        {"=", Comparison::equal},
    }};
    for (const auto& [sign, comparison] : signs) {
        if (reader_.take(sign))
            return comparison;
    }
    return std::nullopt;
}

void VersionRangeParser::skip_blanks() {
    reader_.take_while([](char c) { return c == ' ' or c == '\t'; });
}

bool VersionRangeParser::fails(std::size_t position, std::string reason) {
    fault_ = {position + 1, std::move(reason)};
    return false;
}

std::variant<VersionRange, RangeFault> VersionRange::parse(
    VersionOrder order, std::string_view text
) {
    return VersionRangeParser{order, text}.parse();
}

std::optional<bool> VersionRange::holds(std::string_view version) const {
    if (not is_version(order_, version))
        return std::nullopt;
    const auto holds_bound = [&](const VersionBound& bound) {
        return satisfies(compare_versions(order_, version, bound.version), bound.comparison);
    };
    return std::any_of(alternatives_.begin(), alternatives_.end(), [&](const auto& bounds) {
        return std::all_of(bounds.begin(), bounds.end(), holds_bound);
    });
}

}  // namespace muster
