#pragma once

#include "framework/author/lint/claims.hpp"

namespace muster {

/// What is known of a matcher before any value is.
enum class Foregone { passes, fails, open };
Foregone foregone(const Matcher& matcher, const Fact& fact, const LintGround& ground);

}  // namespace muster
