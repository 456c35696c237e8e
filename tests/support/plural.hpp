#pragma once

// Facts of plurals, as a test wants to say them.

#include "framework/model/fact.hpp"

#include <string>
#include <vector>

namespace muster::tests {

/// `of_all("users", "list", {"uid"})`.
Fact of_all(std::string plural, std::string attribute, std::vector<Argument> parameters = {});
/// The same with one more `.where(column, matcher)`.
Fact where(std::string column, Matcher matcher, Fact fact);

}  // namespace muster::tests
