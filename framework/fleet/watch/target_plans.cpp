#include "framework/fleet/watch/target_plans.hpp"

#include "framework/model/plan_codec.hpp"

#include <algorithm>
#include <array>
#include <iterator>

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

std::vector<std::string> titles_of(const Plan& plan) {
    std::vector<std::string> titles;
    for (const auto& spec : plan.specs)
        titles.push_back(spec.title);
    return titles;
}

}  // namespace

TargetPlans::Collected TargetPlans::collect(
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

std::shared_ptr<const TargetPlans::Kept> TargetPlans::kept(const std::string& target) const {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(target);
    return found == kept_.end() ? nullptr : found->second;
}

/// A program that is broken is asked again in the next round; meanwhile what it said last goes on.
void TargetPlans::collect_all(
    Kept& fresh, Asked& asked, const Kept* before, const Target& target, const RunContext& context
) {
    const bool is_same_platform = before != nullptr and before->platform == fresh.platform;
    std::vector<Spec> broken;
    for (std::size_t i = 0; i < context.programs.size(); ++i) {
        const auto& program = context.programs[i];
        try {
            fresh.of_programs.push_back(
                collect(program, target, fresh.platform, context, fresh.collected)
            );
            append(asked.plan, fresh.of_programs.back().plan);
            fresh.is_good = fresh.is_good and not fresh.of_programs.back().counts_from_now;
        } catch (const Broken& why) {
            broken.push_back(broken_spec(program, why.what()));
            const bool has_last = before != nullptr and i < before->of_programs.size();
            auto last = has_last ? before->of_programs[i] : Collected{{}, false, false};
            asked.is_whole = asked.is_whole and last.is_known;
            last.counts_from_now = last.counts_from_now or not is_same_platform;
            if (not last.counts_from_now)
                append(asked.plan, last.plan);
            else
                std::ranges::move(titles_of(last.plan), std::back_inserter(asked.held_back));
            fresh.of_programs.push_back(std::move(last));
            fresh.is_good = false;
        }
    }
    std::ranges::move(broken, std::back_inserter(asked.plan.specs));
}

TargetPlans::Asked TargetPlans::of(
    const Target& target, const Platform& platform, const RunContext& context, Instant now
) {
    const auto known = kept(target.name);
    Asked asked;
    asked.plan.target = target.name;
    if (known and known->is_good and known->platform == platform and known->collected <= now
        and now - known->collected <= longest_kept) {
        for (const auto& one : known->of_programs)
            append(asked.plan, one.plan);
        return asked;
    }
    Kept fresh{platform, now, true, {}};
    collect_all(fresh, asked, known.get(), target, context);
    const std::lock_guard lock(mutex_);
    kept_.insert_or_assign(target.name, std::make_shared<const Kept>(std::move(fresh)));
    return asked;
}

void RoundPlans::add_known(const std::string& title) {
    if (std::ranges::count(subject_.known, title) == 0)
        subject_.known.push_back(title);
}

Plan RoundPlans::take(
    const Target& target, const Platform& platform, const RunContext& context, Instant now
) {
    auto [plan, held_back, is_whole] = plans_.of(target, platform, context, now);
    subject_ = {};
    for (const auto& title : titles_of(plan))
        add_known(title);
    for (const auto& title : held_back)
        add_known(title);
    const auto is_broken_spec = [&](const std::string& title) {
        return std::ranges::any_of(context.programs, [&](const SpecProgram& program) {
            return program.file.path == title;
        });
    };
    if (not is_whole)
        for (const auto& title : known_)
            if (not is_broken_spec(title))
                add_known(title);
    std::erase_if(plan.specs, [this](const Spec& spec) { return not_due_.contains(spec.title); });
    for (const auto& spec : plan.specs)
        subject_.asked.insert(spec.title);
    return plan;
}

}  // namespace muster
