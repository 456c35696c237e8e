#pragma once

#include "framework/model/vocabulary.hpp"

namespace muster {

/// What can be said of an account.
ResourceEntry user_entry();

}  // namespace muster
