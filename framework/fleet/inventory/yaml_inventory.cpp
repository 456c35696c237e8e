#include "framework/fleet/inventory/yaml_inventory.hpp"

#include "framework/backend/ssh/known_hosts.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/base/yaml/read.hpp"
#include "framework/fleet/inventory/host_range.hpp"
#include "framework/fleet/secrets/secret_sources.hpp"
#include "framework/model/network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>

namespace muster {

namespace {

constexpr std::array<std::string_view, 5> target_keys = {
    "url", "host", "roles", "addresses", "vars"};

std::vector<std::string> joined_keys(
    std::span<const std::string_view> some, std::span<const std::string_view> more = {}
) {
    std::vector<std::string> keys(some.begin(), some.end());
    keys.insert(keys.end(), more.begin(), more.end());
    return keys;
}

void require_keys(
    const Yaml::Mapping& members, std::string_view what, const std::vector<std::string>& known
) {
    for (const auto& member : members)
        if (std::ranges::count(known, member.key) == 0)
            refuse_key(member, what, known);
}

/// A thing of which nothing more is said is empty, as `db:`.
const Yaml::Mapping& mapping_or_nothing(const Yaml& node, std::string_view what) {
    static const Yaml::Mapping nothing;
    return node.as<std::monostate>() != nullptr ? nothing : mapping_of(node, what);
}

int port_of(const Yaml& node) {
    const auto number = whole_number(scalar_of(node, "port"));
    if (not number or *number < 1 or *number > 65535)
        throw Broken("the port is a number from 1 to 65535", node.where);
    return static_cast<int>(*number);
}

void add_variables(const Yaml& node, Settings& settings) {
    for (const auto& member : mapping_or_nothing(node, "vars"))
        settings.variables[member.key] = {to_json(member.value), member.where};
}

void add_ssh_options(const Yaml& node, Access& access) {
    for (const auto& member : mapping_of(node, "ssh"))
        access.ssh_options.emplace_back(
            member.key, join(scalars_of(member.value, member.key), " ")
        );
}

std::vector<std::string> host_keys_of(const Yaml& node) {
    auto keys = scalars_of(node, "host_key");
    for (const auto& key : keys)
        if (not known_host_key(key, node.where))
            throw Broken(
                fmt::format("{} is no public key", quoted(key)),
                node.where,
                "ssh-keyscan HOST prints some: ssh-ed25519 AAAA…"
            );
    return keys;
}

/// How its targets are reached; false for a key that says nothing of it.
bool read_access(const Yaml::Member& member, Settings& settings) {
    const auto& [key, value, where] = member;
    if (key == "user")
        settings.user = scalar_of(value, key);
    else if (key == "port")
        settings.port = port_of(value);
    else if (key == "connect_over")
        settings.connect_over = scalar_of(value, key);
    else if (key == "identity")
        settings.access.identities = scalars_of(value, key);
    else if (key == "host_key")
        settings.access.host_keys = host_keys_of(value);
    else if (key == "password")
        settings.access.password = scalar_of(value, key);
    else if (key == "sudo_password")
        settings.access.sudo_password = scalar_of(value, key);
    else if (key == "sudo")
        settings.access.sudo = flag_of(value, key);
    else if (key == "jump")
        settings.access.ssh_options.emplace_back("ProxyJump", join(scalars_of(value, key), ","));
    else if (key == "ssh")
        add_ssh_options(value, settings.access);
    else
        return false;
    return true;
}

RoleEntry role_from(const Yaml::Member& member) {
    RoleEntry role{.name = member.key, .where = member.where};
    const auto& said = mapping_or_nothing(member.value, "a role");
    require_keys(said, "a role", joined_keys(access_keys, std::array{std::string_view("vars")}));
    for (const auto& one : said)
        if (one.key == "vars")
            add_variables(one.value, role.settings);
        else
            read_access(one, role.settings);
    return role;
}

std::vector<RoleEntry> roles_from(const Yaml& node) {
    std::vector<RoleEntry> roles;
    if (node.as<Yaml::Sequence>() != nullptr) {
        for (const auto& name : scalars_of(node, "a role"))
            roles.push_back({.name = name, .where = node.where});
        return roles;
    }
    for (const auto& member : mapping_of(node, "roles"))
        roles.push_back(role_from(member));
    return roles;
}

std::vector<NamedNetwork> networks_from(const Yaml& node) {
    std::vector<NamedNetwork> networks;
    for (const auto& member : mapping_of(node, "networks"))
        for (const auto& one : one_or_more(member.value)) {
            const auto& text = scalar_of(one, "a network");
            const auto network = address_from(text);
            if (not network or not network->prefix)
                throw Broken(
                    fmt::format("\"{}\" is no network", text), one.where, "write 10.0.0.0/16"
                );
            networks.push_back({member.key, *network});
        }
    return networks;
}

/// `addresses: {lan: 10.0.0.1}`, or a list of those that `networks` files.
std::vector<NamedAddress> addresses_from(const Yaml& node) {
    std::vector<NamedAddress> addresses;
    if (const auto* by_network = node.as<Yaml::Mapping>()) {
        for (const auto& member : *by_network)
            addresses.push_back(
                {member.key, scalar_of(member.value, "an address"), member.value.where}
            );
        return addresses;
    }
    for (const auto& one : one_or_more(node))
        addresses.push_back({"", scalar_of(one, "an address"), one.where});
    return addresses;
}

/// What a range of targets shares but for texts with ranges of their own, which are gone through beside it.
class TargetRange {
public:
    explicit TargetRange(const Yaml::Member& member)
        : member_(member), names_(names_in_range(member.key, member.where)) {
        read();
    }

