#pragma once

// Single results and how they join. RESOURCES 2.1; the whole table is a test.

#include "framework/model/outcome.hpp"

namespace muster {

/// Yes and no are verdicts; the others never turn into one, negated or not.
enum class Truth { yes, no, absent, unknown, skipped };

/// Yes and no change places, the others stay.
Truth opposite(Truth truth);

/// `and`: no (or absent) if any is, else unknown, else skipped, else yes.
Truth both(Truth left, Truth right);

/// `or`: yes if any is, else unknown, else skipped, else no.
Truth either(Truth left, Truth right);

/// Yes passed; no and absent failed; unknown errored; skipped skipped.
Outcome outcome_of(Truth truth);

}  // namespace muster
