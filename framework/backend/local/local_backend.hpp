#pragma once

#include "framework/host/backend.hpp"

#include <span>
#include <string>
#include <vector>

namespace muster {

/// Answers questions about this machine: files and folders by system calls, commands by posix_spawn(3),
/// connections by sockets of our own.
///
/// - Not there: ENOENT, ENOTDIR, ELOOP, and every path that holds a NUL byte. EACCES and EPERM are
///   CannotTell{denied}, any other errno CannotTell{failed}.
/// - Our own commands run side by side, an author's one at a time, each in a session of its own without
///   a terminal and with this environment: `PATH`, `LC_ALL=C`, `HOME`, `USER`, `LOGNAME` and `SHELL` of
///   the account it runs as, then what the command brings. Standard input is /dev/null or an unlinked
///   file that holds the input.
/// - A command has ended when the process that was started has ended; what it left running in the
///   background is left alone and not waited for. Past its deadline or output limit all of it is killed.
class LocalBackend : public Backend {
public:
    explicit LocalBackend(Limits limits = {}) : limits_(limits) {}

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override;

    bool can(Ability) const override { return true; }
    std::string why_not(Ability) const override { return ""; }
    bool reads_are_free() const override { return true; }
    Limits limits() const override { return limits_; }

private:
    Limits limits_;
};

}  // namespace muster
