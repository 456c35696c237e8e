#pragma once

// What the API tells of each thing, and the schemas that describe it.

#include "framework/base/json/json.hpp"
#include "framework/fleet/serve/overview.hpp"

namespace muster {

/// A target in a list: how it stands, in counts.
Json api_target(const Overview& overview, const WatchedTarget& target);
/// A target with all that is expected of it.
Json api_whole_target(const Overview& overview, const WatchedTarget& target);
/// An expectation of a target, or its reach.
Json api_state(const Overview& overview, const WatchedTarget& target, const State& state);
Json api_event(const Event& event);
Json api_silence(const Silence& silence);
/// The loop itself.
Json api_health(const Overview& overview);
/// Whether the loop is well, and nothing else of it.
Json api_liveness(const Overview& overview);

Json api_standing_shape();
// What describes them is added to the schemas by the file that writes them.
void add_target_schemas(Json& schemas);
void add_state_schemas(Json& schemas);
void add_event_schemas(Json& schemas);
/// All of the above by name, as the `schemas` of OpenAPI 3.0 has them, with those of the lists: "Target", "Targets" …
Json api_schemas();

}  // namespace muster
