#pragma once

#include "framework/base/yaml/yaml.hpp"
#include "framework/fleet/inventory/ansible/groups.hpp"

#include <string>
#include <string_view>

namespace muster {

/// The documents of a YAML file of Ansible's: merge keys (`<<: *base`) are carried out. An inventory may have two
/// million nodes.
std::vector<Yaml> parse_ansible_yaml(std::string_view text, const std::string& file);

/// A variable of an INI file: what is a literal of Python (python_literal.hpp), all else is a text as it was written.
Variable ini_variable(std::string_view text, const Location& where);

/// A variable of a YAML file. What is encrypted (`!vault`) cannot be told, what is `!unsafe` holds no template.
Variable yaml_variable(const Yaml& node);

/// The members of a map, as variables.
void add_yaml_variables(const Yaml& node, std::string_view what, Variables& variables);

/// A variable of JSON; its scalars become texts. `__ansible_vault` and `__ansible_unsafe` are what ansible-inventory
/// writes for `!vault` and `!unsafe`.
Variable json_variable(const Json& value, const Location& where);

}  // namespace muster
