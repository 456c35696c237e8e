#pragma once

// What takes time, a command or a connection, and the poll loop that lets many of them go on side by
// side in one thread.

#include "framework/host/question.hpp"

#include <poll.h>

#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <variant>
#include <vector>

namespace muster::local {

class Activity {
public:
    virtual ~Activity() = default;  ///< gives up what is not finished; waits a moment at most

    /// Does what can be done without waiting; the answer once there is one. Knows its own time limit.
    /// Throws CannotTell.
    virtual std::optional<Answer> advance() = 0;

    /// Adds the descriptors that something may happen on.
    virtual void watch(std::vector<pollfd>& descriptors) const = 0;

    /// When to advance even if nothing happens.
    virtual Deadline wake() const = 0;
};

/// An activity, or the answer when nothing has to be waited for. A start may throw CannotTell.
using Started = std::variant<Answer, std::unique_ptr<Activity>>;

struct Job {
    std::size_t place = 0;  ///< of its question and answer in the batch
    std::function<Started()> start;
};

/// Jobs in their order, at most so many of them at a time.
struct Queue {
    std::size_t at_once = 1;
    std::deque<Job> waiting = {};
};

/// Does the jobs of all queues side by side and puts each answer in its place. What is not finished by
/// `deadline` is given up and has CannotTell{timed_out}.
void work_off(
    std::span<Queue> queues,
    std::span<const Question> questions,
    std::span<Answer> answers,
    Deadline deadline
);

}  // namespace muster::local
