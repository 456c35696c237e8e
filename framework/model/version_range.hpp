// Ranges of versions in the order of a package manager: `within_versions(">= 1.22, < 2 || = 3")`.

#pragma once

#include "framework/model/version_order.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace muster {

/// Why a text is no range, and where: `column` counts bytes from 1.
struct RangeFault {
    std::size_t column;
    std::string reason;
};

enum class Comparison { equal, unequal, less, at_most, more, at_least };

/// Whether `order` (of the value against the bound) satisfies the comparison. Unordered versions
/// satisfy `unequal` and no other.
bool satisfies(std::partial_ordering order, Comparison comparison);

struct VersionBound {
    Comparison comparison;
    std::string version;
};

/// `= != < <= > >=`, each with a version; `,` is *and*, `||` is *or* and binds weaker.
class VersionRange {
public:
    /// A range whose every version is one in that order. In the order `text` only `=` and `!=`
    /// may stand.
    static std::variant<VersionRange, RangeFault> parse(VersionOrder order, std::string_view text);

    /// Nothing when `version` is no version in the order of this range.
    std::optional<bool> holds(std::string_view version) const;

private:
    friend class VersionRangeParser;
    explicit VersionRange(VersionOrder order) : order_{order} {}

    VersionOrder order_;
    std::vector<std::vector<VersionBound>> alternatives_;  // one of these, whole
};

}  // namespace muster
