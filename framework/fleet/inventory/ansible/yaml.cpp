#include "framework/fleet/inventory/ansible/yaml.hpp"

#include "framework/base/display.hpp"
#include "framework/base/yaml/read.hpp"
#include "framework/fleet/inventory/ansible/host_word.hpp"
#include "framework/fleet/inventory/ansible/values.hpp"
#include "framework/fleet/inventory/host_range.hpp"

#include <fmt/format.h>

#include <array>

namespace muster {

namespace {

const std::vector<std::string>& group_keys() {
    static const std::vector<std::string> keys = {"hosts", "children", "vars"};
    return keys;
}

class Reader {
public:
    explicit Reader(AnsibleInventory& inventory) : inventory_(inventory) {}

    void group(const Yaml::Member& member) {
        inventory_.group(member.key, member.where);
        if (member.value.as<std::monostate>() != nullptr)
            return;
        for (const auto& part : mapping_of(member.value, "a group")) {
            if (part.key == "hosts")
                hosts(member.key, part.value);
            else if (part.key == "children")
                children(member.key, part.value);
            else if (part.key == "vars")
                add_yaml_variables(
                    part.value,
                    "vars",
                    inventory_.group(member.key, part.where).variables.of_inventory
                );
            else
                refuse_key(part, fmt::format("the group {}", quoted(member.key)), group_keys());
        }
    }

private:
    void hosts(const std::string& group, const Yaml& node) {
        if (node.as<std::monostate>() != nullptr)
            return;
        if (const auto* one = node.as<Yaml::Scalar>()) {
            add(group, one->text, Yaml{{}, node.where});
            return;
        }
        for (const auto& host : mapping_of(node, "hosts"))
            add(group, host.key, host.value);
    }

    void add(const std::string& group, const std::string& names, const Yaml& variables) {
        const auto host = host_word(names);
        for (const auto& name : names_in_range(host.names, variables.where)) {
            inventory_.add_host(group, name, variables.where);
            if (not host.port.empty())
                inventory_.host(name, variables.where).variables.of_inventory["ansible_port"] = {
                    Json(host.port), variables.where};
            add_yaml_variables(
                variables, "a host", inventory_.host(name, variables.where).variables.of_inventory
            );
        }
    }

    void children(const std::string& name, const Yaml& node) {
        if (node.as<std::monostate>() != nullptr)
            return;
        for (const auto& child : mapping_of(node, "children")) {
            inventory_.add_child(name, child.key, child.where);
            group(child);
        }
    }

    AnsibleInventory& inventory_;
};

/// The texts of a list of JSON.
std::vector<std::string> names_in(const Json& json, std::string_view what, const Location& where) {
    const auto* list = json.as<Json::Array>();
    if (list == nullptr)
        throw Broken(fmt::format("{} is a list of names", what), where);
    std::vector<std::string> names;
    for (const auto& item : *list) {
        const auto* name = item.as<std::string>();
        if (name == nullptr)
            throw Broken(fmt::format("{} is a list of names", what), where);
        names.push_back(*name);
    }
    return names;
}

void add_json_variables(
    const Json& json, std::string_view what, const Location& where, Variables& variables
) {
    const auto* object = json.as<Json::Object>();
    if (object == nullptr)
        throw Broken(fmt::format("{} is a map", what), where);
    for (const auto& [name, value] : *object)
        variables[name] = json_variable(value, where);
}

void read_list_group(
    const std::string& name, const Json& said, const Location& where, AnsibleInventory& inventory
) {
    inventory.group(name, where);
    const auto what = [&](std::string_view part) {
        return fmt::format("{} of the group {}", part, quoted(name));
    };
    const auto* hosts = said.as<Json::Array>() != nullptr ? &said : said.find("hosts");
    if (hosts != nullptr)
        for (const auto& host : names_in(*hosts, what("hosts"), where))
            inventory.add_host(name, host, where);
    if (const auto* children = said.find("children"))
        for (const auto& child : names_in(*children, what("children"), where))
            inventory.add_child(name, child, where);
    if (const auto* variables = said.find("vars"))
        add_json_variables(
            *variables, what("vars"), where, inventory.group(name, where).variables.of_inventory
        );
}

}  // namespace

void read_ansible_yaml(const Yaml& document, AnsibleInventory& inventory) {
    Reader reader(inventory);
    for (const auto& group : mapping_of(document, "an inventory of Ansible's"))
        reader.group(group);
}

HostVariables read_ansible_list(
    const Json& list, const Location& where, AnsibleInventory& inventory
) {
    const auto* groups = list.as<Json::Object>();
    if (groups == nullptr)
        throw Broken("what it says is no map of groups", where);
    for (const auto& [name, said] : *groups)
        if (name != "_meta")
            read_list_group(name, said, where, inventory);
    const auto* meta = list.find("_meta");
    const auto* variables = meta == nullptr ? nullptr : meta->find("hostvars");
    if (variables == nullptr)
        return HostVariables::to_be_asked;
    const auto* of_hosts = variables->as<Json::Object>();
    if (of_hosts == nullptr)
        throw Broken("hostvars is a map of hosts", where);
    for (const auto& [host, said] : *of_hosts)
        add_json_variables(
            said, "a host in hostvars", where, inventory.host(host, where).variables.of_inventory
        );
    return HostVariables::told;
}

}  // namespace muster
