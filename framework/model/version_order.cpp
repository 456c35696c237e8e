#include "framework/model/version_order.hpp"

#include "framework/model/version_rules.hpp"

#include <array>
#include <utility>

namespace muster {

namespace {

constexpr std::array<std::pair<VersionOrder, std::string_view>, 9> names{{
    {VersionOrder::dpkg, "dpkg"},
    {VersionOrder::rpm, "rpm"},
    {VersionOrder::apk, "apk"},
    {VersionOrder::pacman, "pacman"},
    {VersionOrder::dotted, "dotted"},
    {VersionOrder::pep440, "pep440"},
    {VersionOrder::semver, "semver"},
    {VersionOrder::gem, "gem"},
    {VersionOrder::text, "text"},
}};

/// Nothing for `text`, which has no rules but equality.
const VersionRules* rules_of(VersionOrder order) {
    switch (order) {
    case VersionOrder::dpkg: return &dpkg_version_rules;
    case VersionOrder::rpm: return &rpm_version_rules;
    case VersionOrder::apk: return &apk_version_rules;
    case VersionOrder::pacman: return &pacman_version_rules;
    case VersionOrder::dotted: return &dotted_version_rules;
    case VersionOrder::pep440: return &pep440_version_rules;
    case VersionOrder::semver: return &semver_version_rules;
    case VersionOrder::gem: return &gem_version_rules;
    case VersionOrder::text: return nullptr;
    }
    return nullptr;
}

}  // namespace

std::string_view name(VersionOrder order) {
    for (const auto& [known, word] : names) {
        if (known == order)
            return word;
    }
    return {};
}

std::optional<VersionOrder> version_order_named(std::string_view name) {
    for (const auto& [order, word] : names) {
        if (word == name)
            return order;
    }
    return std::nullopt;
}

bool is_version(VersionOrder order, std::string_view text) {
    return why_not(order, text).empty();
}

std::string why_not(VersionOrder order, std::string_view text) {
    if (text.empty())
        return "empty";
    const VersionRules* rules = rules_of(order);
    return rules == nullptr ? std::string{} : rules->why_not(text);
}

std::partial_ordering compare_versions(
    VersionOrder order, std::string_view left, std::string_view right
) {
    if (not is_version(order, left) or not is_version(order, right))
        return std::partial_ordering::unordered;
    if (const VersionRules* rules = rules_of(order))
        return rules->compare(left, right);
    return left == right ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
}

}  // namespace muster
