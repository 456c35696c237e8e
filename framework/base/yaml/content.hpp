#pragma once

// YAML of a target, read by the core schema (YAML 1.2, 10.3).

#include "framework/base/json/content.hpp"

#include <string_view>

namespace muster {

/// The first document. Plain `null`, `~`, `true` and hexadecimal and octal numbers mean what they mean there;
/// every other scalar stays the text as it was written (`1.10`), since a Scalar is compared as a number where
/// one is asked for. A key that stands twice, an explicit tag, and aliases that multiply are faults.
DataContent yaml_content(std::string_view text);

}  // namespace muster
