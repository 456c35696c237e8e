#include "framework/fleet/alert/sight.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace muster {

void Sight::see(const TargetState& target, const State& reach) {
    if (target.name.empty() or target.name == fleet_name)
        return;
    if (target.retired) {
        forget(target.name);
        return;
    }
    const bool was_blind = not blindness().empty();
    auto& seen = targets_[target.name];
    lost_ -= is_problem(seen.standing) ? 1U : 0U;
    lost_ += is_problem(reach.standing) ? 1U : 0U;
    seen.behind = target.behind;
    seen.standing = reach.standing;
    seen.changed = reach.changed;
    if (reach.standing == Standing::conforms) {
        seen.reached = std::max(seen.reached, reach.last);
        reached_ = std::max(reached_, reach.last);
        sighted_ = was_blind ? reach.last : sighted_;
    }
}

void Sight::forget(const std::string& target) {
    const auto found = targets_.find(target);
    if (found == targets_.end())
        return;
    lost_ -= is_problem(found->second.standing) ? 1U : 0U;
    targets_.erase(found);
}

bool Sight::is_lost(const std::string& target) const {
    const auto found = targets_.find(target);
    return found != targets_.end() and is_problem(found->second.standing);
}

std::string Sight::lost_on_the_way_to(const std::string& target) const {
    std::set<std::string> passed = {target};
    for (auto at = targets_.find(target); at != targets_.end();) {
        const auto& behind = at->second.behind;
        if (behind.empty() or not passed.insert(behind).second)
            return "";
        if (is_lost(behind))
            return behind;
        at = targets_.find(behind);
    }
    return "";
}

const Sight::Seen* Sight::host_of(const std::string& target) const {
    const auto found = targets_.find(target);
    if (found == targets_.end())
        return nullptr;
    const auto host = targets_.find(found->second.behind);
    return host == targets_.end() ? nullptr : &host->second;
}

bool Sight::way_proved_since(const std::string& target, Instant moment) const {
    if (targets_.size() < 2)
        return true;
    const auto* host = host_of(target);
    return (host == nullptr ? reached_ : host->reached) > moment;
}

Instant Sight::way_works_since(const std::string& target) const {
    const auto* host = host_of(target);
    return host == nullptr ? sighted_ : std::max(host->changed, sighted_);
}

std::string Sight::blindness() const {
    if (targets_.size() < 2 or lost_ != targets_.size())
        return "";
    return fmt::format("the monitor is blind: it sees none of {} targets", targets_.size());
}

}  // namespace muster
