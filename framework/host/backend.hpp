#pragma once

#include "framework/base/clock.hpp"
#include "framework/host/question.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace muster {

/// What a kind of place can be asked at all; an attribute that needs more is skipped with a reason.
enum class Ability { run, network, live };

/// A program that is on the target because we look at it.
struct OwnProcess {
    std::int64_t pid = 0;
    std::uint64_t start_ticks = 0;  ///< of proc_pid_stat(5), for numbers are given out again

    friend bool operator==(const OwnProcess&, const OwnProcess&) = default;
};

/// Answers batches of questions about one target; knows nothing of packages or services.
class Backend {
public:
    virtual ~Backend() = default;

    /// One turn: an answer for every question, in order. A question that could not be answered has a
    /// CannotTell of its own. Returns by `deadline` plus a moment, whatever the target does. Throws
    /// CannotTell only when the target as a whole is lost.
    virtual std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) = 0;

    virtual bool can(Ability ability) const = 0;
    /// Why it can't, for the skipped row: "nothing runs in an image".
    virtual std::string why_not(Ability ability) const = 0;

    /// Files and folders cost no process and no round trip: a resource may read a database rather
    /// than ask its tool.
    virtual bool reads_are_free() const = 0;

    /// What counts where a spec gives no limit of its own.
    virtual Limits limits() const { return {}; }

    /// By what a target is known again before anything is asked of it: its host key. Empty when there is
    /// nothing of the kind; such a target is not remembered.
    virtual std::string identity() const { return ""; }

    /// Whose descendants, and who themselves, are no processes of the target's own: as far as it is known after the
    /// exchanges that there were. Of this machine none: where Muster is PID 1, daemons are children of its, too.
    virtual std::vector<OwnProcess> own_processes() const { return {}; }

    /// By which clock ages are judged: the controller's, or a recording's.
    virtual Instant now() const { return system_now(); }

    /// So many commands of authors are to come: what they need may be opened beside the first questions.
    virtual void expect_commands(std::size_t /*count*/) {}

    /// The very text that would be sent for a batch; nothing where questions are not sent as text.
    virtual std::string script(std::span<const Question> /*batch*/) const { return ""; }
};

/// A backend that is asked through another object, which adds something of its own: passes on what that
/// does not say itself.
class BackendAround : public Backend {
public:
    explicit BackendAround(std::unique_ptr<Backend> inner) : inner_(std::move(inner)) {}

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override {
        return inner_->exchange(batch, deadline);
    }
    bool can(Ability ability) const override { return inner_->can(ability); }
    std::string why_not(Ability ability) const override { return inner_->why_not(ability); }
    bool reads_are_free() const override { return inner_->reads_are_free(); }
    Limits limits() const override { return inner_->limits(); }
    std::string identity() const override { return inner_->identity(); }
    std::vector<OwnProcess> own_processes() const override { return inner_->own_processes(); }
    void expect_commands(std::size_t count) override { inner_->expect_commands(count); }
    Instant now() const override { return inner_->now(); }
    std::string script(std::span<const Question> batch) const override {
        return inner_->script(batch);
    }

protected:
    /// From now on another is asked.
    void go_on_with(std::unique_ptr<Backend> other) { inner_ = std::move(other); }
    /// Nobody is asked any more.
    std::unique_ptr<Backend> take_inner() { return std::move(inner_); }

private:
    std::unique_ptr<Backend> inner_;
};

}  // namespace muster
