#pragma once

#include "framework/base/json/json.hpp"

#include <optional>
#include <string_view>

namespace muster {

/// What Python's literal_eval takes, with which Ansible reads the values of an INI file: texts in quotes, numbers, True,
/// False, None, lists, tuples and maps of them, a comment behind. Numbers and flags stay the texts that they were
/// written as. Nothing for anything else, which is a text then.
std::optional<Json> python_literal(std::string_view text);

}  // namespace muster
