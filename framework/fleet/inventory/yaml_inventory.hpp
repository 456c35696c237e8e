#pragma once

#include "framework/base/yaml/yaml.hpp"
#include "framework/fleet/inventory/entry.hpp"

#include <array>
#include <string_view>

namespace muster {

// Muster's own form (docs/fleets.md):
//
//     inventory: shop
//     networks: {lan: 10.0.0.0/16, wan: [192.0.2.0/24, "2001:db8::/32"]}
//     defaults: {user: root, connect_over: lan}
//     vars: {release: "1.4"}
//     secrets: {db: {env: DB_PASSWORD}}
//     roles:
//       app: {user: deploy, sudo: true, vars: {port: 8080}}
//       db:
//     targets:
//       proxy: {roles: proxy, addresses: [10.0.0.1, 192.0.2.10]}
//       app[1-2]: {roles: app, addresses: {lan: "10.0.0.[11-12]"}}

/// Whether a document is one of ours: it has `inventory: TITLE`.
bool is_inventory(const Yaml& document);

/// Throws Broken with line and column for what stands where it has no meaning.
InventoryPart inventory_from(const Yaml& document);

inline constexpr std::array<std::string_view, 7> inventory_keys = {
    "inventory", "networks", "defaults", "vars", "secrets", "roles", "targets"};
/// Of a target, of a role and of `defaults`.
inline constexpr std::array<std::string_view, 10> access_keys = {
    "user",
    "port",
    "connect_over",
    "identity",
    "host_key",
    "password",
    "sudo",
    "sudo_password",
    "jump",
    "ssh"};

}  // namespace muster
