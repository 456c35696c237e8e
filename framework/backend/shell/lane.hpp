#pragma once

// One kept shell on the target: logged in, its rights raised, the prelude read; then it works off steps,
// a list at a time. Nothing here waits: `advance` does what can be done now.

#include "framework/backend/shell/channel.hpp"
#include "framework/backend/shell/frame_decoder.hpp"
#include "framework/backend/shell/login.hpp"
#include "framework/backend/shell/step.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace muster {

struct LaneOptions {
    std::string shell = "sh";                           ///< words that start a POSIX shell
    std::optional<Rights> rights = {};                  ///< empty: those of the login
    Nanoseconds login_time = std::chrono::seconds(10);  ///< until the shell answers
};

/// How a process on the target is found again: numbers are given out anew, the time of the start not.
struct ProcessMark {
    std::string number;
    std::string start;
};

class Lane {
public:
    /// What a lane may run; an author's commands spoil it for facts.
    enum class Use { facts, commands };

    /// Starts the program; may wait for the connection until `deadline`. Throws CannotTell.
    Lane(Connection& connection, const LaneOptions& options, Use use, Deadline deadline);

    struct Done {
        Step step;
        StepResult result;
    };
    /// Why the step at the front was not finished, and nothing after it will be.
    struct Loss {
        Kind kind = Kind::lost;
        std::string message;
    };

    /// Sends, receives and looks at the clock. True when something happened. Throws CannotTell when the
    /// login fails; later trouble is a loss.
    bool advance();

    bool is_idle() const { return state_ == State::ready and steps_.empty() and not loss_; }
    bool is_ready() const { return state_ == State::ready; }
    bool has_work() const { return not steps_.empty(); }
    /// Facts may be asked behind the prelude, without waiting for what it says: that saves a turn of the link. Not
    /// of a shell that leaves the reading of the prelude to head(1), which may read on.
    bool takes_work() const {
        return is_idle()
               or (state_ == State::settling and use_ == Use::facts and steps_.empty()
                   and login_.reads_ahead());
    }
    const std::optional<Loss>& loss() const { return loss_; }
    Deadline next_deadline() const { return end_; }

    /// Whether it ends processes of another lane, which answers no question.
    bool is_clearing() const { return not steps_.empty() and steps_.front().places.empty(); }

    /// Only for a lane that takes work.
    void give(std::vector<Step> steps);
    std::vector<Done> take_done() { return std::exchange(done_, {}); }
    /// Steps that are not finished, the one in work first.
    std::deque<Step> take_steps() { return std::exchange(steps_, {}); }

    Use use() const { return use_; }
    void use_for_commands() { use_ = Use::commands; }
    /// Whether a command left a process behind that may write into our streams.
    bool is_spoilt() const { return is_spoilt_; }
    const ProcessMark& process() const { return process_; }

private:
    enum class State { logging_in, settling, ready };

    bool send();
    bool receive();
    void look_at_login();
    void take_sections();
    void take_out(Section section);
    void take_err(Section section);
    bool is_of_front(std::string& words);
    void settle(std::string_view words);
    void finish_front();
    void start_front();
    void tend_dialogue();
    void look_at_clock();
    void look_at_size();
    void send_prelude();
    void lose(Kind kind, std::string message);

    const LaneOptions& options_;
    Use use_;
    std::string mark_;
    Login login_;
    std::string peer_;
    FrameDecoder out_;
    FrameDecoder err_;
    std::unique_ptr<Channel> channel_;
    State state_ = State::logging_in;
    std::string unsent_;
    std::string login_out_;
    std::string login_err_;
    bool out_open_ = true;
    bool err_open_ = true;

    std::deque<Step> steps_;
    std::vector<Done> done_;
    StepResult result_;       // of the front step, so far
    std::size_t number_ = 1;  // of the front step
    bool out_ended_ = false;  // of the front step
    bool err_ended_ = false;
    bool was_told_to_stop_ = false;
    std::chrono::steady_clock::time_point began_;
    Deadline end_;
    Nanoseconds login_allowed_;  ///< what the run leaves of the time for a login
    bool is_spoilt_ = false;
    bool is_bytewise_ = false;
    ProcessMark process_;
    std::optional<Loss> loss_;
};

}  // namespace muster
