#pragma once

#include "framework/fleet/state/watched.hpp"

#include <map>
#include <string>

namespace muster {

/// Which targets can be reached, as far as it bears on what is told of others: by the last result of each, hard or
/// soft. Each call takes constant time, but those that follow a chain of targets.
class Sight {
public:
    /// What is known of a target now; call it after each of its rounds. One that has retired is forgotten; `fleet_name`
    /// is nobody who could be reached.
    void see(const TargetState& target, const State& reach);
    void forget(const std::string& target);

    /// Whether it could not be reached when it was asked last; no for who is not known.
    bool is_lost(const std::string& target) const;

    /// The target on its way, or on the way of that, that is lost: the first of them; empty: none. A circle of targets
    /// that are behind each other is gone round once.
    std::string lost_on_the_way_to(const std::string& target) const;

    /// Whether what has to work before this target can be reached was seen to work after `moment`: the target that it
    /// is behind, where that is watched, else any other. Who is alone has nobody to compare with: yes.
    bool way_proved_since(const std::string& target, Instant moment) const;

    /// Since when its way works again: the host's that it is behind, where that is watched, else the monitor's that
    /// was blind. What was found of the target before says nothing. The epoch: it was never seen broken.
    Instant way_works_since(const std::string& target) const;

    /// Why the monitor is to be taken for blind: there are two targets or more, and of all of them the last result is
    /// that they cannot be reached. Empty where it is not: as long as one of them was never asked, too.
    std::string blindness() const;

private:
    struct Seen {
        std::string behind;
        Standing standing = Standing::pending;
        Instant reached{};  ///< the last time; the epoch: never
        Instant changed{};  ///< when `standing` began
    };
    const Seen* host_of(const std::string& target) const;

    std::map<std::string, Seen> targets_;
    std::size_t lost_ = 0;
    Instant reached_{};  ///< anybody, the last time
    Instant sighted_{};  ///< when the monitor saw again after it had been blind
};

}  // namespace muster
