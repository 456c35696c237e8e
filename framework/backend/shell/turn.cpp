#include "framework/backend/shell/turn.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace muster {

namespace {

/// A lane more is worth its start for so much work (Step::cost).
constexpr unsigned worth_a_lane = 20;

/// What a process takes on a target (measured: a good ms), to be weighed against the way there.
constexpr auto process_time = std::chrono::milliseconds(1);

/// How often a question may cost a lane that just went away.
constexpr unsigned most_attempts = 2;

/// After the deadline: to end what still runs on the target.
constexpr auto moment = std::chrono::milliseconds(500);

constexpr auto time_to_kill = std::chrono::seconds(5);

unsigned cost_of(const std::deque<Step>& steps) {
    return std::accumulate(steps.begin(), steps.end(), 0U, [](unsigned sum, const Step& step) {
        return sum + step.cost;
    });
}

Step ending_of(const ProcessMark& process) {
    Step step;
    step.function = "m_kill";
    step.arguments = ' ' + process.number + ' ' + process.start;
    step.allowed = time_to_kill;
    step.out_limit = step.err_limit;
    return step;
}

bool is_ending(const Step& step) {
    return step.places.empty();
}

}  // namespace

Turn::Turn(std::span<const Question> batch, const StepLimits& limits, Deadline deadline)
    : batch_(batch), limits_(limits), deadline_(deadline), answers_(batch.size()) {
    std::vector<std::size_t> places(batch.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    plan(places, Joining::yes, 0);
}

void Turn::plan(std::span<const std::size_t> places, Joining joining, unsigned attempts) {
    auto planned = plan_steps(batch_, places, limits_, joining);
    for (auto& [place, answer] : planned.known)
        answers_[place] = std::move(answer);
    for (auto& step : planned.steps) {
        step.attempts = attempts;
        (step.is_authors ? commands_ : facts_).push_back(std::move(step));
    }
}

void Turn::work(ShellSession& session) {
    count_lanes(session);
    while (not is_finished(session)) {
        if (not last_moment_ and deadline_.passed())
            give_up(session);
        give_work(session);
        bool moved = session.advance();
        const bool has_changed = collect(session);
        if (not is_finished(session)) {
            give_work(session
            );  // opening waits for the link, and whoever has become ready need not
            moved = session.advance() or moved;
            moved = open_lanes(session) or moved;
        }
        if (not moved and not has_changed and not is_finished(session))
            session.connection().wait(next_deadline(session));
    }
    session.bury();
}

bool Turn::is_finished(const ShellSession& session) const {
    if (last_moment_ and last_moment_->passed())
        return true;
    const bool all_answered =
        std::ranges::all_of(answers_, [](const auto& answer) { return answer.has_value(); });
    return all_answered and not session.is_ending();
}

Deadline Turn::next_deadline(ShellSession& session) const {
    auto next = last_moment_.value_or(deadline_);
    for (const auto& lane : session.lanes())
        next = earlier(next, lane->next_deadline());
    return next;
}

/// A far host has answered on the lanes there are before another one is open: one more has to save what it takes,
/// now or in the course of a session that is kept. Commands have a lane of their own where facts take longer than
/// it takes to open one; elsewhere they follow the facts.
void Turn::count_lanes(ShellSession& session) {
    const auto opening =
        3 * session.opening_time();  // then the prelude is read; the others wait meanwhile
    const auto worth = [&](const std::deque<Step>& steps, std::size_t most, Nanoseconds missed) {
        std::size_t lanes = 1;
        while (lanes < most
               and process_time * cost_of(steps) / (lanes * (lanes + 1)) + missed > opening)
            ++lanes;
        return lanes;
    };
    const auto room = session.most_lanes();
    const auto of_commands = commands_.empty() or room < 2 ? 0 : room - (room + 1) / 2;
    const auto of_facts =
        std::clamp<std::size_t>(cost_of(facts_) / worth_a_lane, 1, room - of_commands);
    fact_lanes_ = worth(facts_, of_facts, session.missed());
    if (fact_lanes_ < of_facts)
        session.miss(process_time * cost_of(facts_) / (fact_lanes_ * (fact_lanes_ + 1)));
    const bool waits_for_facts =
        not facts_.empty() and process_time * cost_of(facts_) < opening / 2;
    command_lanes_ = of_commands == 0 or waits_for_facts
                         ? 0
                         : worth(commands_, std::min(commands_.size(), of_commands), {});
}

/// Facts first: a guard may depend on them, and an author's command may take its time.
bool Turn::open_lanes(ShellSession& session) {
    // Opening waits for the link: what is on its way in must not be held up by it.
    if (not std::ranges::all_of(session.lanes(), [](const auto& lane) { return lane->is_ready(); }))
        return false;
    bool opened = false;
    const auto has_work = [](const auto& lane) { return lane->has_work(); };
    const auto end = last_moment_.value_or(deadline_);
    if (session.lanes().empty()) {
        const auto use = facts_.empty() ? Lane::Use::commands : Lane::Use::facts;
        opened = session.open(use, ShellSession::Urgent::yes, end);
        count_lanes(session);
        return opened;
    }
    const auto open_up_to = [&](Lane::Use use, std::size_t wanted, bool is_urgent) {
        for (auto open = session.count(use); open < wanted; ++open) {
            const bool is_first = is_urgent and open == 0;
            const auto urgent = is_first ? ShellSession::Urgent::yes : ShellSession::Urgent::no;
            if (not session.open(use, urgent, end))
                return;
            opened = true;
        }
    };
    if (not facts_.empty() or session.has_doomed())
        open_up_to(Lane::Use::facts, facts_.empty() ? 1 : fact_lanes_, true);
    if (commands_.empty() and session.expected_commands() >= worth_a_lane) {
        session.expect_commands(0);  // it is there when they come, or they ask for it themselves
        open_up_to(Lane::Use::commands, 1, false);
    }
    if (commands_.empty())
        return opened;
    const bool has_any = session.count(Lane::Use::commands) > 0;
    const bool is_idle = facts_.empty() and std::ranges::none_of(session.lanes(), has_work);
    if (not has_any and is_idle and session.convert_to_commands())
        return true;  // at hand; a lane of their own would first have to be opened
    if (command_lanes_ > 0 or has_any or is_idle)
        open_up_to(Lane::Use::commands, std::max<std::size_t>(1, command_lanes_), facts_.empty());
    return opened;
}

void Turn::give_work(ShellSession& session) {
    for (auto& lane : session.lanes()) {
        if (not lane->takes_work())
            continue;
        auto& doomed = session.doomed();
        if (not doomed.empty() and lane->is_idle()) {
            lane->give({ending_of(doomed.back())});
            doomed.pop_back();
            continue;
        }
        auto& queue = lane->use() == Lane::Use::facts ? facts_ : commands_;
        const auto at_hand = std::ranges::count_if(session.lanes(), [&](const auto& other) {
            return other->use() == lane->use() and not other->has_work();
        });
        const auto wanted = lane->use() == Lane::Use::facts ? fact_lanes_ : command_lanes_;
        const auto there = session.count(lane->use());
        const auto to_come = std::min(wanted, session.most_lanes());
        const auto lanes =
            static_cast<std::size_t>(at_hand) + (to_come > there ? to_come - there : 0);
        if (auto steps = share(queue, lanes); not steps.empty())
            lane->give(std::move(steps));
    }
}

/// What one of `lanes` free lanes takes from the front of the queue.
std::vector<Step> Turn::share(std::deque<Step>& queue, std::size_t lanes) const {
    const auto fair = (cost_of(queue) + lanes - 1) / lanes;
    std::vector<Step> steps;
    for (std::size_t cost = 0; cost < fair and not queue.empty(); cost += steps.back().cost) {
        steps.push_back(std::move(queue.front()));
        queue.pop_front();
    }
    return steps;
}

/// Takes answers from lanes and takes off those that are over. True when one was: there is room again.
bool Turn::collect(ShellSession& session) {
    requeue(session.take_orphans());
    std::vector<Lane*> over;
    for (auto& lane : session.lanes()) {
        read_done(*lane);
        if (lane->loss() or lane->is_spoilt())
            over.push_back(lane.get());
    }
    bool has_closed = false;
    for (auto* lane : over) {
        // A spoilt lane finishes nothing more: what is behind the command that spoilt it says so itself.
        if (not lane->loss() and not lane->is_idle())
            continue;
        const bool is_held_up = lane->loss() and lane->loss()->kind != Kind::lost;
        if (lane->loss())
            lose(*lane);
        has_closed = true;
        session.close(
            *lane, is_held_up ? ShellSession::Ending::process : ShellSession::Ending::channel
        );
    }
    if (not session.is_ending())
        session.bury();
    return has_closed;
}

void Turn::read_done(Lane& lane) {
    for (auto& [step, result] : lane.take_done()) {
        if (is_ending(step))
            continue;
        const bool was_not_run = result.out.front().words == "end again";
        if (was_not_run) {
            requeue({std::move(step)});
            continue;
        }
        auto answers = answers_from(step, batch_, result, limits_);
        std::vector<std::size_t> alone;
        for (std::size_t i = 0; i < answers.size(); ++i) {
            if (answers[i])
                answers_[step.places[i]] = std::move(answers[i]);
            else
                alone.push_back(step.places[i]);
        }
        if (not last_moment_)
            plan(alone, Joining::no, step.attempts);
    }
}

void Turn::requeue(std::deque<Step> steps) {
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        if (not is_ending(*step) and not last_moment_)
            (step->is_authors ? commands_ : facts_).push_front(std::move(*step));
    }
}

