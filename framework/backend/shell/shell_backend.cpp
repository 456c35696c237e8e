#include "framework/backend/shell/shell_backend.hpp"

#include "framework/backend/shell/prelude.hpp"
#include "framework/backend/shell/shell_session.hpp"
#include "framework/backend/shell/turn.hpp"
#include "framework/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace muster {

struct ShellBackend::State {
    ShellOptions options;
    StepLimits limits;
    std::unique_ptr<ShellSession> session;
    std::optional<CannotTell> refusal;  // what sudo said: asking again could lock the account

    void open(std::unique_ptr<Connection> connection) {
        session =
            std::make_unique<ShellSession>(std::move(connection), options.lane, options.lanes);
    }
};

ShellBackend::ShellBackend(std::unique_ptr<Connection> connection, ShellOptions options)
    : state_(std::make_unique<State>()) {
    const bool is_root = options.lane.rights or connection->peer().starts_with("root@");
    state_->limits = {options.limits, options.fact_time, is_root ? "" : "try --sudo"};
    state_->options = std::move(options);
    state_->open(std::move(connection));
}

ShellBackend::~ShellBackend() = default;

std::string ShellBackend::identity() const {
    return state_->session->connection().identity();
}

std::string ShellBackend::script(std::span<const Question> batch) const {
    std::vector<std::size_t> places(batch.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    auto plan = plan_steps(batch, places, state_->limits, Joining::yes);
    const auto commands = std::ranges::stable_partition(plan.steps, [](const Step& step) {
        return not step.is_authors;
    });
    const std::span<const Step> facts(plan.steps.begin(), commands.begin());
    auto text = fmt::format("# every shell reads this first\n{}", prelude());
    if (not facts.empty())
        text += "\n# the questions\n" + script_of(facts, 1);
    if (not commands.empty())
        text +=
            "\n# the commands, in a shell of their own, one at a time\n" + script_of(commands, 1);
    return text;
}

std::vector<Answer> ShellBackend::exchange(std::span<const Question> batch, Deadline deadline) {
    auto& state = *state_;
    if (state.refusal)
        throw CannotTell(*state.refusal);
    state.session->forget_work();
    Turn turn(batch, state.limits, deadline);
    bool may_reconnect = static_cast<bool>(state.options.reconnect);
    while (true) {
        try {
            turn.work(*state.session);
            return turn.take_answers();
        } catch (const CannotTell& why) {
            if (state.options.lane.rights and why.kind == Kind::denied)
                state.refusal = why;
            if (why.kind != Kind::lost or not may_reconnect)
                throw;
        }
        may_reconnect = false;
        turn.take_back(*state.session);
        state.open(state.options.reconnect());
    }
}

}  // namespace muster
