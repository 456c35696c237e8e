#pragma once

#include "framework/fleet/inventory/ansible/groups.hpp"

#include <string>

namespace muster {

/// Asks a dynamic inventory, a program that says JSON for `--list`, and for `--host NAME` where it has no `_meta`. It
/// has a minute for each answer. Throws Broken with its last words when it fails.
void read_ansible_script(const std::string& path, AnsibleInventory& inventory);

/// Whether a file is a program: executable, and begins with `#!` or as an ELF file does.
bool is_program(const std::string& path);

}  // namespace muster
