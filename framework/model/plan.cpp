#include "framework/model/plan.hpp"

#include <algorithm>
#include <array>

namespace muster {

namespace {

constexpr std::array<std::string_view, 5> impact_names = {
    "none", "low", "medium", "high", "critical"};

}  // namespace

std::string_view name(Impact impact) {
    return impact_names.at(static_cast<std::size_t>(impact));
}

std::optional<Impact> impact_named(std::string_view name) {
    const auto* found = std::ranges::find(impact_names, name);
    if (found == impact_names.end())
        return std::nullopt;
    return static_cast<Impact>(found - impact_names.begin());
}

}  // namespace muster
