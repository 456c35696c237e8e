#pragma once

#include "framework/base/json/json.hpp"
#include "framework/model/plan.hpp"
#include "framework/model/target.hpp"

namespace muster {

/// The version of the form below; a plan of another version is refused, never guessed at.
constexpr int plan_format = 1;

/// Plans travel as JSON between a collector program and the command, and wherever else they are kept.
/// Any bytes survive (base64 where they are no UTF-8).
Json to_json(const Plan& plan);
/// Throws Broken when `json` is no plan of this format.
Plan plan_from_json(const Json& json);

/// What a collector program is told of each target, but for the inventory, which is told once.
Json to_json(const Surroundings& surroundings);
Surroundings surroundings_from_json(const Json& json);
Json to_json(const Inventory& inventory);
Inventory inventory_from_json(const Json& json);

/// What is remembered of a known host.
Json to_json(const Platform& platform);
Platform platform_from_json(const Json& json);

}  // namespace muster
