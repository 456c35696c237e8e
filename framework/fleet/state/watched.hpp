#pragma once

// What the loop knows of each thing that it watches: plain data, which the store keeps and the page shows.

#include "framework/model/outcome.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// What is watched: an expectation of a target. Without an id it is the target itself: that it can be reached. Without
/// either it is the monitor: that it sees anybody at all. Rows of FLEETs that are about no member are of the target
/// `fleet_name`.
struct Watched {
    std::string target;
    std::string id;

    bool is_expectation() const { return not id.empty(); }
    bool is_target() const { return id.empty() and not target.empty(); }
    bool is_monitor() const { return id.empty() and target.empty(); }
    friend auto operator<=>(const Watched&, const Watched&) = default;
    friend bool operator==(const Watched&, const Watched&) = default;
};

/// Who has the rows of FLEETs that are about nobody: no target can be called so.
constexpr std::string_view fleet_name = "(fleet)";

/// How a thing stands. Failed and errored are problems, of a target errored alone: it cannot be reached.
enum class Standing {
    pending,  ///< never asked
    conforms,
    failed,
    errored,
    skipped,  ///< it cannot be asked there, or its author said so
    stale,    ///< no result for three intervals
};
std::string_view name(Standing standing);  ///< "pending", "conforms", "failed", …
std::optional<Standing> standing_named(std::string_view name);
inline bool is_problem(Standing standing) {
    return standing == Standing::failed or standing == Standing::errored
           or standing == Standing::stale;
}

/// The last result of a thing, with what its spec says of it. Of a target and of the monitor only `result.message`,
/// `result.statement` and `result.hint` are told.
struct Observation {
    std::string spec;                ///< its title
    std::vector<std::string> roles;  ///< of the spec; of a target its own
    std::vector<std::string> tags;
    std::string owner;
    std::string runbook;
    bool of_fleet = false;  ///< a row of a FLEET, of nobody or about the target
    Result result = {};
};

/// All that is known of one watched thing. A result that differs from what was settled is soft until it has come as often
/// in a row as the rules want (Icinga's soft and hard states).
struct State {
    Watched of;
    Standing standing = Standing::pending;  ///< by the last result
    Standing settled = Standing::pending;   ///< what it was when it was last hard
    int attempt = 0;    ///< so many results in a row were a problem while that is not settled
    Instant since{};    ///< when `settled` began: the first of the results that made it
    Instant changed{};  ///< when `standing` began
    Instant last{};     ///< of the last result
    std::uint32_t recent =
        0;            ///< whether each of the last 21 results was a problem, the last in bit 0
    int results = 0;  ///< so many of them there were, at most 21
    bool flapping = false;
    /// A problem of which somebody was told, and not yet of its end.
    bool told = false;
    Instant told_at{};           ///< when it was; reminders do not change it
    bool told_flapping = false;  ///< and what was told is that it goes to and fro
    /// The value of a row that is followed, as it was last known; nothing: of no other row, and never yet.
    std::optional<std::string> followed = {};
    Observation observation = {};

    bool is_soft() const { return standing != settled; }
};

/// What is known of a target as a whole.
struct TargetState {
    std::string name;
    std::string url;
    std::vector<std::string> roles;
    std::string behind;  ///< the target on its way, by name; empty: none that is watched
    Platform platform;
    std::string
        identity;  ///< its host key, as Backend::identity() gives it; empty: nothing of the kind
    Instant first_seen{};       ///< when it came into the inventory
    Instant last_round{};       ///< when it was last asked, reached or not
    Nanoseconds took{0};        ///< of that round
    std::size_t exchanges = 0;  ///< of that round, after login
    Nanoseconds late{0};        ///< how much later than it was due that round began
    bool retired = false;       ///< it left the inventory; it is kept for its history
    std::vector<std::string> notices;
};

/// Something that happened, as history keeps it. Whether somebody was told of it is another matter.
struct Event {
    enum class Kind {
        problem,   ///< it is a problem from now on (hard)
        recovery,  ///< it is none any more
        turned,    ///< it is another problem than before: errored after failed
        soft,      ///< a first sign, or one that went away
        flapping,  ///< it goes to and fro
        steady,    ///< it has ended to
        followed,  ///< a value that is followed has changed
        appeared,  ///< a target came into the inventory; an expectation into a spec
        retired,   ///< it left
        rebuilt,   ///< a target came back as another machine: its states begin anew
        silenced,  ///< somebody silenced or acknowledged it
        action,    ///< a command was run, or would have been, or was held back
        mark,      ///< `muster mark`: somebody says what happened
        trouble,   ///< of the loop itself: a file is broken, the store is full
    };
    std::int64_t number = 0;  ///< by the store, growing
    Instant at{};
    Watched of;
    Kind kind = Kind::mark;
    Standing from = Standing::pending;
    Standing to = Standing::pending;
    std::string was;  ///< of `followed` the old value
    std::string is;   ///< of `followed` the new one; of problems the message; of a mark its text
    std::string statement;  ///< of an expectation
    std::string who;        ///< of marks and silences; of `action` the name of the rule
};
std::string_view name(Event::Kind kind);  ///< "problem", "recovery", …
std::optional<Event::Kind> event_kind_named(std::string_view name);

/// Somebody wants not to be told for a while.
struct Silence {
    enum class Kind {
        silence,  ///< of all that it names, whatever comes
        ack,      ///< of the problem that is there now: it ends with that
    };
    std::int64_t number = 0;  ///< by the store
    Kind kind = Kind::silence;
    std::string target;  ///< a name, or a glob of names; empty: any
    std::string role;    ///< empty: any
    std::string id;  ///< of expectations: an id or a glob of ids; empty: all, and the target itself
    Instant from{};
    Instant until{};  ///< of an ack the epoch: as long as the problem
    std::string reason;
    std::string who;
};

}  // namespace muster
