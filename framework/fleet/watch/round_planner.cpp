#include "framework/fleet/watch/round_planner.hpp"

#include "framework/base/crypto/digest.hpp"

#include <algorithm>
#include <utility>

namespace muster {

namespace {

/// Of a target that was never asked it is not known which specs it has; FLEETs are judged together.
const std::string everything;

std::uint32_t drawn() {
    std::uint32_t draw = 0;
    for (const char byte : random_bytes(sizeof draw))
        draw = (draw << 8U) | static_cast<unsigned char>(byte);
    return draw;
}

}  // namespace

RoundPlanner::RoundPlanner(
    std::shared_ptr<const Configuration> with, const FleetState& fleet, Keeper& keeper
)
    : with_(std::move(with)),
      fleet_(fleet),
      keeper_(keeper),
      schedule_(with_->file.rules, with_->file.intervals) {}

void RoundPlanner::configure(std::shared_ptr<const Configuration> with, Instant now) {
    with_ = std::move(with);
    schedule_.set_rules(with_->file.rules, with_->file.intervals);
    members_.clear();
    for (const auto& target : with_->targets)
        members_.emplace(target.name, &target);
    // What an earlier process has asked is not asked again before its time.
    for (const auto* of : fleet_.all())
        for (const auto& state : of->expectations) {
            const auto& title = state.observation.spec;
            auto& specs = specs_[of->target.name];
            if (not state.observation.of_fleet
                and std::ranges::count(specs, title, &ScheduledSpec::title) == 0)
                specs.push_back({title, state.last});
        }
    plan(now);
}

double RoundPlanner::phase_of(const std::string& target) {
    if (const auto known = phases_.find(target); known != phases_.end())
        return known->second;
    const auto name = "phase of " + target;
    std::optional<double> phase;
    (void)keeper_.with_store([&](Store& store) {
        if (const auto kept = store.kept(name))
            phase = phase_from(*kept);
        if (phase)
            return;
        phase = phase_of_draw(drawn());
        store.keep(name, phase_text(*phase));
    });
    return phases_.emplace(target, phase ? *phase : phase_of_draw(drawn())).first->second;
}

void RoundPlanner::plan(Instant now) {
    std::vector<ScheduledTarget> all;
    const auto add = [&](const std::string& name, const std::vector<std::string>& roles) {
        auto specs = specs_[name];
        if (specs.empty() or whole_.contains(name)) {
            specs = {{everything, {}}};
            whole_.insert(name);
        }
        all.push_back({name, roles, std::move(specs), phase_of(name)});
    };
    for (const auto& target : with_->targets)
        add(target.name, target.roles);
    if (not with_->fleets.specs.empty())
        add(std::string(fleet_name), {});
    schedule_.plan(all, now);
}

std::vector<RoundTask> RoundPlanner::take_due(Instant now, std::size_t most) {
    if (std::exchange(knows_others_, false))
        plan(now);
    std::vector<RoundTask> tasks;
    for (const auto& due : schedule_.take_due(now, most)) {
        lateness_.add(due.late);
        RoundTask task;
        task.with = with_;
        task.late = due.late;
        task.of_fleet = due.target == fleet_name;
        task.target = task.of_fleet ? with_->controller : *members_.at(due.target);
        const bool is_whole = std::ranges::count(due.specs, everything) > 0;
        for (const auto& spec : specs_[due.target]) {
            task.known.push_back(spec.title);
            if (not is_whole and std::ranges::count(due.specs, spec.title) == 0)
                task.not_due.insert(spec.title);
        }
        tasks.push_back(std::move(task));
    }
    return tasks;
}

std::vector<std::string> RoundPlanner::soft_specs(const std::string& target) const {
    std::vector<std::string> soft;
    const auto add = [&](const TargetStates& of, bool of_fleet) {
        for (const auto& state : of.expectations)
            if (state.observation.of_fleet == of_fleet and state.is_soft()
                and is_problem(state.standing))
                soft.push_back(of_fleet ? everything : state.observation.spec);
    };
    if (target == fleet_name)
        for (const auto* of : fleet_.all())
            add(*of, true);
    else if (const auto* of = fleet_.find(target))
        add(*of, false);
    return soft;
}

void RoundPlanner::take_titles(
    const std::string& target, const RoundSubject& subject, Instant now
) {
    std::vector<ScheduledSpec> specs;
    for (const auto& title : subject.known)
        specs.push_back({title, now});
    auto& known = specs_[target];
    const bool same =
        std::ranges::equal(known, specs, {}, &ScheduledSpec::title, &ScheduledSpec::title);
    known = std::move(specs);
    knows_others_ = knows_others_ or not same;
}

void RoundPlanner::take_done(const RoundDone& done, bool is_reached, Instant now) {
    const auto name = done.task.of_fleet ? std::string(fleet_name) : done.task.target.name;
    if (not is_reached)
        return schedule_.not_reached(name, now);
    auto soft = soft_specs(name);
    // Who is asked as a whole is asked so again as long as it has a first sign of a problem: that has no title there yet.
    const bool was_whole = whole_.contains(name) and not done.task.of_fleet;
    if (was_whole and not soft.empty())
        soft = {everything};
    schedule_.done(name, soft, now);
    if (done.task.of_fleet)
        return;
    take_titles(name, done.subject, now);
    if (was_whole and soft.empty() and not done.subject.known.empty()) {
        whole_.erase(name);
        knows_others_ = true;
    }
}

}  // namespace muster
