#pragma once

#include "framework/base/yaml/yaml.hpp"
#include "framework/fleet/inventory/ansible/groups.hpp"

namespace muster {

/// An inventory of Ansible's in its YAML form: groups with `hosts`, `children` and `vars`. Throws Broken with line and
/// column, also for a key that Ansible passes over with a warning: what is below it would be lost.
void read_ansible_yaml(const Yaml& document, AnsibleInventory& inventory);

/// What a dynamic inventory says for `--list`: groups with `hosts`, `children` and `vars`, or lists of hosts, and
/// `_meta` with the variables of hosts. Gives whether it has `_meta`: without it each host is to be asked for.
enum class HostVariables { told, to_be_asked };
HostVariables read_ansible_list(
    const Json& list, const Location& where, AnsibleInventory& inventory
);

}  // namespace muster
