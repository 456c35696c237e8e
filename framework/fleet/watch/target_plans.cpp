#include "framework/fleet/watch/target_plans.hpp"

#include "framework/model/plan_codec.hpp"

#include <algorithm>
#include <array>

namespace muster {

namespace {

constexpr auto longest_kept = std::chrono::minutes(10);
constexpr auto another_day = std::chrono::hours(24);

/// An errored row in the place of what a broken program would have said.
Spec broken_spec(const SpecProgram& program, const std::string& why) {
    Row row;
    row.id = program.file.path + " / broken";
    row.where = {program.file.path, 0, 0};
    row.broken = why;
    row.impact = Impact::high;
    Spec spec;
    spec.title = program.file.path;
    spec.where = row.where;
    spec.rows = {std::move(row)};
    return spec;
}

void append(Plan& whole, const Plan& part) {
    whole.specs.insert(whole.specs.end(), part.specs.begin(), part.specs.end());
    whole.left_out.insert(whole.left_out.end(), part.left_out.begin(), part.left_out.end());
    whole.problems.insert(whole.problems.end(), part.problems.begin(), part.problems.end());
}

/// What one program says now. Whether it counts from now is seen by what it says of another day.
struct Collected {
    Plan plan;
    bool counts_from_now = false;
};

Collected collect_one(
    const SpecProgram& program,
    const Target& target,
    const Platform& platform,
    const RunContext& context,
    Instant now
) {
    const std::vector<SpecProgram> alone{program};
    const RunContext with_it{
        context.vocabulary,
        alone,
        context.open,
        context.selection,
        context.verify,
        context.memory,
        context.inventory};
    const std::array moments{now, now + another_day};
    auto plans = collect_at(moments, target, platform, with_it);
    const bool counts = to_json(plans.front()) != to_json(plans.back());
    return {std::move(plans.front()), counts};
}

}  // namespace

std::shared_ptr<const TargetPlans::Kept> TargetPlans::kept(const std::string& target) const {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(target);
    return found == kept_.end() ? nullptr : found->second;
}

Plan TargetPlans::of(
    const Target& target, const Platform& platform, const RunContext& context, Instant now
) {
    auto known = kept(target.name);
    const bool holds = known and known->platform == platform and not known->counts_from_now
                       and known->collected <= now and now - known->collected <= longest_kept;
    Plan whole;
    whole.target = target.name;
    if (holds) {
        for (const auto& plan : known->of_programs)
            append(whole, plan);
        return whole;
    }
    Kept fresh{platform, now, false, {}};
    std::vector<Spec> broken;
    for (std::size_t i = 0; i < context.programs.size(); ++i) {
        const auto& program = context.programs[i];
        try {
            auto collected = collect_one(program, target, platform, context, now);
            fresh.counts_from_now = fresh.counts_from_now or collected.counts_from_now;
            fresh.of_programs.push_back(std::move(collected.plan));
        } catch (const Broken& why) {
            broken.push_back(broken_spec(program, why.what()));
            const bool goes_on =
                known and i < known->of_programs.size() and not known->counts_from_now;
            fresh.of_programs.push_back(goes_on ? known->of_programs[i] : Plan{});
        }
    }
    for (const auto& plan : fresh.of_programs)
        append(whole, plan);
    const bool is_whole = broken.empty();
    for (auto& spec : broken)
        whole.specs.push_back(std::move(spec));
    if (not is_whole)
        fresh.collected = now - longest_kept;  // tried again in the next round
    const std::lock_guard lock(mutex_);
    kept_.insert_or_assign(target.name, std::make_shared<const Kept>(std::move(fresh)));
    return whole;
}

void TargetPlans::forget(const std::string& target) {
    const std::lock_guard lock(mutex_);
    kept_.erase(target);
}

Plan RoundPlans::take(
    const Target& target, const Platform& platform, const RunContext& context, Instant now
) {
    auto plan = plans_.of(target, platform, context, now);
    subject_ = {};
    for (const auto& spec : plan.specs)
        if (std::ranges::count(subject_.known, spec.title) == 0)
            subject_.known.push_back(spec.title);
    std::erase_if(plan.specs, [this](const Spec& spec) { return not_due_.contains(spec.title); });
    for (const auto& spec : plan.specs)
        subject_.asked.insert(spec.title);
    return plan;
}

}  // namespace muster
