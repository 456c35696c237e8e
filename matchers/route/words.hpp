#pragma once

// What `route`, `default_gateway` and `route_to` can be asked: the table of the manual.

#include "framework/model/network.hpp"
#include "framework/model/vocabulary.hpp"

#include <optional>

namespace muster {

ResourceEntry route_entry();
ResourceEntry default_gateway_entry();
ResourceEntry route_to_entry();

/// The network that `route(…)` names, or nothing where it names none: `default` is 0.0.0.0/0, with the
/// family 6 ::/0, an address without a prefix is that host alone.
std::optional<Address> destination_from(const Subject& subject);

}  // namespace muster
