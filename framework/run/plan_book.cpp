#include "framework/run/plan_book.hpp"

#include "framework/base/error.hpp"

#include <algorithm>

namespace muster {

namespace {

constexpr std::size_t at_a_time = 16;
// A plan's ages count from when it was collected.
constexpr auto longest_kept = std::chrono::minutes(1);

/// What a spec's body can read of a platform, which is all but what tells machines apart.
bool alike(Platform one, const Platform& other) {
    one.machine_id = other.machine_id;
    return one == other;
}

}  // namespace

std::optional<Plan> PlanBook::kept(const std::string& name, const Platform& platform, Instant now) {
    const auto found = kept_.extract(name);
    if (found.empty())
        return std::nullopt;
    auto& [assumed, then, plan] = found.mapped();
    const bool holds = alike(assumed, platform) and then <= now and now - then <= longest_kept;
    return holds ? std::optional(std::move(plan)) : std::nullopt;
}

/// The target, and those behind it whose turn has not come.
std::vector<Target> PlanBook::with_next(const Target& target) {
    std::vector<Target> some{target};
    const auto own = std::ranges::find(targets_, target.name, &Target::name);
    next_ = std::max(next_, static_cast<std::size_t>(own - targets_.begin()) + 1);
    for (; next_ < targets_.size() and some.size() < at_a_time; ++next_)
        some.push_back(targets_[next_]);
    return some;
}

Plan PlanBook::take(
    const Target& target, const Platform& platform, const RunContext& context, Instant now
) {
    const std::lock_guard lock(mutex_);  // whoever comes meanwhile finds its plan then
    if (auto plan = kept(target.name, platform, now))
        return *std::move(plan);
    const auto some = with_next(target);
    try {
        auto plans = collect_plans(some, platform, context, now);
        for (std::size_t i = 1; i < some.size(); ++i)
            kept_.insert_or_assign(some[i].name, Kept{platform, now, std::move(plans[i])});
        return std::move(plans.front());
    } catch (const Broken&) {  // of one of them: each says for itself what is broken
        return collect_plan(target, platform, context, now);
    }
}

}  // namespace muster
