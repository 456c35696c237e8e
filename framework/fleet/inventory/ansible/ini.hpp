#pragma once

#include "framework/fleet/inventory/ansible/groups.hpp"

#include <string_view>

namespace muster {

/// An inventory of Ansible's in its INI form: hosts with variables, `[group]`, `[group:children]`, `[group:vars]`,
/// ranges, comments. A plain list of hosts, one a line, is one too; `user@host`, a url (`ssh://…`) and `local` may stand in it.
/// Throws Broken with file and line.
void read_ansible_ini(std::string_view text, const std::string& file, AnsibleInventory& inventory);

}  // namespace muster
