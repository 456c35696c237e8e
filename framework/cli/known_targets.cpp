#include "framework/cli/known_targets.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/inventory/host_pattern.hpp"
#include "framework/fleet/inventory/read_inventory.hpp"
#include "framework/run/open_backend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <iterator>

namespace muster {

namespace {

void set_variable(const std::string& name, Json value, Json& variables) {
    auto& members = std::get<Json::Object>(variables.data);
    std::erase_if(members, [&](const auto& member) { return member.first == name; });
    members.emplace_back(name, std::move(value));
}

/// NAME=VALUE; a value that is a JSON list or map is one.
void set_variable(const std::string& text, Json& variables) {
    const auto equal = text.find('=');
    if (equal == 0 or equal == std::string::npos)
        throw Broken(fmt::format("--var {}: write NAME=VALUE", text));
    const auto value = text.substr(equal + 1);
    const bool structured = value.starts_with('[') or value.starts_with('{');
    const auto name = text.substr(0, equal);
    set_variable(name, structured ? parse_json(value, "--var " + name) : Json(value), variables);
}

std::string standard_input() {
    return {std::istreambuf_iterator<char>(std::cin), {}};
}

bool has_one_of(const Target& target, const std::vector<std::string>& roles) {
    return std::ranges::any_of(target.roles, [&](const std::string& role) {
        return std::ranges::count(roles, role) > 0;
    });
}

}  // namespace

KnownTargets::KnownTargets(const Arguments& arguments) : arguments_(arguments) {
    if (const auto sources = arguments.all("--inventory"); not sources.empty())
        read_inventory_of(sources);
}

void KnownTargets::read_inventory_of(const std::vector<std::string>& sources) {
    auto read = read_inventory(sources, standard_input);
    for (auto& target : read.inventory.targets) {
        auto variables = arguments_.variables;
        auto& defaults = std::get<Json::Object>(variables.data);
        std::erase_if(defaults, [&](const auto& one) { return target.untold.contains(one.first); });
        for (auto& [name, value] : std::get<Json::Object>(target.variables.data))
            set_variable(name, std::move(value), variables);
        add_given_variables(variables);
        for (const auto& given : arguments_.all("--var"))
            target.untold.erase(given.substr(0, given.find('=')));
        target.variables = std::move(variables);
    }
    networks_ = std::move(read.networks);
    inventory_ = std::make_shared<const Inventory>(std::move(read.inventory));
}

void KnownTargets::add_given_variables(Json& variables) const {
    for (const auto& variable : arguments_.all("--var"))
        set_variable(variable, variables);
}

const Target* KnownTargets::find(const std::string& name) const {
    if (not inventory_)
        return nullptr;
    const auto found = std::ranges::find(inventory_->targets, name, &Target::name);
    return found == inventory_->targets.end() ? nullptr : &*found;
}

Target KnownTargets::named(const std::string& text) const {
    if (const auto* member = find(text))
        return *member;
    Target target = described_target(text);
    target.roles = arguments_.all("--as");
    target.variables = arguments_.variables;
    add_given_variables(target.variables);
    return target;
}

/// What all targets have in one place is no target's own.
bool KnownTargets::is_secret_of_all(const std::string& name, const SecretSource& source) const {
    return std::ranges::all_of(inventory_->targets, [&](const Target& target) {
        const auto found = target.secrets.find(name);
        return found != target.secrets.end() and found->second.place == source.place
               and found->second.words == source.words;
    });
}

Target KnownTargets::controller() const {
    Target controller{.name = "fleet", .url = "local", .variables = arguments_.variables};
    while (find(controller.name) != nullptr)
        controller.name += " of all";  // reports tell them apart by their names
    controller.access.sudo = false;
    add_given_variables(controller.variables);
    if (inventory_ and not inventory_->targets.empty())
        for (const auto& [name, source] : inventory_->targets.front().secrets)
            if (is_secret_of_all(name, source))
                controller.secrets.emplace(name, source);
    return controller;
}

void KnownTargets::require_known_roles() const {
    for (const auto& role : arguments_.all("--role"))
        if (std::ranges::count(inventory_->roles, role) == 0)
            throw Broken(fmt::format(
                "--role {}: the inventory has no such role{}",
                escaped(role),
                did_you_mean(role, inventory_->roles)
            ));
}

std::vector<Target> KnownTargets::of_inventory() const {
    const auto roles = arguments_.all("--role");
    std::vector<Target> targets;
    const auto limits = arguments_.all("--limit");
    for (const auto place :
         targets_named(limits.empty() ? std::vector<std::string>{"all"} : limits, *inventory_))
        if (const auto& target = inventory_->targets[place];
            roles.empty() or has_one_of(target, roles))
            targets.push_back(target);
    if (targets.empty())
        throw Broken(fmt::format(
            "no target of {} has the role {}",
            limits.empty() ? "the inventory" : join(limits, ", "),
            join(roles, " or ")
        ));
    return targets;
}

/// What muster.yaml says of -t gives way to an inventory or a limit on the command line.
std::vector<std::string> KnownTargets::targets_named_by_hand() const {
    const auto is_given = [&](const char* option) {
        return arguments_.has(option) and not arguments_.by_default.contains(option);
    };
    if (not is_given("--target") and (is_given("--inventory") or is_given("--limit")))
        return {};
    return arguments_.all("--target");
}

std::vector<Target> KnownTargets::chosen() const {
    auto texts = targets_named_by_hand();
    if (inventory_)
        require_known_roles();
    else if (arguments_.has("--limit"))
        throw Broken("--limit chooses targets of an inventory", {}, "give one with -i");
    if (texts.empty() and inventory_)
        return of_inventory();
    if (texts.empty())
        texts = {"local"};
    if (arguments_.has("--limit"))
        throw Broken("-t and --limit both say which targets", {}, "--limit takes names, too");
    std::vector<Target> targets;
    for (const auto& text : texts) {
        auto target = named(text);
        if (std::ranges::any_of(targets, [&](const Target& other) {
                return other.name == target.name and other.url == target.url;
            }))
            throw Broken(fmt::format("the target {} is named twice", text));
        // Reports tell targets apart by their names.
        if (std::ranges::count(targets, target.name, &Target::name) > 0)
            target.name = text;
        targets.push_back(std::move(target));
    }
    return targets;
}

}  // namespace muster