    std::vector<TargetEntry> entries() const {
        std::vector<TargetEntry> entries;
        for (std::size_t i = 0; i < names_.size(); ++i) {
            auto entry = shared_;
            entry.name = names_[i];
            if (entry.settings.host)
                entry.settings.host = nth(*entry.settings.host, i, host_where_);
            if (entry.settings.url)
                entry.settings.url = nth(*entry.settings.url, i, host_where_);
            for (auto& named : entry.addresses)
                named.address = nth(named.address, i, named.where);
            entries.push_back(std::move(entry));
        }
        return entries;
    }

private:
    void read() {
        shared_.where = member_.where;
        const auto& said = mapping_or_nothing(member_.value, "a target");
        require_keys(said, "a target", joined_keys(target_keys, access_keys));
        for (const auto& one : said) {
            if (one.key == "roles")
                shared_.roles = scalars_of(one.value, "a role");
            else if (one.key == "addresses")
                shared_.addresses = addresses_from(one.value);
            else if (one.key == "vars")
                add_variables(one.value, shared_.settings);
            else if (one.key == "host" or one.key == "url")
                read_place(one);
            else
                read_access(one, shared_.settings);
        }
        if (shared_.settings.url
            and (shared_.settings.host or shared_.settings.user or shared_.settings.port))
            throw Broken(
                "a url says where a target is: leave host, user and port out", host_where_
            );
    }

    void read_place(const Yaml::Member& one) {
        host_where_ = one.value.where;
        (one.key == "host" ? shared_.settings.host : shared_.settings.url) =
            scalar_of(one.value, one.key);
    }

    std::string nth(const std::string& text, std::size_t place, const Location& where) const {
        // Brackets of an IPv6 address in a url are no range.
        if (text.find('[') == std::string::npos or text.find("://[") != std::string::npos)
            return text;
        const auto all = names_in_range(text, where);
        if (all.size() != names_.size())
            throw Broken(
                fmt::format(
                    "\"{}\" stands for {} and \"{}\" for {}",
                    text,
                    all.size(),
                    member_.key,
                    names_.size()
                ),
                where
            );
        return all[place];
    }

    const Yaml::Member& member_;
    std::vector<std::string> names_;
    TargetEntry shared_;
    Location host_where_;
};

Settings defaults_from(const Yaml& node) {
    Settings settings;
    const auto& said = mapping_of(node, "defaults");
    require_keys(said, "defaults", joined_keys(access_keys));
    for (const auto& one : said)
        read_access(one, settings);
    return settings;
}

/// Where a file says which roles there are, another one is a slip of the pen.
void require_known_roles(const TargetEntry& entry, const std::vector<RoleEntry>& roles) {
    std::vector<std::string> known;
    for (const auto& role : roles)
        known.push_back(role.name);
    for (const auto& role : entry.roles)
        if (std::ranges::count(known, role) == 0)
            throw Broken(
                fmt::format(
                    "{}: \"{}\" is not among the roles{}",
                    entry.name,
                    role,
                    did_you_mean(role, known)
                ),
                entry.where
            );
}

void read_targets(const Yaml& node, InventoryPart& part) {
    std::set<std::string> names;
    for (const auto& member : mapping_of(node, "targets"))
        for (auto& entry : TargetRange(member).entries()) {
            if (not names.insert(entry.name).second)
                throw Broken(
                    fmt::format("the target \"{}\" is named twice", entry.name), member.where
                );
            if (not part.roles.empty())
                require_known_roles(entry, part.roles);
            part.targets.push_back(std::move(entry));
        }
}

}  // namespace

bool is_inventory(const Yaml& document) {
    const auto* mapping = document.as<Yaml::Mapping>();
    const auto* title = mapping == nullptr ? nullptr : find_member(*mapping, "inventory");
    return title != nullptr and title->value.as<Yaml::Scalar>() != nullptr;
}

InventoryPart inventory_from(const Yaml& document) {
    const auto& members = mapping_of(document, "an inventory");
    require_keys(members, "an inventory", joined_keys(inventory_keys));
    InventoryPart part;
    if (const auto* defaults = find_member(members, "defaults"))
        part.of_all = defaults_from(defaults->value);
    if (const auto* vars = find_member(members, "vars"))
        add_variables(vars->value, part.of_all);
    if (const auto* secrets = find_member(members, "secrets"))
        part.of_all.secrets = secret_sources_from(secrets->value);
    if (const auto* networks = find_member(members, "networks"))
        part.networks = networks_from(networks->value);
    if (const auto* roles = find_member(members, "roles"))
        part.roles = roles_from(roles->value);
    if (const auto* targets = find_member(members, "targets"))
        read_targets(targets->value, part);
    return part;
}

}  // namespace muster
