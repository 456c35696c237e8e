// Who the targets are, as files and programs say it, and what is kept beside specs.

#include "framework/base/folded_names.hpp"
#include "framework/fleet/inventory/ansible/entries.hpp"
#include "framework/fleet/inventory/ansible/ini.hpp"
#include "framework/fleet/inventory/ansible/python_literal.hpp"
#include "framework/fleet/inventory/ansible/values.hpp"
#include "framework/fleet/inventory/ansible/yaml.hpp"
#include "framework/fleet/inventory/host_pattern.hpp"
#include "framework/fleet/inventory/resolve.hpp"
#include "framework/fleet/inventory/yaml_inventory.hpp"
#include "framework/fleet/waivers/waivers.hpp"
#include "framework/model/plan_codec.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace muster::fuzz {

namespace {

/// What is read reaches programs and comes back the same; nobody is lost on the way.
void check_inventory(const std::vector<InventoryPart>& parts) {
    const auto inventory = resolved(parts);
    const auto text = to_text(to_json(inventory));
    FUZZ_ASSERT(to_text(to_json(inventory_from_json(parse_json(text)))) == text);
    if (not inventory.targets.empty())
        FUZZ_ASSERT(targets_named("all", inventory).size() == inventory.targets.size());
    std::vector<std::string> names;
    for (const auto& target : inventory.targets)
        names.push_back(target.name);
    (void)folded_names(names);
}

void ansible_ini(std::string_view input) {
    try {
        AnsibleInventory inventory;
        read_ansible_ini(input, "hosts", inventory);
        check_inventory({entries_of(inventory)});
    } catch (const Broken&) {
        return;  // a slip in it
    }
}

void ansible_yaml(std::string_view input) {
    try {
        AnsibleInventory inventory;
        for (const auto& document : parse_ansible_yaml(input, "hosts.yml"))
            read_ansible_yaml(document, inventory);
        check_inventory({entries_of(inventory)});
    } catch (const Broken&) {
        return;  // a slip in it
    }
}

void ansible_list(std::string_view input) {
    try {
        AnsibleInventory inventory;
        (void)read_ansible_list(parse_json(input, "--list"), {"--list", 0, 0}, inventory);
        check_inventory({entries_of(inventory)});
    } catch (const Broken&) {
        return;  // a slip in it
    }
}

void own_inventory(std::string_view input) {
    try {
        std::vector<InventoryPart> parts;
        for (const auto& document : parse_yaml(input, "fleet.yaml"))
            if (is_inventory(document))
                parts.push_back(inventory_from(document));
        check_inventory(parts);
    } catch (const Broken&) {
        return;  // a slip in it
    }
}

void host_patterns(std::string_view input) {
    const Inventory inventory{
        {{"web1", "ssh://web1", {"web"}}, {"web2", "ssh://web2", {"web", "prod"}}, {"db", "local"}},
        {"db", "prod", "web"}};
    if (input.find('@') != std::string_view::npos)
        return;  // a file of this machine
    try {
        const auto places = targets_named(input, inventory);
        FUZZ_ASSERT(not places.empty() and places.size() <= 3 and places.back() < 3);
    } catch (const Broken&) {
        return;  // it names nobody
    }
}

void python_literals(std::string_view input) {
    if (const auto literal = python_literal(input))
        (void)to_text(*literal);
}

void waivers(std::string_view input) {
    try {
        const std::vector<muster::Target> targets = {{"web1", "ssh://web1", {"web"}}};
        const Inventory inventory{targets, {"web"}};
        const auto now = *from_iso8601("2026-11-27T00:00:00Z");
        for (const auto* known : {&inventory, static_cast<const Inventory*>(nullptr)}) {
            Waivers all(waivers_from(input, "waivers.yaml"), targets, known, now);
            TargetReport report{.name = "web1"};
            report.specs.emplace_back().results.emplace_back().outcome = Outcome::errored;
            all.mark(report);
            FUZZ_ASSERT(not report.specs.front().results.front().waived);
            (void)all.remarks(Waivers::Asked::all_rows);
        }
    } catch (const Broken&) {
        return;  // a slip in it
    }
}

}  // namespace

}  // namespace muster::fuzz

namespace muster {

std::vector<fuzz::Target> inventories_targets() {
    using namespace fuzz;
    return {
        {"ansible_ini",
         ansible_ini,
         {"a x=1\n[web]\nweb[01:03]:22 ansible_host=10.0.0.1 l=\"['a', 2]\"  # of "
          "it\n[eu:children]\nweb\n"
          "[web:vars]\np = {{ q.r[0] }}\nq={'r': [1]}\n[all:vars]\nansible_password=x\n"}},
        {"ansible_yaml",
         ansible_yaml,
         {"all:\n  vars: &v {a: '{{ b }}', b: [1, {c: !vault x}], ansible_port: 22}\n  children:\n "
          "   web:\n"
          "      hosts: {'w[1:2]': {<<: *v, u: !unsafe '{{ x }}'}}\n"}},
        {"ansible_list",
         ansible_list,
         {R"({"web": {"hosts": ["a"], "vars": {"x": 1}, "children": ["db"]}, "db": ["b"], "_meta": {"hostvars": )"
          R"({"a": {"y": {"__ansible_vault": "z"}, "t": {"__ansible_unsafe": "{{ x }}"}}}}})"}},
        {"own_inventory",
         own_inventory,
         {"inventory: x\nnetworks: {lan: 10.0.0.0/8}\ndefaults: {user: root, jump: [a, b], "
          "connect_over: lan}\n"
          "roles: {web: {vars: {a: 1}}, db: }\nsecrets: {s: {env: S}, v: {vault: f, key: k}}\n"
          "targets: {'w[1-3]': {roles: web, addresses: {lan: '10.0.0.[1-3]'}}, l: {url: local, "
          "vars: {b: [1]}}}\n"}},
        {"host_patterns",
         host_patterns,
         {"web:&prod:!web1", "~(web|db)1", "web[0:1],db", "we*[-1]"}},
        {"python_literals",
         python_literals,
         {R"({'a': [1, 2.5, (3,), None], "b": 'x\'y' "z"}  # c)", "True", "-1e5"}},
        {"waivers",
         waivers,
         {"waivers:\n- {id: [a, b], targets: web, value: 0644, reason: r, owner: o, until: "
          "2026-12-31}\n"}}};
}

}  // namespace muster
