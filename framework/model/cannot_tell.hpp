#pragma once

#include <string>
#include <string_view>

namespace muster {

/// Why something could not be found out.
enum class Kind {
    denied,        ///< permission
    missing_tool,  ///< the target lacks a tool or a database that the answer needs
    timed_out,     ///< our own question took too long
    lost,          ///< the link or the lane broke
    unparsable,    ///< an answer that we do not understand
    too_large,     ///< beyond a limit
    unsupported,   ///< neither we nor the target know how
    failed,        ///< a tool or a system call failed for another reason
};

std::string_view name(Kind kind);

/// "Could not find out": thrown anywhere below a fact, caught in one place, where one fact is taken.
/// The rows of that fact are errored, negated or not. "Not there" is a value, never this.
struct CannotTell {
    Kind kind = Kind::failed;
    std::string message;    ///< what could not be done: "permission denied reading /etc/shadow"
    std::string hint = {};  ///< what to do next, when we know it: "try --sudo"

    friend bool operator==(const CannotTell&, const CannotTell&) = default;
};

/// "It cannot be asked of this kind of target": the rows of the fact are skipped with this reason.
struct NotAsked {
    std::string reason;

    friend bool operator==(const NotAsked&, const NotAsked&) = default;
};

}  // namespace muster
