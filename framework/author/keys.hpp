#pragma once

// One spelling for equal things, where the words that readers are shown are cut, or hide a secret.

#include "framework/model/expression.hpp"

#include <string>

namespace muster {

/// A subject without what is asked of it.
std::string key_of(const Subject& subject);
/// A matcher with all of its values.
std::string key_of(const Matcher& matcher);
/// A fact with what is made of it: `captured`, a member of a map.
std::string key_with_derivations(const Fact& fact);
/// A row that a fact fits a matcher, or does not.
std::string key_of(const Expression& expression);

}  // namespace muster
