#pragma once

#include "framework/model/vocabulary.hpp"

namespace muster {

/// What can be said of running programs.
ResourceEntry process_entry();

}  // namespace muster
