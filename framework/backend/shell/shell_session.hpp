#pragma once

// The lanes of one connection: how many there may be, which are of use, and what has to be ended on the
// target because its lane was lost.

#include "framework/backend/shell/lane.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace muster {

class ShellSession {
public:
    ShellSession(
        std::unique_ptr<Connection> connection, LaneOptions options, std::size_t most_lanes
    );

    Connection& connection() { return *connection_; }
    std::vector<std::unique_ptr<Lane>>& lanes() { return lanes_; }

    /// Opens a lane for `use`. False when there may be no more at a time; how many that is, is learnt
    /// from the first refusal. With Urgent::yes an idle lane of the other use gives way: a fact lane
    /// becomes a command lane, a command lane is closed. Throws CannotTell when no lane can be had.
    enum class Urgent { yes, no };
    bool open(Lane::Use use, Urgent urgent, Deadline deadline);

    /// Moves all lanes on. True when something happened. A lane whose login fails while others work
    /// counts as refused; with none left its reason is thrown.
    bool advance();
    /// What lanes had been given whose login failed afterwards.
    std::deque<Step> take_orphans() { return std::exchange(orphans_, {}); }

    /// Takes a lane off. With Ending::process what runs there is to be ended, and the channel stays open
    /// until then: closing it could end the shell alone, and nobody would find its children any more.
    enum class Ending { channel, process };
    void close(const Lane& lane, Ending ending);

    /// Takes off what an exchange that was broken off left in work: nobody waits for those answers.
    void forget_work();

    /// Processes that are still to be ended; the next idle lane does it.
    std::vector<ProcessMark>& doomed() { return doomed_; }
    bool has_doomed() const { return not doomed_.empty(); }
    /// Whether some are still to be ended or being ended.
    bool is_ending() const;
    /// Of every lane that ever was.
    const std::vector<ProcessMark>& shells() const { return shells_; }
    /// Closes the channels of lanes whose processes have been ended.
    void bury() { condemned_.clear(); }

    /// How many commands are to come in a later exchange, as far as somebody has said so.
    std::size_t expected_commands() const { return expected_commands_; }
    void expect_commands(std::size_t count) { expected_commands_ = count; }

    std::size_t count(Lane::Use use) const;
    /// How many there may be at a time, as far as it is known.
    std::size_t most_lanes() const { return most_lanes_; }

    /// Makes an idle lane one for commands; false when none is idle.
    bool convert_to_commands();

    /// What one lane more would have saved since the last one was opened.
    Nanoseconds missed() const { return missed_; }
    void miss(Nanoseconds time) { missed_ += time; }

    /// What it took to open the lane that was opened last: two turns of the link, mostly.
    Nanoseconds opening_time() const { return opening_time_; }

private:
    bool make_way(Lane::Use use);
    bool may_open() const;
    void start(Lane::Use use, Deadline deadline);

    std::unique_ptr<Connection> connection_;
    LaneOptions options_;
    std::size_t most_lanes_;
    bool has_had_a_lane_ = false;
    std::size_t expected_commands_ = 0;
    Nanoseconds opening_time_{0};
    Nanoseconds missed_{0};
    std::vector<std::unique_ptr<Lane>> lanes_;
    std::deque<Step> orphans_;
    std::vector<ProcessMark> shells_;
    std::vector<ProcessMark> doomed_;
    std::vector<std::unique_ptr<Lane>> condemned_;
};

}  // namespace muster
