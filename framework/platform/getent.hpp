#pragma once

// One `getent passwd NAMES` for all accounts, one `getent group NAMES` for all groups (getent(1)).

#include "framework/host/bulk.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// By name. Answers are compared by name: getent takes digits for an id, and a directory may answer to
/// another spelling. A part that is empty says that getent is not installed.
extern const Bulk getent_passwd;
extern const Bulk getent_group;

/// By id, in digits.
extern const Bulk getent_passwd_by_id;
extern const Bulk getent_group_by_id;

/// The first line of a passwd or group file whose first field is exactly `name`.
std::optional<std::string> line_of_name(std::string_view text, std::string_view name);

}  // namespace muster
