#pragma once

#include "framework/host/question.hpp"

#include <string>
#include <string_view>

namespace muster {

/// Whether a failed system call proves that a path leads to nothing: ENOENT, ENOTDIR, ELOOP.
bool means_absent(int error);

/// What a failed system call leaves us with: "permission denied reading /etc/shadow" with its hint for
/// EACCES and EPERM, "reading /x: Input/output error" for anything else. `doing` is "reading".
CannotTell cannot(std::string_view doing, std::string_view what, int error);

/// The text of an errno, as strerror(3) in the C locale.
std::string error_text(int error);

/// No file, account or word of a command can have a NUL byte in its name.
bool has_nul(std::string_view text);

/// Does `ask`, which may throw CannotTell, for one question: the one place of this backend where
/// ignorance becomes an answer, so that it stays with the question it belongs to.
template<class Ask>
Answer answered(Ask ask) {
    try {
        return ask();
    } catch (const CannotTell& why) {
        return why;
    }
}

}  // namespace muster
