#pragma once

// When somebody works on a part of the fleet, so that no problem there is told.

#include "framework/base/time_zone.hpp"
#include "framework/fleet/schedule/scope.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

/// A window in which a thing is.
struct Ongoing {
    Instant until;       ///< when it ends, with those that follow without a gap
    std::string reason;  ///< of the window that ends last; may be empty
};

/// The maintenance windows of a watch file. A window begins on a day of its zone, at the time that the clocks show there. Where
/// clocks are put back, a time that comes twice is the first one for `from` and the second one for `to`; where they are put
/// forward over a time, it is the moment at which they are.
class Maintenance {
public:
    /// Throws Broken where a zone is not there any more.
    explicit Maintenance(std::vector<MaintenanceWindow> windows);

    /// Nothing where it is in no window. Of windows without a gap the first thousand count, up to a year from now.
    std::optional<Ongoing> ongoing(const ScopedThing& thing, Instant now) const;

private:
    struct Window {
        MaintenanceWindow said;
        TimeZone zone;

        /// The end of the occurrence in which the moment is.
        std::optional<Instant> end_at(Instant moment) const;
        std::optional<Instant> end_of_day_at(std::chrono::local_days day, Instant moment) const;
    };
    std::optional<Ongoing> last_end(const ScopedThing& thing, Instant moment) const;

    std::vector<Window> windows_;
};

}  // namespace muster
