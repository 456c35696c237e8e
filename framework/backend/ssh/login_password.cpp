#include "framework/backend/ssh/login_password.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <cstdlib>
#include <cstring>

namespace muster {

namespace {

// Nobody types faster than the server's LoginGraceTime (two minutes, usually) allows.
constexpr auto typing_patience = std::chrono::seconds(120);
constexpr int most_questions = 10;

void answer_questions(
    const char*,
    int,
    const char*,
    int,
    int count,
    const LIBSSH2_USERAUTH_KBDINT_PROMPT* prompts,
    LIBSSH2_USERAUTH_KBDINT_RESPONSE* responses,
    void** abstract
) {
    auto& session = *static_cast<Session*>(*abstract);
    for (int i = 0; i < std::min(count, most_questions); ++i) {
        auto answer = session.answer({prompts[i].text, prompts[i].length}, prompts[i].echo != 0);
        // libssh2 frees it with free(3), its usual allocator.
        responses[i].text = strndup(answer.data(), answer.size());
        responses[i].length =
            responses[i].text == nullptr ? 0 : static_cast<unsigned>(answer.size());
        Secret::wipe(answer);
    }
}

}  // namespace

PasswordLogin log_in_by_dialogue(Session& session, const LoginOptions& options) {
    bool asked = false;
    bool answered = true;
    session.answer = [&](std::string_view prompt, bool) {
        asked = true;
        // The server chooses the words: whose they are is said first, so that no server can pose as us.
        const auto words = trimmed(prompt);
        const auto question = options.place + " asks: "
                              + std::string(words.substr(0, words.find_last_not_of(": ") + 1));
        const auto typed = answered ? options.password->ask(question) : std::nullopt;
        answered = answered and typed.has_value();
        return typed ? std::string(typed->revealed()) : std::string();
    };
    const auto step = [&] {
        return libssh2_userauth_keyboard_interactive_ex(
            session.raw(),
            options.user.c_str(),
            static_cast<unsigned>(options.user.size()),
            &answer_questions
        );
    };
    const int said = session.drive(
        step,
        earlier(Deadline(options.patience + typing_patience), options.deadline),
        "keyboard-interactive"
    );
    session.answer = nullptr;
    if (said == 0)
        return PasswordLogin::done;
    if (not asked)
        return PasswordLogin::not_asked;
    return answered ? PasswordLogin::refused : PasswordLogin::nobody_answered;
}

PasswordLogin log_in_by_password(Session& session, const LoginOptions& options) {
    const auto password = options.password->ask("password for " + options.place);
    if (not password)
        return PasswordLogin::nobody_answered;
    const auto text = password->revealed();
    const auto step = [&] {
        return libssh2_userauth_password_ex(
            session.raw(),
            options.user.c_str(),
            static_cast<unsigned>(options.user.size()),
            text.data(),
            static_cast<unsigned>(text.size()),
            nullptr
        );
    };
    const int said =
        session.drive(step, earlier(Deadline(options.patience), options.deadline), "a password");
    return said == 0 ? PasswordLogin::done : PasswordLogin::refused;
}

}  // namespace muster
