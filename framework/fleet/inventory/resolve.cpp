#include "framework/fleet/inventory/resolve.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace muster {

namespace {

template<class T>
void overlay(std::optional<T>& base, const std::optional<T>& over) {
    if (over)
        base = over;
}

void overlay(Access& base, const Access& over) {
    if (not over.identities.empty())
        base.identities = over.identities;
    overlay(base.sudo, over.sudo);
    // Of equal options of one place ssh takes the first, or all of them.
    std::erase_if(base.ssh_options, [&](const auto& one) {
        return std::ranges::any_of(over.ssh_options, [&](const auto& option) {
            return lower_case(one.first) == lower_case(option.first);
        });
    });
    base.ssh_options.insert(
        base.ssh_options.end(), over.ssh_options.begin(), over.ssh_options.end()
    );
    if (not over.ssh_config.empty())
        base.ssh_config = over.ssh_config;
    if (not over.host_keys.empty())
        base.host_keys = over.host_keys;
    if (not over.password.empty())
        base.password = over.password;
    if (not over.sudo_password.empty())
        base.sudo_password = over.sudo_password;
}

/// What is said later, or nearer to the target, wins.
void overlay(Settings& base, const Settings& over) {
    overlay(base.url, over.url);
    overlay(base.host, over.host);
    overlay(base.user, over.user);
    overlay(base.port, over.port);
    overlay(base.connect_over, over.connect_over);
    overlay(base.access, over.access);
    for (const auto& [name, variable] : over.variables)
        base.variables[name] = variable;
    for (const auto& [name, source] : over.secrets)
        base.secrets[name] = source;
}

template<class T>
void add_new(std::vector<T>& list, const T& item) {
    if (std::ranges::find(list, item) == list.end())
        list.push_back(item);
}

/// All that is said of one target, and of one role, wherever it is said.
struct Whole {
    std::vector<NamedNetwork> networks;
    Settings of_all;
    std::map<std::string, RoleEntry> roles;
    std::vector<TargetEntry> targets;
};

void add_target(
    const TargetEntry& entry, Whole& whole, std::map<std::string, std::size_t>& places
) {
    const auto [place, is_new] = places.emplace(entry.name, whole.targets.size());
    if (is_new) {
        whole.targets.push_back(entry);
        return;
    }
    auto& target = whole.targets[place->second];
    overlay(target.defaults, entry.defaults);
    overlay(target.settings, entry.settings);
    for (const auto& role : entry.roles)
        add_new(target.roles, role);
    for (const auto& vault : entry.vaults)
        add_new(target.vaults, vault);
    target.addresses.insert(target.addresses.end(), entry.addresses.begin(), entry.addresses.end());
    if (target.trouble.empty())
        target.trouble = entry.trouble;
}

Whole added_up(std::span<const InventoryPart> parts) {
    Whole whole;
    std::map<std::string, std::size_t> places;
    for (const auto& part : parts) {
        whole.networks.insert(whole.networks.end(), part.networks.begin(), part.networks.end());
        overlay(whole.of_all, part.of_all);
        for (const auto& role : part.roles) {
            const auto found = whole.roles.emplace(role.name, role).first;
            overlay(found->second.settings, role.settings);
        }
        for (const auto& target : part.targets)
            add_target(target, whole, places);
    }
    return whole;
}

class Resolution {
public:
    explicit Resolution(const Whole& whole) : whole_(whole) {}

    Target target(const TargetEntry& entry) const {
        Target target{.name = entry.name, .roles = entry.roles, .where = entry.where};
        target.trouble = entry.trouble;
        auto settings = whole_.of_all;
        overlay(settings, entry.defaults);
        overlay(settings, of_roles(entry));
        overlay(settings, entry.settings);
        for (const auto& one : entry.addresses)
            file(one, target);
        for (const auto& [name, variable] : settings.variables)
            add_variable(name, variable, target);
        target.secrets.insert(settings.secrets.begin(), settings.secrets.end());
        target.vaults = entry.vaults;
        target.access = settings.access;
        connect(settings, target);
        return target;
    }

private:
    static void add_variable(const std::string& name, const Variable& variable, Target& target) {
        if (variable.untold.empty())
            target.variables.add(name, variable.value);
        else
            target.untold[name] = variable.untold;
        if (variable.secret)
            target.secrets[name] = *variable.secret;
    }

