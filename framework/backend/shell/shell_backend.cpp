#include "framework/backend/shell/shell_backend.hpp"

#include "framework/backend/name_servers.hpp"
#include "framework/backend/shell/prelude.hpp"
#include "framework/backend/shell/questions_of_streams.hpp"
#include "framework/backend/shell/shell_session.hpp"
#include "framework/backend/shell/turn.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace muster {

struct ShellBackend::State {
    ShellOptions options;
    StepLimits limits;
    std::unique_ptr<ShellSession> session;
    std::optional<QuestionsOfStreams> streams;
    std::optional<CannotTell> refusal;  // what sudo said: asking again could lock the account

    void open(std::unique_ptr<Connection> connection) {
        session =
            std::make_unique<ShellSession>(std::move(connection), options.lane, options.lanes);
    }
    std::vector<Answer> ask_shells(std::span<const Question> batch, Deadline deadline);
    Answer ask_meanwhile(const Question& question, Deadline deadline);
};

ShellBackend::ShellBackend(std::unique_ptr<Connection> connection, ShellOptions options)
    : state_(std::make_unique<State>()) {
    const bool is_root = options.lane.rights or connection->peer().starts_with("root@");
    state_->limits = {options.limits, options.fact_time, is_root ? "" : "try --sudo"};
    const bool dials_apart = connection->dials() == Dials::one_at_a_time;
    state_->streams.emplace(dials_apart ? options.reconnect : nullptr, options.limits);
    state_->options = std::move(options);
    state_->open(std::move(connection));
}

ShellBackend::~ShellBackend() = default;

std::string ShellBackend::identity() const {
    return state_->session->connection().identity();
}

void ShellBackend::expect_commands(std::size_t count) {
    state_->session->expect_commands(count);
}

std::vector<OwnProcess> ShellBackend::own_processes() const {
    std::vector<OwnProcess> own;
    for (const auto& shell : state_->session->shells())
        own.push_back(
            {.pid = *whole_number(shell.number),
             .start_ticks = static_cast<std::uint64_t>(*whole_number(shell.start))}
        );
    return own;
}

Limits ShellBackend::limits() const {
    return state_->limits.limits;
}

std::string ShellBackend::script(std::span<const Question> batch) const {
    const auto of_shells = state_->streams->without_streams(batch);
    std::vector<std::size_t> places(of_shells.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    auto plan = plan_steps(of_shells, places, state_->limits, Joining::yes);
    const auto first_command =
        std::stable_partition(plan.steps.begin(), plan.steps.end(), [](const Step& step) {
            return not step.is_authors;
        });
    const std::span<const Step> facts(plan.steps.begin(), first_command);
    const std::span<const Step> commands(first_command, plan.steps.end());
    auto text = fmt::format("# every shell reads this first\n{}", prelude());
    if (not facts.empty())
        text += "\n# the questions\n" + script_of(facts, 1);
    if (not commands.empty())
        text +=
            "\n# the commands, in a shell of their own, one at a time\n" + script_of(commands, 1);
    return text;
}

std::vector<Answer> ShellBackend::State::ask_shells(
    std::span<const Question> batch, Deadline deadline
) {
    session->forget_work();
    Turn turn(batch, limits, deadline);
    bool may_reconnect = static_cast<bool>(options.reconnect);
    while (true) {
        try {
            turn.work(*session);
            return turn.take_answers();
        } catch (const CannotTell& why) {
            if (options.lane.rights and why.kind == Kind::denied)
                refusal = why;
            if (why.kind != Kind::lost or not may_reconnect)
                throw;
        }
        may_reconnect = false;
        turn.take_back(*session);
        open(options.reconnect());
    }
}

/// One question while streams are open on the connection: it is not made anew below them.
Answer ShellBackend::State::ask_meanwhile(const Question& question, Deadline deadline) {
    Turn turn({&question, 1}, limits, deadline);
    turn.work(*session);
    return turn.take_answers().front();
}

/// Name servers are asked over TCP first: a reply is never cut short there, and UDP needs a tool that the target
/// may lack.
std::vector<Answer> ShellBackend::exchange(std::span<const Question> batch, Deadline deadline) {
    return exchange_over_both(batch, Over::tcp, [&](std::span<const Question> questions) {
        return turn(questions, deadline);
    });
}

std::vector<Answer> ShellBackend::turn(std::span<const Question> batch, Deadline deadline) {
    auto& state = *state_;
    if (state.refusal)
        throw CannotTell(*state.refusal);
    const auto of_shells = state.streams->without_streams(batch);
    auto answers = state.streams->merged(batch, state.ask_shells(of_shells, deadline));
    state.streams->answer(
        batch,
        answers,
        {.shells = state.session->connection(),
         .ask = [&](const Question& one) { return state.ask_meanwhile(one, deadline); },
         .deadline = deadline}
    );
    return answers;
}

}  // namespace muster
