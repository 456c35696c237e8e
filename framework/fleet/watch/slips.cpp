#include "framework/fleet/watch/slips.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace muster {

void Slips::throw_any() {
    constexpr std::size_t most_told = 100;
    if (slips_.empty())
        return;
    std::ranges::stable_sort(slips_, {}, [](const Broken& slip) {
        return std::tuple(slip.where().line, slip.where().column);
    });
    const auto& first = slips_.front();
    if (slips_.size() == 1)
        throw Broken(first);
    auto lines = first.message() + (first.hint().empty() ? "" : "; " + first.hint());
    for (std::size_t i = 1; i < std::min(slips_.size(), most_told); ++i)
        lines += fmt::format("\n{}", slips_[i].what());
    if (slips_.size() > most_told)
        lines += fmt::format("\nand {} more", slips_.size() - most_told);
    throw Broken(lines, first.where());
}

}  // namespace muster
