#pragma once

#include "framework/fleet/state/fleet_state.hpp"
#include "framework/fleet/watch/configuration.hpp"
#include "framework/run/run_target.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace muster {

/// One round of one target, or of the FLEETs.
struct RoundTask {
    std::shared_ptr<const Configuration> with;
    Target target;
    std::set<std::string> not_due;   ///< titles of specs that are not asked in it
    std::vector<std::string> known;  ///< titles of all specs that it had in its last round
    Nanoseconds late{0};             ///< so much later than it was due it begins
    bool of_fleet = false;           ///< the FLEETs are judged; the target is the controller
};

struct RoundDone {
    RoundTask task;
    TargetReport report;
    RoundSubject subject;
};

/// Asks targets in threads of its own: `jobs` of them at a time, while at most three times as many connect, so that dead
/// hosts hold nobody up.
class Asker {
public:
    /// `wake` is called by any of the threads when a round has ended.
    Asker(std::size_t jobs, std::function<void()> wake);
    /// Waits for all rounds: call `stop` before.
    ~Asker();
    Asker(const Asker&) = delete;
    Asker& operator=(const Asker&) = delete;

    void ask(RoundTask task);
    /// Those that have ended since the last call.
    std::vector<RoundDone> take_done();
    /// Rounds that were given and have not ended.
    std::size_t running() const;

    /// Begins no further round, and waits so long for those that are running; whether all have ended.
    bool stop(Nanoseconds grace);

private:
    struct Shared;
    std::shared_ptr<Shared> shared_;
    std::vector<std::jthread> threads_;
};

/// The whole of one round, in the thread of the caller.
RoundDone ask_round(RoundTask task, const AwaitTurn& await_turn);

}  // namespace muster
