#pragma once

#include "framework/model/value.hpp"

#include <string>

namespace muster {

/// Tells values of one type apart, secrets that are shown alike too. To compare by, never to be shown or
/// written.
std::string identity_of(const Value& value);

}  // namespace muster
