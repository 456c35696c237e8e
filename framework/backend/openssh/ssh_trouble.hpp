#pragma once

#include "framework/model/cannot_tell.hpp"

#include <string>
#include <string_view>

namespace muster {

/// What the system's ssh wrote before it ended with 255, as one clear line. Knows the few sentences that
/// OpenSSH has had for decades; anything else is shown as it is.
CannotTell ssh_trouble(std::string_view standard_error, const std::string& peer);

/// Whether all that it wrote is that the server hung up before it greeted.
bool was_turned_away(std::string_view standard_error);

}  // namespace muster
