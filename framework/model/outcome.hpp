#pragma once

// What came of a plan: plain data that reporters write and never decide.

#include "framework/base/clock.hpp"
#include "framework/base/error.hpp"
#include "framework/model/plan.hpp"
#include "framework/model/platform.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

enum class Outcome { passed, failed, errored, skipped };

std::string_view name(Outcome outcome);

/// A question that a value came from, and what it brought, each on one line.
struct Evidence {
    std::string question;
    std::string answer;
};

/// Why a failure is let stand for a while: the outcome stays what it is, and the run does not fail by it.
struct Waiver {
    std::string reason;
    std::string ticket;
    std::string owner;
    std::string until;  ///< the last day, `2026-12-31`
};

/// The outcome of one row. Texts are for readers and already escaped for one line of a terminal;
/// a reporter escapes them again for its own format.
struct Result {
    std::string id;
    std::vector<std::string> headings;
    Location where;
    std::string statement;  ///< `file "/etc/x" mode: 0644`: what was expected of what
    std::string subject;    ///< `file "/etc/x"`; of joined expectations the first
    std::string attribute;  ///< `mode`

    Outcome outcome = Outcome::errored;
    std::string expected;  ///< "0644"; empty when errored or skipped
    std::string actual;    ///< "0666"; of a passed row, too
    std::string message;   ///< "expected 0644, is 0666", or the reason of an errored or skipped row
    std::string hint;
    std::vector<Evidence> evidence;

    Nanoseconds duration{0};  ///< of asking again; what leaves with a batch has no time of its own
    int attempts = 1;
    std::string because;
    Impact impact = Impact::medium;
    std::string given_id;
    std::string about;
    bool follow = false;
    std::optional<Waiver> waived = {};  ///< of a failed row
};

struct SpecReport {
    std::string title;
    Location where;
    std::vector<std::string> roles;
    std::vector<std::string> tags;
    std::string owner;
    std::string runbook;
    std::vector<Result> results;
    bool of_fleet = false;  ///< a FLEET, or those rows of it that are about the target
};

/// Counts of outcomes.
struct Tally {
    std::size_t passed = 0;
    std::size_t failed = 0;  ///< without those that are waived
    std::size_t errored = 0;
    std::size_t skipped = 0;
    std::size_t waived = 0;

    std::size_t all() const { return passed + failed + errored + skipped + waived; }
    void add(Outcome outcome);
    void add(const Result& result);
    Tally& operator+=(const Tally& other);
    friend bool operator==(const Tally&, const Tally&) = default;
};

struct TargetReport {
    std::string name;
    std::string url;
    Platform platform;
    std::vector<std::string> roles;
    std::string named_as =
        {};  ///< as -t takes it, where that is not the url: a name of the inventory
    bool is_fleet =
        false;  ///< what FLEETs found: of nobody, or of members that are named in each row
    std::string unreachable;  ///< why nothing could be asked; empty when it was reached
    std::string lost =
        {};  ///< why it was lost after it had answered: its rows are errored by that; empty: it was not
    std::vector<SpecReport> specs;
    std::vector<std::string> notices;  ///< "3 specs with roles left out", "by the system's ssh: …"
    std::string identity =
        {};  ///< its host key; empty: there is nothing of the kind, or it was not reached
    std::size_t exchanges = 0;  ///< turns after login
    Instant started;
    Nanoseconds duration{0};
};

/// A row that did not hold, in this run or in the one that it is compared with; or a target, without an id.
struct Change {
    enum class Kind {
        fresh,  ///< it held before, or was not asked
        fixed,  ///< it holds now
        still,  ///< it held neither before nor now
        gone,   ///< it is not asked any more
    };
    Kind kind = Kind::fresh;
    std::string target;
    std::string id;
    Location where;
    std::string statement;
    std::string message;  ///< of the later run in which it did not hold
};
std::string_view name(Change::Kind kind);  ///< "new", "fixed", "still failing", "gone"

struct RunReport {
    std::string version;  ///< of Muster
    Instant started;
    Nanoseconds duration{0};
    std::vector<TargetReport> targets;
    bool interrupted = false;   ///< Ctrl-C: what is known is told
    std::string compared_with;  ///< an earlier report; empty: none
    std::vector<Change> changes;
};

Tally tally(const SpecReport& spec);
Tally tally(const TargetReport& target);
Tally tally(const RunReport& run);

/// Nothing passed or failed: not to be taken for green. Why, or nothing when it was verified.
/// A SPEC without rows is not verified; one whose rows are all skipped is not applicable.
std::string not_verified(const SpecReport& spec);
std::string not_verified(const TargetReport& target);

/// DESIGN 2: 1 something failed, 2 nothing failed but something errored, was not verified or was
/// unreachable, 0 conforms. With `strict` every SPEC has a pass and nothing errored, or 1.
enum class Strictness { usual, strict };
int exit_status(const RunReport& run, Strictness strictness = Strictness::usual);

}  // namespace muster
