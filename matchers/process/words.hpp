#pragma once

#include "framework/host/plural.hpp"

namespace muster {

/// What can be said of running programs.
ResourceEntry process_entry();
PluralWords processes_words();

}  // namespace muster
