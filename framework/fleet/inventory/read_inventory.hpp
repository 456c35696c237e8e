#pragma once

#include "framework/fleet/inventory/entry.hpp"

#include <functional>
#include <string>
#include <vector>

namespace muster {

/// What `-i` names, put together.
struct ReadInventory {
    Inventory inventory;
    std::vector<NamedNetwork> networks;  ///< by which addresses are filed
};

/// Reads each of the sources and puts together what they say (resolve.hpp). A source is
///
/// - a file: Muster's own form (YAML with `inventory: TITLE`), an inventory of Ansible's (INI, YAML, JSON as
///   ansible-inventory writes it, or a program that is asked for `--list`), a list with one host a line, a file of
///   ssh_config(5), whose hosts are the targets;
/// - a folder of such files, as Ansible reads it; group_vars and host_vars beside a file count in both;
/// - `-`: one of these texts but ssh_config's on standard input, which `input` reads;
/// - `web1,web2,`: hosts, with a comma.
///
/// What several say of Ansible's groups and hosts is put together as Ansible does, before what files of ours say of them
/// is added. Throws Broken with file and line.
ReadInventory read_inventory(
    const std::vector<std::string>& sources, const std::function<std::string()>& input
);

}  // namespace muster
