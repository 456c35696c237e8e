#pragma once

#include "framework/run/plans.hpp"

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace muster {

/// The plans of a run's targets, collected some at a time: to start a program and have it read the inventory costs more
/// than what it then says of a target. Those that come next are collected as if they were of the platform of the one
/// that is asked for, which in a fleet they mostly are; one that is not is collected anew.
class PlanBook : public Plans {
public:
    /// `targets` in the order in which they are begun.
    explicit PlanBook(std::vector<Target> targets) : targets_(std::move(targets)) {}

    /// Of each target once.
    Plan take(
        const Target& target, const Platform& platform, const RunContext& context, Instant now
    ) override;

private:
    struct Kept {
        Platform platform;
        Instant now;
        Plan plan;
    };

    std::optional<Plan> kept(const std::string& name, const Platform& platform, Instant now);
    std::vector<Target> with_next(const Target& target, Instant now);
    std::optional<Plan> collected(
        const Target& target, const Platform& platform, const RunContext& context, Instant now
    );

    const std::vector<Target> targets_;
    std::mutex mutex_;
    std::set<std::string> collected_;  ///< names, at least once
    std::map<std::string, Kept> kept_;
};

}  // namespace muster
