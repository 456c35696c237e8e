#pragma once

#include "framework/base/json/json.hpp"

#include <cstddef>
#include <map>
#include <ostream>
#include <string>
#include <string_view>

namespace muster {

/// What a store knew of a target at a moment: values by the ids of expectations.
using KnownValues = std::map<std::string, std::string>;

KnownValues known_values(const Json& facts);

/// Writes what is not alike, `- id: value` of the one and `+ id: value` of the other, each line behind `indent`; how many
/// ids that were.
std::size_t print_differences(
    const KnownValues& one, const KnownValues& other, std::string_view indent, std::ostream& out
);

}  // namespace muster
