#pragma once

// How a program that was started somewhere becomes a shell that listens: the words that start it, and
// what its first output means. Pure: bytes in, what to do out.

#include "framework/backend/shell/rights.hpp"
#include "framework/base/clock.hpp"
#include "framework/model/cannot_tell.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster {

class Login {
public:
    /// `ready` is what the shell says first, `prompt` what sudo says when it wants a password: random.
    Login(std::string ready, std::string prompt, std::string peer)
        : ready_(std::move(ready)), prompt_(std::move(prompt)), peer_(std::move(peer)) {}

    /// The line for the login shell, whichever that is: plain words and single quotes, which mean the
    /// same to sh, csh and fish. `shell` are the words that start a POSIX shell.
    std::string line(std::string_view shell, const Rights* rights);

    enum class Next { wait, send_password, listen };

    /// What to do, after all that has come so far. send_password comes at most once. Throws CannotTell
    /// when this will not become a shell: a refused password, a flood.
    Next look(std::string_view out, std::string_view err);

    /// Why it is over: the streams have ended before the shell said that it listens.
    CannotTell ended(std::string_view out, std::string_view err) const;
    CannotTell timed_out(Nanoseconds after, std::string_view out, std::string_view err) const;
    CannotTell no_password() const;

    /// Where in `out` the bytes begin that come after the line that says that it listens.
    std::size_t heard() const { return heard_; }

    /// Whether the shell reads its input itself, in pieces: it is known to be none of bash, mksh and zsh, for which
    /// head(1) reads the prelude.
    bool reads_ahead() const { return reads_ahead_; }

private:
    std::string ready_;
    std::string prompt_;
    std::string peer_;
    std::string account_;  // whose password sudo wants
    bool has_sent_password_ = false;
    std::size_t heard_ = 0;
    bool is_plain_ = false;  ///< /bin/sh by nobody's leave
    bool reads_ahead_ = false;
};

}  // namespace muster
