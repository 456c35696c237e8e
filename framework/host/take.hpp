#pragma once

#include "framework/host/resource.hpp"

#include <variant>

namespace muster {

/// What came of asking for one fact: a value (or the lack of one), ignorance, or "not to be asked here".
using Found = std::variant<Value, CannotTell, NotAsked>;

/// Takes one fact: of a row, or of a thing of a plural. This is the one place where "cannot tell" is caught:
/// it belongs to this fact and to no other.
Task<Found> take(Host& host, Reader read, Fact fact);

}  // namespace muster
