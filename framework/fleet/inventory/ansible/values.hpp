#pragma once

#include "framework/base/yaml/yaml.hpp"
#include "framework/fleet/inventory/ansible/groups.hpp"

#include <string>
#include <string_view>

namespace muster {

/// A variable of an INI file: `[1, 2]` and `{'a': 1}` are lists and maps, quotes around the whole are taken off, all
/// else is a text as it was written.
Variable ini_variable(std::string_view text, const Location& where);

/// A variable of a YAML file. What is encrypted (`!vault`) cannot be told.
Variable yaml_variable(const Yaml& node);

/// The members of a map, as variables.
void add_yaml_variables(const Yaml& node, std::string_view what, Variables& variables);

/// A variable of JSON; its scalars become texts.
Variable json_variable(const Json& value, const Location& where);

}  // namespace muster
