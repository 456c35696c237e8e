#pragma once

// Whether the clock is synchronised, and by how much it is off: as the tools of the target say.
//
// The kernel tells by a system call that no file shows (adjtimex(2)); timedatectl and busybox's adjtimex ask it,
// chronyc and ntpq say what their daemon thinks. All are asked at once, the first that answers counts.

#include "framework/host/host.hpp"
#include "framework/host/task.hpp"

#include <optional>
#include <string_view>

namespace muster {

/// Throws CannotTell when no tool tells, NotAsked when nothing runs there.
Task<bool> clock_synchronised(Host& host);

/// Seconds, without a sign; nothing where the daemon has not found one yet. Throws as above.
Task<std::optional<double>> clock_offset(Host& host);

// --- how answers are read: nothing where the text is no such answer -------------------------------

/// What a daemon says: whether it has a source, and then how far the clock is from it.
struct DaemonClock {
    bool synchronised = false;
    double offset = 0;
};
std::optional<DaemonClock> clock_from_chronyc(std::string_view tracking
);  ///< `chronyc -c -n tracking`
std::optional<DaemonClock> clock_from_ntpq(std::string_view variables
);  ///< `ntpq -c "rv 0 leap,offset"`
std::optional<bool> synchronised_from_adjtimex(std::string_view text);  ///< `busybox adjtimex`
std::optional<double> offset_from_timesync(std::string_view status
);  ///< `timedatectl timesync-status`

/// "+1.171ms", "-1min 2.5s", as systemd writes spans of time; seconds.
std::optional<double> span_of_time(std::string_view text);

}  // namespace muster
