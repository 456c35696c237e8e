#include "framework/run/plan_book.hpp"

#include "framework/base/error.hpp"

#include <algorithm>

namespace muster {

namespace {

constexpr std::size_t at_a_time = 16;
// Ages in a plan count from when it was collected.
constexpr auto longest_kept = std::chrono::seconds(2);

/// One has a clock of its own, at which it stands.
bool is_recording(const Target& target) {
    return target.url.starts_with("recording:");
}

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

/// The target, and those behind it whose turn has not come; it alone where enough is kept.
std::vector<Target> PlanBook::with_next(const Target& target, Instant now) {
    std::erase_if(kept_, [&](const auto& one) { return now - one.second.now > longest_kept; });
    const bool is_enough = kept_.size() >= at_a_time;
    std::vector<Target> some{target};
    collected_.insert(target.name);
    auto next = std::ranges::find(targets_, target.name, &Target::name);
    for (; next != targets_.end() and some.size() < at_a_time and not is_enough; ++next)
        if (not is_recording(*next) and collected_.insert(next->name).second)
            some.push_back(*next);
    return some;
}

std::optional<Plan> PlanBook::collected(
    const Target& target, const Platform& platform, const RunContext& context, Instant now
) {
    const std::lock_guard lock(mutex_);  // whoever comes meanwhile finds its plan then
    if (auto plan = kept(target.name, platform, now))
        return plan;
    const auto some = with_next(target, now);
    try {
        auto plans = collect_plans(some, platform, context, now);
        for (std::size_t i = 1; i < some.size(); ++i)
            kept_.insert_or_assign(some[i].name, Kept{platform, now, std::move(plans[i])});
        return std::move(plans.front());
    } catch (const Broken&) {  // of one of them: each says for itself what is broken
        return std::nullopt;
    }
}

Plan PlanBook::take(
    const Target& target, const Platform& platform, const RunContext& context, Instant now
) {
    if (not is_recording(target))
        if (auto plan = collected(target, platform, context, now))
            return *std::move(plan);
    return collect_plan(target, platform, context, now);
}

}  // namespace muster
