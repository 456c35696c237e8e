#pragma once

#include "framework/host/plural.hpp"

namespace muster {

/// What can be said of an account.
ResourceEntry user_entry();
/// What can be said of all of them.
PluralWords users_words();

}  // namespace muster
