#include "framework/fleet/watch/asker.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/watch/target_plans.hpp"
#include "framework/model/cannot_tell.hpp"
#include "framework/run/fleet_run.hpp"
#include "framework/run/run_target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <semaphore>
#include <thread>
#include <utility>

namespace muster {

namespace {

constexpr std::size_t threads_a_job = 4;
constexpr std::ptrdiff_t most_jobs = 10'000;

void judge_fleets(RoundDone& done) {
    const auto& with = *done.task.with;
    auto context = *with.context;
    context.fleet = std::make_shared<FleetQuestions>(std::map<std::string, std::vector<Fact>>());
    for (const auto& target : with.targets)  // nothing is known of anybody: each is asked
        context.fleet->answer(target.name, {Findings(), system_now()});
    done.report = judge_fleet(with.fleets, with.controller, with.targets, context, with.file.jobs);
    if (context.on_report)
        context.on_report(done.report);
    for (const auto& spec : with.fleets.specs)
        done.subject.asked.insert(spec.title);
}

/// The row of a spec, or of a target, in which nothing is verified: what is empty is never green.
Result nothing_verified(const std::string& of, const Location& where, const std::string& why) {
    Result result;
    result.id = escaped(of) + " / nothing is verified";
    result.where = where;
    result.statement = "something is verified";
    result.outcome = Outcome::errored;
    result.message = why;
    result.impact = Impact::high;
    return result;
}

/// A spec without rows, and a target for which there is no spec, unless FLEETs may have something about it.
void tell_what_is_empty(RoundDone& done) {
    auto& report = done.report;
    if (not report.unreachable.empty() or not report.lost.empty())
        return;
    for (auto& spec : report.specs)
        if (const auto why = not_verified(spec); not why.empty())
            spec.results = {nothing_verified(spec.title, spec.where, why)};
    const auto& target = done.task.target;
    if (not done.subject.known.empty() or not done.task.with->fleets.specs.empty())
        return;
    SpecReport nothing;
    nothing.title = "no spec";
    nothing.where = target.where;
    const auto roles =
        target.roles.empty() ? "it has no role" : "its roles are " + join(target.roles, ", ");
    nothing.results = {nothing_verified(
        nothing.title, nothing.where, fmt::format("{}: {}", not_verified(report), roles)
    )};
    done.subject.known = {nothing.title};
    done.subject.asked = {nothing.title};
    report.specs = {std::move(nothing)};
}

void ask_target(RoundDone& done, const AwaitTurn& await_turn) {
    auto& task = done.task;
    const auto plans = std::make_shared<RoundPlans>(*task.with->plans, task.not_due, task.known);
    auto context = *task.with->context;
    context.plans = plans;
    done.report = run_target(task.target, context, await_turn);
    done.subject = plans->subject();
    tell_what_is_empty(done);
}

/// The top of a round: a mistake of ours ends this one, and the others go on. What was known before stays known.
void give_up(RoundDone& done, const std::string& why) {
    done.report = {};
    done.report.name = done.task.target.name;
    done.report.url = done.task.target.url;
    done.report.roles = done.task.target.roles;
    done.report.is_fleet = done.task.of_fleet;
    done.report.unreachable = "the round was given up: " + why;
}

}  // namespace

RoundDone ask_round(RoundTask task, const AwaitTurn& await_turn) {
    RoundDone done{std::move(task), {}, {}};
    if (done.task.of_fleet)
        for (const auto& spec : done.task.with->fleets.specs)
            done.subject.known.push_back(spec.title);
    try {
        // FLEETs take no turn: their members may wait for one while they hold what a FLEET waits for.
        if (done.task.of_fleet)
            judge_fleets(done);
        else
            ask_target(done, await_turn);
    } catch (const CannotTell& why) {
        give_up(done, why.message);
    } catch (const std::exception& mistake) {
        give_up(done, mistake.what());
    }
    done.subject.late = done.task.late;
    return done;
}

/// What the threads and their owner share; both hold it.
struct Asker::Shared {
    Shared(std::size_t jobs, std::function<void()> told)
        : turns(static_cast<std::ptrdiff_t>(jobs)), wake(std::move(told)) {}

    std::counting_semaphore<most_jobs> turns;
    const std::function<void()> wake;
    mutable std::mutex mutex;
    std::condition_variable changed;
    std::deque<RoundTask> waiting;
    std::vector<RoundDone> done;
    std::size_t asked = 0;  ///< by threads at this moment
    bool is_over = false;

    void work() {
        while (auto task = next()) {
            bool has_turn = false;
            auto ended = ask_round(*std::move(task), [&] {
                turns.acquire();
                has_turn = true;
            });
            if (has_turn)
                turns.release();
            {
                const std::lock_guard lock(mutex);
                done.push_back(std::move(ended));
                --asked;
            }
            changed.notify_all();
            wake();
        }
    }

    std::optional<RoundTask> next() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return is_over or not waiting.empty(); });
        if (is_over)
            return std::nullopt;
        auto task = std::move(waiting.front());
        waiting.pop_front();
        ++asked;
        return task;
    }
};

Asker::Asker(std::size_t jobs, std::function<void()> wake)
    : shared_(std::make_shared<Shared>(std::max<std::size_t>(1, jobs), std::move(wake))) {
    for (std::size_t i = 0; i < std::max<std::size_t>(1, jobs) * threads_a_job; ++i)
        threads_.emplace_back([shared = shared_] { shared->work(); });
}

Asker::~Asker() {
    (void)stop(Nanoseconds::zero());
}

void Asker::ask(RoundTask task) {
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->waiting.push_back(std::move(task));
    }
    shared_->changed.notify_one();
}

std::vector<RoundDone> Asker::take_done() {
    const std::lock_guard lock(shared_->mutex);
    return std::exchange(shared_->done, {});
}

std::size_t Asker::running() const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->waiting.size() + shared_->asked;
}

bool Asker::stop(Nanoseconds grace) {
    std::unique_lock lock(shared_->mutex);
    shared_->is_over = true;
    shared_->waiting.clear();
    shared_->changed.notify_all();
    return shared_->changed.wait_for(lock, grace, [this] { return shared_->asked == 0; });
}

}  // namespace muster
