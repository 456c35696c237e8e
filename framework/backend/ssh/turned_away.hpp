#pragma once

#include "framework/model/cannot_tell.hpp"

namespace muster {

/// The server hung up before it greeted: it has as many logins under way as it takes (MaxStartups in sshd_config(5)), or
/// wants none from here. To be tried again in a moment.
struct TurnedAway : CannotTell {};

}  // namespace muster
