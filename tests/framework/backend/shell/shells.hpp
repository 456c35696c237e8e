#pragma once

// The shells that the protocol is tested on, each over pipes.

#include "framework/backend/shell/pipe_connection.hpp"
#include "framework/backend/shell/shell_backend.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

/// So that a test that fails says why.
CATCH_TRANSLATE_EXCEPTION(const muster::CannotTell& why) {
    return std::string(name(why.kind)) + ": " + why.message;
}

namespace muster::tests {

inline const std::vector<std::string>& all_shells() {
    static const std::vector<std::string> shells = {"dash", "bash", "busybox sh", "mksh", "zsh"};
    return shells;
}

inline ShellBackend backend_on(const std::string& shell, ShellOptions options = {}) {
    options.lane.shell = shell;
    return {
        std::make_unique<PipeConnection>(std::vector<std::string>{"sh", "-c"}, "root@pipe"),
        std::move(options)};
}

/// One exchange with one question.
template<class Asked>
typename AnswerOf<Asked>::type ask(ShellBackend& backend, Asked asked) {
    const std::vector<Question> batch = {std::move(asked)};
    auto answers = backend.exchange(batch, Deadline(std::chrono::seconds(20)));
    if (const auto* why = std::get_if<CannotTell>(&answers.at(0)))
        throw CannotTell(*why);
    return std::get<typename AnswerOf<Asked>::type>(std::move(answers.at(0)));
}

/// The reason why a question cannot be answered; a kind that no test expects when it can.
template<class Asked>
CannotTell refusal(ShellBackend& backend, Asked asked) {
    try {
        (void)ask(backend, std::move(asked));
    } catch (const CannotTell& why) {
        return why;
    }
    return {Kind::unsupported, "it was answered"};
}

}  // namespace muster::tests
