#include "framework/fleet/inventory/ansible/groups.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace muster {

namespace {

constexpr const char* everybody = "all";

bool is_implicit(const std::string& group) {
    return group == everybody or group == "ungrouped";
}

void add_new(std::vector<std::string>& names, const std::string& name) {
    if (std::ranges::find(names, name) == names.end())
        names.push_back(name);
}

/// How deep each group lies below `all`: one more than the deepest group that holds it.
class Depths {
public:
    explicit Depths(const std::map<std::string, AnsibleGroup>& groups) : groups_(groups) {
        for (const auto& [name, group] : groups)
            for (const auto& child : group.children)
                if (not is_implicit(name))
                    parents_[child].push_back(name);
    }

    const std::vector<std::string>& parents(const std::string& group) const {
        static const std::vector<std::string> none;
        const auto found = parents_.find(group);
        return found == parents_.end() ? none : found->second;
    }

    int of(const std::string& group) {
        if (const auto known = known_.find(group); known != known_.end()) {
            if (known->second == in_work)
                throw Broken(
                    fmt::format("the group {} holds itself", quoted(group)), groups_.at(group).where
                );
            return known->second;
        }
        constexpr std::size_t deepest = 200;
        if (++below_ > deepest)
            throw Broken("groups hold each other more than 200 deep", groups_.at(group).where);
        known_[group] = in_work;
        int outermost = 0;
        for (const auto& parent : parents(group))
            outermost = std::max(outermost, of(parent));
        --below_;
        return known_[group] = outermost + 1;
    }

private:
    static constexpr int in_work = -1;
    const std::map<std::string, AnsibleGroup>& groups_;
    std::map<std::string, std::vector<std::string>> parents_;
    std::map<std::string, int> known_;
    std::size_t below_ = 0;
};

std::int64_t priority_of(const AnsibleGroup& group) {
    const auto said = group.variables.of_inventory.find("ansible_group_priority");
    if (said == group.variables.of_inventory.end())
        return 1;
    const auto* text = said->second.value.as<std::string>();
    return text == nullptr ? 1 : whole_number(*text).value_or(1);
}

void overlay(Variables& base, const Variables& over) {
    for (const auto& [name, variable] : over)
        base[name] = variable;
}

}  // namespace

AnsibleGroup& AnsibleInventory::group(const std::string& name, const Location& where) {
    return groups_.emplace(name, AnsibleGroup{.where = where}).first->second;
}

AnsibleHost& AnsibleInventory::host(const std::string& name, const Location& where) {
    const auto [found, is_new] = hosts_.emplace(name, AnsibleHost{.where = where});
    if (is_new)
        order_.push_back(name);
    return found->second;
}

void AnsibleInventory::add_child(
    const std::string& group_name, const std::string& child, const Location& where
) {
    group(child, where);
    add_new(group(group_name, where).children, child);
}

void AnsibleInventory::add_host(
    const std::string& group_name, const std::string& name, const Location& where
) {
    host(name, where);
    group(group_name, where).hosts.push_back(name);
}

std::map<std::string, std::vector<std::string>> AnsibleInventory::groups_of_hosts() const {
    Depths depths(groups_);
    std::map<std::string, std::set<std::string>> around;  // a group and all that hold it
    std::vector<std::string> by_depth;
    for (const auto& [name, group] : groups_)
        if (not is_implicit(name))
            by_depth.push_back(name);
    std::ranges::sort(by_depth, {}, [&](const std::string& name) {
        return std::tuple(depths.of(name), priority_of(groups_.at(name)), name);
    });
    std::map<std::string, std::set<std::string>> of_host;
    for (const auto& name : by_depth) {  // what holds a group comes before it
        auto& all = around[name];
        all.insert(name);
        for (const auto& parent : depths.parents(name))
            all.insert(around[parent].begin(), around[parent].end());
        for (const auto& host : groups_.at(name).hosts)
            of_host[host].insert(all.begin(), all.end());
    }
    std::map<std::string, std::size_t> rank;
    for (std::size_t i = 0; i < by_depth.size(); ++i)
        rank[by_depth[i]] = i;
    std::map<std::string, std::vector<std::string>> sorted;
    for (const auto& host : order_) {
        auto& groups = sorted[host];
        groups.assign(of_host[host].begin(), of_host[host].end());
        std::ranges::sort(groups, {}, [&](const std::string& name) { return rank.at(name); });
    }
    return sorted;
}

/// `all` and `ungrouped` hold for hosts, too, without being groups of theirs.
std::vector<const AnsibleVariables*> AnsibleInventory::around(const std::vector<std::string>& groups
) const {
    std::vector<const AnsibleVariables*> of_groups;
    if (const auto found = groups_.find(everybody); found != groups_.end())
        of_groups.push_back(&found->second.variables);
    if (const auto found = groups_.find("ungrouped"); groups.empty() and found != groups_.end())
        of_groups.push_back(&found->second.variables);
    for (const auto& name : groups)
        of_groups.push_back(&groups_.at(name).variables);
    return of_groups;
}

Variables AnsibleInventory::variables_of_all() const {
    const auto found = groups_.find(everybody);
    if (found == groups_.end())
        return {};
    auto all = found->second.variables.of_inventory;
    overlay(all, found->second.variables.of_files);
    return all;
}

std::vector<std::string> AnsibleInventory::vaults_of(
    const std::string& host, const std::vector<std::string>& groups
) const {
    std::vector<std::string> vaults;
    auto holders = around(groups);
    holders.push_back(&hosts_.at(host).variables);
    for (const auto* holder : holders)
        vaults.insert(vaults.begin(), holder->vaults.begin(), holder->vaults.end());
    return vaults;
}

Variables AnsibleInventory::variables_of(
    const std::string& host, const std::vector<std::string>& groups
) const {
    const auto of_groups = around(groups);
    Variables all;
    for (const auto* one : of_groups)
        overlay(all, one->of_inventory);
    for (const auto* one : of_groups)
        overlay(all, one->of_files);
    const auto& own = hosts_.at(host).variables;
    overlay(all, own.of_inventory);
    overlay(all, own.of_files);
    all.erase("ansible_group_priority");
    return all;
}

}  // namespace muster
