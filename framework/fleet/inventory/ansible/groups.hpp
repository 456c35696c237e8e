#pragma once

#include "framework/fleet/inventory/entry.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace muster {

using Variables = std::map<std::string, Variable>;

/// A group or a host: its variables as the inventory has them, and as files beside it do (group_vars, host_vars), which
/// come after those of any group.
struct AnsibleVariables {
    Variables of_inventory;
    Variables of_files;
    std::vector<std::string> vaults;  ///< files that are encrypted as a whole
};

struct AnsibleGroup {
    std::vector<std::string> children;
    std::vector<std::string> hosts;
    AnsibleVariables variables;
    Location where;
};

struct AnsibleHost {
    AnsibleVariables variables;
    Location where;
};

/// What an inventory of Ansible's says, however it is written. Files of one folder say it together.
class AnsibleInventory {
public:
    /// A group or a host of this name, made where it is new.
    AnsibleGroup& group(const std::string& name, const Location& where);
    AnsibleHost& host(const std::string& name, const Location& where);
    void add_child(const std::string& group, const std::string& child, const Location& where);
    void add_host(const std::string& group, const std::string& host, const Location& where);

    const std::map<std::string, AnsibleGroup>& groups() const { return groups_; }
    std::map<std::string, AnsibleGroup>& groups() { return groups_; }
    std::map<std::string, AnsibleHost>& hosts() { return hosts_; }
    const std::vector<std::string>& host_order() const { return order_; }

    /// The groups of each host, those around them included, without `all` and `ungrouped`: the outer first, those of
    /// one depth by ansible_group_priority and name, as Ansible reads their variables. Throws Broken for groups that
    /// hold each other.
    std::map<std::string, std::vector<std::string>> groups_of_hosts() const;

    /// What the group `all` and its files say.
    Variables variables_of_all() const;

    /// Encrypted files with variables of a host, the nearest to it first.
    std::vector<std::string> vaults_of(
        const std::string& host, const std::vector<std::string>& groups
    ) const;

    /// What holds for a host in the end, by Ansible's precedence: groups, files of groups, host, files of the host.
    Variables variables_of(const std::string& host, const std::vector<std::string>& groups) const;

private:
    std::vector<const AnsibleVariables*> around(const std::vector<std::string>& groups) const;

    std::map<std::string, AnsibleGroup> groups_;
    std::map<std::string, AnsibleHost> hosts_;
    std::vector<std::string> order_;
};

}  // namespace muster
