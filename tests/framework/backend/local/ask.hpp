#pragma once

// One question to the local backend, and the few things its tests need.

#include "framework/backend/local/local_backend.hpp"
#include "tests/support/child.hpp"

#include <stdexcept>
#include <string>

namespace muster::tests {

inline constexpr std::chrono::seconds usual_deadline{60};

inline Answer ask(
    const Question& question, Limits limits = {}, Nanoseconds deadline = usual_deadline
) {
    LocalBackend backend(limits);
    return backend.exchange({&question, 1}, Deadline(deadline)).at(0);
}

/// The answer of the kind that belongs to the question; a CannotTell ends the test with its message.
template<class Q>
typename AnswerOf<Q>::type answer_to(Q question, Limits limits = {}) {
    auto answer = ask(std::move(question), limits);
    if (const auto* why = std::get_if<CannotTell>(&answer))
        throw std::runtime_error("cannot tell: " + why->message);
    return std::get<typename AnswerOf<Q>::type>(std::move(answer));
}

/// The CannotTell that is expected; any answer ends the test.
inline CannotTell why_not(
    const Question& question, Limits limits = {}, Nanoseconds deadline = usual_deadline
) {
    const auto answer = ask(question, limits, deadline);
    if (const auto* why = std::get_if<CannotTell>(&answer))
        return *why;
    throw std::runtime_error("an answer: " + describe(answer));
}

inline Command shell(std::string line) {
    return {.words = {"sh", "-c", std::move(line)}};
}

inline Output output_of(Command command, Limits limits = {}) {
    return answer_to(Run{std::move(command)}, limits);
}

/// What an ordinary user is told, as "denied: permission denied reading /x" or as evidence has it. Root
/// is never denied, so a child that is nobody asks.
inline std::string told_to_ordinary_user(const Question& question) {
    return as_ordinary_user([&] {
        const auto answer = ask(question);
        const auto* why = std::get_if<CannotTell>(&answer);
        return why ? std::string(name(why->kind)) + ": " + why->message : describe(answer);
    });
}

}  // namespace muster::tests
