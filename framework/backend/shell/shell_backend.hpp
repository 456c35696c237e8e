#pragma once

#include "framework/backend/shell/channel.hpp"
#include "framework/backend/shell/lane.hpp"
#include "framework/host/backend.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace muster {

struct ShellOptions {
    LaneOptions lane = {};
    std::size_t lanes = 4;
    Limits limits = {};
    Nanoseconds fact_time = std::chrono::seconds(20);  ///< for one question that runs no command
    /// Makes a new connection when the link breaks; once an exchange. Empty: a lost link is a lost target.
    std::function<std::unique_ptr<Connection>()> reconnect = {};
};

/// Answers questions by kept shells on the target, whatever carries them: pipes, SSH, `docker exec -i`.
/// Nothing but `sh` and `cat` is needed there, and nothing is left there.
///
/// - Fact lanes run our questions; an author's commands run on command lanes, whose shells never answer
///   a question of ours again. Where no further session may be opened (MaxSessions), one lane serves.
/// - A step that hangs or floods costs its lane: what runs there is ended from another lane, the step is
///   errored, and what was behind it is asked again on a fresh lane. A command of an author's is never
///   started twice.
/// - Not there: what the target's own `cat` or `stat` says is ENOENT, ENOTDIR or ELOOP. EACCES and EPERM
///   are CannotTell{denied}.
/// - Commands run as `sh -c` would run them, each author's in a session of its own (where there is
///   `setsid`), with `PATH`, `LC_ALL=C`, `HOME`, `USER`, `LOGNAME` and `SHELL`.
class ShellBackend : public Backend {
public:
    ShellBackend(std::unique_ptr<Connection> connection, ShellOptions options = {});
    ~ShellBackend() override;

    /// Throws CannotTell when no shell can be had: link lost, login or sudo refused. A refused password
    /// is remembered and not sent again.
    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override;

    bool can(Ability) const override { return true; }
    std::string why_not(Ability) const override { return ""; }
    bool reads_are_free() const override { return false; }
    Limits limits() const override;
    std::string identity() const override;
    std::vector<OwnProcess> own_processes() const override;
    void expect_commands(std::size_t count) override;
    /// What a lane reads first, then the batch as the first lanes get it: one for facts, one for commands.
    std::string script(std::span<const Question> batch) const override;

private:
    std::vector<Answer> turn(std::span<const Question> batch, Deadline deadline);

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace muster
