#pragma once

#include "framework/base/yaml/yaml.hpp"
#include "framework/model/target.hpp"

#include <map>
#include <string>

namespace muster {

/// `secrets:` of an inventory and of muster.yaml:
///
///     secrets:
///       db: {env: DB_PASSWORD}
///       api: {file: ~/.config/api-token}
///       unit: {credential: api-token}
///       store: {command: [pass, show, shop/db]}
///       vault: {vault: group_vars/all/vault.yml, key: db_password}
///
/// Relative paths begin at the folder of the file. Throws Broken with line and column.
std::map<std::string, SecretSource> secret_sources_from(const Yaml& node);

}  // namespace muster
