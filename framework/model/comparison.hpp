#pragma once

// What is different between two runs: for those who run Muster from cron, and want to know of news alone.

#include "framework/model/outcome.hpp"

#include <vector>

namespace muster {

/// Every row that did not hold before or does not now (failed or errored), and every target that could not be reached;
/// by target and the row's id, in the order of the later run, then what was bad before. A row that is skipped now, or is
/// no longer there, is `gone`: it was not mended. Of targets that are not in the later run, or were not reached by it,
/// nothing is said that they were bad before.
std::vector<Change> changes_between(const RunReport& before, const RunReport& now);

}  // namespace muster
