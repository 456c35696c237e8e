#pragma once
#include <string_view>

namespace muster::tests {

/// Says that the running test case cannot be run on this machine and why; the case then returns:
///
///     if (::geteuid() != 0)
///         return skip("not root");
///
/// tools/test counts the case as skipped, and as an error with MUSTER_REQUIRE_ALL=1. Never call it
/// after something was checked, nor from a second thread.
void skip(std::string_view reason);

}  // namespace muster::tests
