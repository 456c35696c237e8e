#pragma once

// One exchange: the questions of a batch become steps, the steps go to lanes, and what comes back
// becomes answers, until each question has one.

#include "framework/backend/shell/shell_session.hpp"
#include "framework/backend/shell/step.hpp"

#include <deque>
#include <optional>
#include <span>
#include <vector>

namespace muster {

class Turn {
public:
    Turn(std::span<const Question> batch, const StepLimits& limits, Deadline deadline);

    /// Works until every question has an answer or the deadline has passed; a moment longer to end what
    /// hangs. Throws CannotTell when the session is lost; may then be called again with another one.
    void work(ShellSession& session);

    /// Takes back what lanes of a lost session had in work.
    void take_back(ShellSession& session);

    std::vector<Answer> take_answers();

private:
    void plan(std::span<const std::size_t> places, Joining joining, unsigned attempts);
    bool is_finished(const ShellSession& session) const;
    void count_lanes(ShellSession& session);
    bool open_lanes(ShellSession& session);
    void give_work(ShellSession& session);
    std::vector<Step> share(std::deque<Step>& queue, std::size_t lanes) const;
    bool collect(ShellSession& session);
    void read_done(Lane& lane);
    void lose(Lane& lane);
    void lose_front(Step step, const Lane::Loss& loss);
    void requeue(std::deque<Step> steps);
    void give_up(ShellSession& session);
    Deadline next_deadline(ShellSession& session) const;

    std::span<const Question> batch_;
    const StepLimits& limits_;
    Deadline deadline_;
    std::optional<Deadline> last_moment_;  // once the deadline has passed
    std::vector<std::optional<Answer>> answers_;
    std::deque<Step> facts_;
    std::deque<Step> commands_;
    std::size_t fact_lanes_ = 1;  ///< how many are worth their opening
    std::size_t command_lanes_ = 0;
};

}  // namespace muster
