#pragma once

#include "framework/host/gatherer.hpp"
#include "framework/model/outcome.hpp"
#include "framework/model/plan.hpp"

#include <functional>

namespace muster {

/// How much of a plan is asked, and for how long.
struct VerifyOptions {
    Nanoseconds retry_pause = std::chrono::seconds(1);
    Nanoseconds retry_for{0};  ///< at least so long for every row
    /// Refuses what is not a read: rows that run an author's command are skipped.
    bool commands = true;
    bool fail_fast = false;
    /// `follow(fact);` has a row of its own, which passes with whatever value was found, none too: for the loop, which
    /// tells of changes.
    bool follow = false;
    /// Told each time rows have been decided: how many of how many.
    std::function<void(std::size_t, std::size_t)> progress = [](std::size_t, std::size_t) {};
};

/// Who answers what a plan asks: one target, or the members of a fleet.
class Answerer {
public:
    virtual ~Answerer() = default;
    /// One finding for each fact, in order. Throws CannotTell when the target as a whole is lost.
    virtual std::vector<Finding> gather(std::span<const Fact> facts, Deadline deadline) = 0;
    /// Forgets every answer: a retry asks again with nothing remembered.
    virtual void forget() = 0;
    /// What ages count from.
    virtual Instant now() const = 0;
};

/// Gathers what a plan asks and judges every row: first all that may be asked at once, then what waits
/// for a guard, then what is to be retried. Rows that could not be asked before the deadline are
/// errored. Throws CannotTell when the target as a whole is lost.
std::vector<SpecReport> verify(
    const Lexicon& lexicon,
    Answerer& answerer,
    const Plan& plan,
    const VerifyOptions& options,
    Deadline deadline
);

/// What is asked of a plan first: all that waits for no guard and is not refused.
std::vector<Fact> first_facts(
    const Lexicon& lexicon, const Plan& plan, const VerifyOptions& options
);

/// All that a plan may ask, guards too.
std::vector<Fact> all_facts(const Plan& plan);

/// Every row errored with the same reason: a target that was lost on the way.
std::vector<SpecReport> all_errored(
    const Plan& plan, const std::string& reason, const std::string& hint
);

}  // namespace muster
