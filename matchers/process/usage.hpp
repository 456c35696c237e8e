#pragma once

#include "framework/host/resource.hpp"

namespace muster {

/// Readers of what programs use: memory, time, files.
std::vector<ReaderEntry> usage_readers();

}  // namespace muster
