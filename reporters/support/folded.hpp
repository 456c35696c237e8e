#pragma once

// Equal failures told once, with the targets that they are on.

#include "framework/model/outcome.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace muster {

/// A row that came out the same on several targets: the first of them, and their names, folded (`web[01-03]`).
struct FoldedRow {
    const TargetReport* target = nullptr;
    const SpecReport* spec = nullptr;
    const Result* result = nullptr;
    std::string targets;
};

/// What of a run is told: rows of one outcome, those that are waived for themselves.
enum class Told { failed, errored, waived };

/// In the order of the run. Rows are equal that stand at one place, say the same, matter as much and are waived alike.
std::vector<FoldedRow> folded_rows(const RunReport& run, Told told);

/// Numbers rows that did not pass, in the order in which they come: equal ones, as above, have one number.
class RowNumbers {
public:
    std::size_t of(const SpecReport& spec, const Result& result);

private:
    std::map<std::string, std::size_t> numbers_;
};

/// Targets of which the same is said: `web[1-3]`, `connection refused`.
struct FoldedTargets {
    std::string targets;
    std::string said;
};
/// Nothing is said of a target where the text is empty.
std::vector<FoldedTargets> folded_targets(
    const RunReport& run, const std::function<std::string(const TargetReport&)>& said_of
);
/// With the reason why nothing was asked of them.
std::vector<FoldedTargets> unreachable_targets(const RunReport& run);
/// Those that were reached and of which nothing was verified.
std::vector<FoldedTargets> unverified_targets(const RunReport& run);

/// A spec without expectations, and the targets on which it has none.
struct FoldedSpec {
    const SpecReport* spec = nullptr;
    std::string targets;
    std::string why;
};
std::vector<FoldedSpec> unverified_specs(const RunReport& run);

}  // namespace muster
