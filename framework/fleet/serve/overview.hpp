#pragma once

// What the page, the metrics and the API tell: a copy of what the loop knows at one moment, made once for all readers.

#include "framework/fleet/state/watched.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace muster {

/// How the loop itself is.
struct LoopHealth {
    Instant started{};
    Instant last_round{};      ///< a target's round ended then
    std::size_t asking = 0;    ///< targets at this moment
    std::size_t sessions = 0;  ///< open
    Nanoseconds late_p50{0};   ///< of the last rounds: how much later than due
    Nanoseconds late_p99{0};
    std::uint64_t rounds = 0;  ///< since the start
    std::uint64_t exchanges = 0;
    std::size_t outbox = 0;             ///< messages that wait
    bool is_well = true;                ///< rounds begin when they are due, and end
    std::vector<std::string> troubles;  ///< that hold now: "fleet.yaml is broken: …"
    std::string version;
    std::map<std::string, std::uint64_t> told;  ///< notices delivered, by channel
};

/// One target with what is watched on it.
struct WatchedTarget {
    TargetState target;
    State reach;                ///< the target itself
    std::vector<State> states;  ///< its expectations, in the order of its specs
    bool in_maintenance = false;
};

struct Overview {
    std::string title;
    Instant now{};
    Nanoseconds interval = std::chrono::seconds(60);  ///< the usual one of the watch file
    int attempts = 3;                                 ///< so many results in a row settle a problem
    LoopHealth health;
    std::vector<WatchedTarget>
        targets;  ///< in the order of the inventory; those of FLEETs alone at the end
    State monitor;
    std::vector<Event> recent;      ///< the newest, oldest first: some hundreds
    std::vector<Silence> silences;  ///< that hold
};

}  // namespace muster