void Turn::lose(Lane& lane) {
    auto steps = lane.take_steps();
    if (steps.empty())
        return;
    auto front = std::move(steps.front());
    steps.pop_front();
    requeue(std::move(steps));
    command_lanes_ = std::max<std::size_t>(command_lanes_, 1);  // no more waiting for facts
    lose_front(std::move(front), *lane.loss());
}

/// The step that a lane was lost over: asked again where that can help, else it has its answer.
void Turn::lose_front(Step step, const Lane::Loss& loss) {
    if (is_ending(step) or last_moment_)
        return;
    const bool went_away = loss.kind == Kind::lost or loss.kind == Kind::unparsable;
    const bool is_too_long = step.is_one_work and loss.kind == Kind::timed_out;
    if (step.places.size() > 1 and not is_too_long) {
        plan(step.places, Joining::no, step.attempts + (went_away ? 1 : 0));
        return;
    }
    if (went_away and not step.is_authors and step.attempts + 1 < most_attempts) {
        ++step.attempts;
        facts_.push_front(std::move(step));
        return;
    }
    for (const auto place : step.places)
        answers_[place] = CannotTell{
            loss.kind, describe(batch_[place]) + (went_away ? ": " : " ") + loss.message};
}

void Turn::give_up(ShellSession& session) {
    last_moment_ = Deadline(moment);
    for (std::size_t place = 0; place < answers_.size(); ++place)
        if (not answers_[place])
            answers_[place] = CannotTell{
                Kind::timed_out,
                describe(batch_[place]) + " was not answered before the deadline of the run"};
    facts_.clear();
    commands_.clear();
    std::vector<Lane*> busy;
    for (auto& lane : session.lanes())
        if (lane->has_work())
            busy.push_back(lane.get());
    for (auto* lane : busy) {
        requeue(lane->take_steps());
        session.close(*lane, ShellSession::Ending::process);
    }
}

void Turn::take_back(ShellSession& session) {
    requeue(session.take_orphans());
    for (auto& lane : session.lanes()) {
        read_done(*lane);
        auto steps = lane->take_steps();
        // Any of them may have been started meanwhile, and none is started twice.
        for (const auto& step : steps)
            if (step.is_authors) {
                const auto place = step.places.front();  // an author's has no other
                answers_[place] = CannotTell{
                    Kind::lost, describe(batch_[place]) + ": the link was lost while it ran"};
            }
        std::erase_if(steps, [](const Step& step) { return step.is_authors; });
        requeue(std::move(steps));
    }
}

std::vector<Answer> Turn::take_answers() {
    std::vector<Answer> answers;
    for (auto& answer : answers_) {
        MUSTER_ASSERT(answer.has_value());
        answers.push_back(std::move(*answer));
    }
    return answers;
}

}  // namespace muster
