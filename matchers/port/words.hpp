#pragma once

#include "framework/model/vocabulary.hpp"

namespace muster {

/// What can be said of a port.
ResourceEntry port_entry();

}  // namespace muster
