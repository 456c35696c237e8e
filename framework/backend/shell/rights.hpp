#pragma once

#include "framework/base/secret.hpp"

#include <functional>
#include <optional>
#include <string>

namespace muster {

/// How a lane gets other rights than the login has: `sudo`, before its shell is sent anything.
struct Rights {
    std::string user = "root";
    /// Asked when sudo wants a password, at most once a lane; nothing: there is none. What sudo refused
    /// is never sent again, so that no account is locked.
    std::function<std::optional<Secret>()> password = {};
};

}  // namespace muster
