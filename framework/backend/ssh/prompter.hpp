#pragma once

#include "framework/base/secret.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace muster {

/// Asks the person at the keyboard for a secret. In a batch there is none, and nobody is asked.
class Prompter {
public:
    virtual ~Prompter() = default;

    /// Shows `prompt` and reads one line without echo. Nothing when nobody answers: no terminal, end
    /// of input, Ctrl-C.
    virtual std::optional<Secret> ask(const std::string& prompt) = 0;
};

/// Asks on /dev/tty, whatever standard input and output are. The echo comes back also when a signal
/// ends the program.
class TerminalPrompter : public Prompter {
public:
    std::optional<Secret> ask(const std::string& prompt) override;
};

/// Answers every question with one password.
class KnownPassword : public Prompter {
public:
    explicit KnownPassword(Secret password) : password_(std::move(password)) {}

    std::optional<Secret> ask(const std::string&) override { return password_.duplicate(); }

private:
    const Secret password_;
};

/// Asks each question once and remembers the answer: fifty hosts that need one key's passphrase ask
/// once, a second connection to a host asks nothing. May be used by several threads.
class RememberingPrompter : public Prompter {
public:
    explicit RememberingPrompter(Prompter& asked) : asked_(asked) {}

    std::optional<Secret> ask(const std::string& prompt) override;

private:
    Prompter& asked_;
    std::mutex one_at_a_time_;
    std::map<std::string, std::optional<Secret>> answers_;
};

}  // namespace muster
