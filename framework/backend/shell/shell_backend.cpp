#include "framework/backend/shell/shell_backend.hpp"

#include "framework/backend/shell/shell_session.hpp"
#include "framework/backend/shell/turn.hpp"
#include "framework/base/error.hpp"

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
