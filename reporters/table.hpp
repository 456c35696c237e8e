#pragma once

#include "framework/model/reporter.hpp"

#include <vector>

namespace muster {

/// All reporters, by name: one for each source of this folder (`x.cpp` defines
/// `ReporterEntry x_reporter()`). CMake writes the definition (cmake/tables.cmake).
std::vector<ReporterEntry> reporter_table();

}  // namespace muster