    Settings of_roles(const TargetEntry& entry) const {
        Settings settings;
        for (const auto& name : entry.roles) {
            const auto role = whole_.roles.find(name);
            if (role == whole_.roles.end())
                continue;
            refuse_conflicts(entry, settings, role->second);
            refuse_two(entry, "user", settings.user, role->second.settings.user, role->second);
            refuse_two(entry, "port", settings.port, role->second.settings.port, role->second);
            overlay(settings, role->second.settings);
        }
        return settings;
    }

    /// Which of two roles is right nobody can tell.
    static void refuse_conflicts(
        const TargetEntry& entry, const Settings& before, const RoleEntry& role
    ) {
        for (const auto& [name, variable] : role.settings.variables) {
            const auto other = before.variables.find(name);
            if (other == before.variables.end() or other->second.value == variable.value
                or entry.settings.variables.contains(name))
                continue;
            throw Broken(
                fmt::format(
                    "{}: two of its roles set the variable {}, here and at {}",
                    escaped(entry.name),
                    quoted(name),
                    to_string(other->second.where)
                ),
                variable.where,
                "say it at the target"
            );
        }
    }

    template<class T>
    static void refuse_two(
        const TargetEntry& entry,
        std::string_view what,
        const std::optional<T>& before,
        const std::optional<T>& more,
        const RoleEntry& role
    ) {
        const bool is_said =
            what == "user" ? entry.settings.user.has_value() : entry.settings.port.has_value();
        if (before and more and *before != *more and not is_said)
            throw Broken(
                fmt::format("{}: two of its roles set another {}", escaped(entry.name), what),
                role.where,
                "say it at the target"
            );
    }

    void file(const NamedAddress& named, Target& target) const {
        if (not named.network.empty()) {
            put(named.network, named, target);
            return;
        }
        const auto networks = networks_of(named.address, whole_.networks);
        if (networks.empty())
            throw Broken(
                fmt::format(
                    "{}: the address {} lies in none of the networks",
                    escaped(target.name),
                    escaped(named.address)
                ),
                named.where,
                "write addresses: {lan: 10.0.0.1}, or name its network below networks"
            );
        for (const auto& network : networks)
            put(network, named, target);
    }

    static void put(const std::string& network, const NamedAddress& named, Target& target) {
        const auto [found, is_new] = target.addresses.emplace(network, named.address);
        if (not is_new and found->second != named.address)
            throw Broken(
                fmt::format(
                    "{} has two addresses on the network {}: {} and {}",
                    escaped(target.name),
                    quoted(network),
                    escaped(found->second),
                    escaped(named.address)
                ),
                named.where
            );
    }

    void connect(const Settings& settings, Target& target) const {
        if (settings.url) {
            target.url = *settings.url;
            if (target.url == "local")
                target.addresses.emplace("", "127.0.0.1");
            return;
        }
        const auto host = host_of(settings, target);
        const bool is_v6 = host.find(':') != std::string::npos;
        target.url = fmt::format(
            "ssh://{}{}{}",
            settings.user ? *settings.user + "@" : "",
            is_v6 ? "[" + host + "]" : host,
            settings.port ? fmt::format(":{}", *settings.port) : ""
        );
        target.addresses[""] = host;
        // A known address is filed, but what the author filed by hand stands.
        for (const auto& network : networks_of(host, whole_.networks))
            target.addresses.emplace(network, host);
    }

    static std::string host_of(const Settings& settings, const Target& target) {
        if (settings.host or not settings.connect_over)
            return settings.host.value_or(target.name);
        const auto found = target.addresses.find(*settings.connect_over);
        if (found != target.addresses.end())
            return found->second;
        throw Broken(
            fmt::format(
                "{} is connected to over the network {}, and has no address there",
                escaped(target.name),
                quoted(*settings.connect_over)
            ),
            target.where
        );
    }

    const Whole& whole_;
};

}  // namespace

std::set<std::string> networks_of(
    std::string_view address, std::span<const NamedNetwork> networks
) {
    std::set<std::string> names;
    auto parsed = address_from(address);
    if (not parsed)
        return names;
    parsed->prefix.reset();
    for (const auto& [name, network] : networks)
        if (is_within(*parsed, network))
            names.insert(name);
    return names;
}

Inventory resolved(std::span<const InventoryPart> parts) {
    const auto whole = added_up(parts);
    const Resolution resolution(whole);
    Inventory inventory;
    std::set<std::string> roles;
    for (const auto& [name, role] : whole.roles)
        roles.insert(name);
    for (const auto& entry : whole.targets) {
        inventory.targets.push_back(resolution.target(entry));
        roles.insert(entry.roles.begin(), entry.roles.end());
    }
    inventory.roles.assign(roles.begin(), roles.end());
    return inventory;
}

}  // namespace muster
