#include "framework/backend/local/activity.hpp"

#include "framework/backend/system_error.hpp"

#include <algorithm>

namespace muster::local {

namespace {

struct Running {
    std::size_t place = 0;
    std::unique_ptr<Activity> activity;
};

struct Lane {
    Queue& queue;
    std::vector<Running> running = {};
};

void start_next(Lane& lane, std::span<Answer> answers) {
    while (lane.running.size() < lane.queue.at_once and not lane.queue.waiting.empty()) {
        const auto job = std::move(lane.queue.waiting.front());
        lane.queue.waiting.pop_front();
        answers[job.place] = answered([&]() -> Answer {
            auto started = job.start();
            if (auto* answer = std::get_if<Answer>(&started))
                return std::move(*answer);
            lane.running.push_back(
                {job.place, std::get<std::unique_ptr<Activity>>(std::move(started))}
            );
            return {};
        });
    }
}

bool is_finished(Running& running, std::span<Answer> answers) {
    bool finished = true;
    auto answer = answered([&]() -> Answer {
        auto result = running.activity->advance();
        finished = result.has_value();
        return finished ? std::move(*result) : Answer{};
    });
    if (finished)
        answers[running.place] = std::move(answer);
    return finished;
}

/// Until something happens, an activity wants to be woken, or the deadline has passed.
void wait(const std::vector<Lane>& lanes, Deadline deadline) {
    std::vector<pollfd> descriptors;
    auto until = deadline;
    for (const auto& lane : lanes)
        for (const auto& running : lane.running) {
            running.activity->watch(descriptors);
            until = earlier(until, running.activity->wake());
        }
    // A signal ends the waiting early, which does no harm: whoever is not ready is asked again.
    (void)::poll(descriptors.data(), descriptors.size(), until.left_for_poll());
}

void give_up(Lane& lane, std::span<const Question> questions, std::span<Answer> answers) {
    for (const auto& running : lane.running)
        answers[running.place] = CannotTell{
            Kind::timed_out,
            describe(questions[running.place])
                + ": the deadline of the run passed before it ended"};
    for (const auto& job : lane.queue.waiting)
        answers[job.place] = CannotTell{
            Kind::timed_out,
            describe(questions[job.place]) + ": the deadline of the run passed before it began"};
    lane.running.clear();
    lane.queue.waiting.clear();
}

}  // namespace

void work_off(
    std::span<Queue> queues,
    std::span<const Question> questions,
    std::span<Answer> answers,
    Deadline deadline
) {
    std::vector<Lane> lanes;
    for (auto& queue : queues)
        lanes.push_back({queue});
    while (true) {
        bool busy = false;
        for (auto& lane : lanes) {
            std::erase_if(lane.running, [&](Running& running) {
                return is_finished(running, answers);
            });
            if (not deadline.passed())
                start_next(lane, answers);
            else
                give_up(lane, questions, answers);
            busy = busy or not lane.running.empty() or not lane.queue.waiting.empty();
        }
        if (not busy)
            return;
        wait(lanes, deadline);
    }
}

}  // namespace muster::local
