#pragma once

#include "framework/host/resource.hpp"

#include <span>
#include <vector>

namespace muster {

/// The resources of this folder: each source hands over its own (`x.cpp` defines
/// `std::span<const Resource> x_resources()`). CMake writes the definition (cmake/tables.cmake).
std::vector<std::span<const Resource>> resource_table();

}  // namespace muster
