#pragma once

// How things stand, in the words, marks and counts that the page, the metrics and the interfaces share.

#include "framework/fleet/serve/overview.hpp"

#include <array>
#include <string_view>

namespace muster {

/// Every standing, the worst first.
constexpr std::array<Standing, 6> standings_worst_first = {
    Standing::failed,
    Standing::errored,
    Standing::stale,
    Standing::pending,
    Standing::conforms,
    Standing::skipped};

/// What a reader is told: "cannot tell" for errored, else its name.
std::string_view standing_word(Standing standing);
/// One sign, so that colour is never the only one.
std::string_view standing_mark(Standing standing);

/// How a thing is shown and counted: as it has settled, or by its last result where nothing has yet.
Standing shown_standing(const State& state);
/// It has a problem that may still go away by itself.
bool is_first_sign(const State& state);
/// It failed, and its owners know of it and let it stand.
bool is_waived(const State& state);

/// The target itself has a problem: it cannot be reached.
bool is_unreachable(const WatchedTarget& target);
/// The rows of FLEETs that are about nobody.
bool is_fleet(const WatchedTarget& target);

/// Expectations by how they stand.
struct StandingCount {
    std::array<std::size_t, 6>
        numbers{};  ///< by Standing, failed ones without those that are waived
    std::size_t waived = 0;
    std::size_t first_signs = 0;  ///< of those above, how many have one
    std::size_t flapping = 0;     ///< of those above

    void add(const State& state);
    std::size_t of(Standing standing) const {
        return numbers.at(static_cast<std::size_t>(standing));
    }
    std::size_t problems() const;  ///< failed, errored and stale
    std::size_t all() const;
    /// The worst that there is; skipped where there is nothing.
    Standing worst() const;
    /// "2 failed, 1 cannot tell, 38 conform"; "nothing is expected".
    std::string words() const;
};
StandingCount count_of(const WatchedTarget& target);

/// Null where there is none.
const WatchedTarget* target_called(const Overview& overview, std::string_view name);

}  // namespace muster
