// Ranges of semantic versions as npm writes them: `semver("^1.2 || ~2.0.1")`.

#pragma once

#include "framework/model/version_range.hpp"

namespace muster {

/// Bounds `= < <= > >= ^ ~` with a version or a part of one (`1.2`, `1.x`, `*`), or `1.2 - 2.3`;
/// blanks or `,` are *and*, `||` is *or*. A version or a part of one alone means `=`.
///
/// As with npm a pre-release lies only in a range that names a pre-release of the same three
/// numbers: `2.0.0-rc.1` is in `>=2.0.0-beta`, but not in `>=1.9`.
class SemverRange {
public:
    /// Numbers above 2^53-1 are a fault, as they are in npm.
    static std::variant<SemverRange, RangeFault> parse(std::string_view text);

    /// Nothing when `version` is no semantic version.
    std::optional<bool> holds(std::string_view version) const;

private:
    friend class SemverRangeParser;
    SemverRange() = default;

    std::vector<std::vector<VersionBound>>
        alternatives_;  // one of these, whole; empty: any release
};

}  // namespace muster
