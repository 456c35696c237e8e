#pragma once

#include "framework/base/json/json.hpp"
#include "framework/model/value.hpp"

namespace muster {

/// Single values, for plans, recordings and reports: "1" the text, 1 the number and 1 the scalar stay
/// apart, and any bytes survive.
Json to_json(const Value& value);
/// Throws Broken when `json` is no value.
Value value_from_json(const Json& json);

}  // namespace muster
