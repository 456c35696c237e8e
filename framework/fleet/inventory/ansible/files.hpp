#pragma once

#include "framework/fleet/inventory/ansible/groups.hpp"

#include <string>
#include <vector>

namespace muster {

/// Reads `group_vars` and `host_vars` of a folder: NAME, NAME.yml, NAME.yaml, NAME.json, or a folder NAME of such files,
/// for the groups and hosts that the inventory names. A file that is encrypted as a whole is kept as a vault.
void read_variable_files(const std::string& folder, AnsibleInventory& inventory);

/// The files of an inventory that is a folder, sorted; without hidden ones, group_vars, host_vars and the endings that
/// Ansible passes over (.ini, .cfg, .md, .txt, .rst, .bak, .orig, .swp, .pyc, .pyo, .rpm, .retry, ~).
std::vector<std::string> inventory_files_in(const std::string& folder);

}  // namespace muster
