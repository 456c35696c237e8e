#pragma once

#include "framework/fleet/inventory/ansible/groups.hpp"

namespace muster {

/// What an inventory of Ansible's says in our words: groups are roles, `all` and `ungrouped` are none. Of the variables
/// that begin with `ansible_` those are read that say how a host is reached (ansible_host, _port, _user, _connection,
/// _ssh_private_key_file, _ssh_common_args, _ssh_extra_args, _become, _become_method, _become_user, _password,
/// _become_password and their older names), and none of them is a variable of the target. A host that is reached in a way we do not know says so when it
/// is to be reached.
InventoryPart entries_of(AnsibleInventory& inventory);

}  // namespace muster
