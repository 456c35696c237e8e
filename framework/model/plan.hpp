#pragma once

// The rows collected for a target: a plain value that can be written, read and sent (plan_codec.hpp).

#include "framework/base/clock.hpp"
#include "framework/base/error.hpp"
#include "framework/model/expression.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

enum class Impact { none, low, medium, high, critical };

std::string_view name(Impact impact);
std::optional<Impact> impact_named(std::string_view name);

/// `only_if(…)`: not a row itself; what it guards is judged when it holds.
struct Guard {
    Expression expression;
    Location where;
};

/// One expectation with its heading and source line.
struct Row {
    std::string id;                     ///< stable: see row_id.hpp
    std::vector<std::string> headings;  ///< enclosing IT blocks, outermost first
    Location where;
    Expression expression;
    std::vector<Guard> guards;
    std::string skip_reason;  ///< not empty: skipped, never asked
    std::string broken;       ///< not empty: errored with this text, never asked

    Nanoseconds retry_for{0};
    std::string because;
    Impact impact = Impact::medium;
    std::string given_id;  ///< `.id("name")`
    std::string about;     ///< the member a row of a FLEET is about
    bool follow = false;   ///< in the loop a change of value is told
    bool judged = true;    ///< false: `follow(fact);` alone
    bool of_target =
        false;  ///< it has a name or a value from what is known of the target before it is asked
};

/// A heading below which no row was said, with those around it.
struct EmptyBlock {
    Location where;
    std::vector<std::string> headings;
};

/// A titled list of rows: a SPEC, or a FLEET, which is collected once for a run.
struct Spec {
    enum class Kind { spec, fleet };
    Kind kind = Kind::spec;
    std::string title;
    Location where;
    std::vector<std::string> roles;
    std::vector<std::string> tags;
    std::string owner;
    std::string runbook;
    std::vector<Row> rows;
    std::vector<EmptyBlock> empty_blocks;
};

/// What a spec file says that has no meaning on any target: the run ends with 64 before asking.
struct Problem {
    Location where;
    std::string message;
    std::string hint;
    bool warning = false;  ///< told, and the run goes on
    std::string rule =
        {};  ///< of lint (framework/author/lint/rules.hpp), which alone tells it then
};

struct Plan {
    std::string target;
    std::vector<Spec> specs;
    std::vector<std::string> left_out;  ///< titles of specs whose roles the target has not
    std::vector<Problem> problems;
};

}  // namespace muster
