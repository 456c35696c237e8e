#pragma once

// Of whom a fact may be asked: a SPEC is about its target, a FLEET about the members of the inventory, the controller's
// place in the network, and that of from(…).

#include "framework/model/expression.hpp"
#include "framework/model/vocabulary.hpp"

#include <optional>
#include <string>

namespace muster {

/// Where an expectation stands.
enum class Placing {
    in_spec,
    in_fleet,
    of_each,  ///< an argument of `hosts(…)`, asked of each member
};

struct Misplaced {
    std::string message;
    std::string hint;
};

/// Why a fact of the expression has no meaning there, or nothing.
std::optional<Misplaced> misplaced(
    const Expression& expression, Placing standing, const Lexicon& lexicon
);

}  // namespace muster
