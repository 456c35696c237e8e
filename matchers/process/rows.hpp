#pragma once

#include "framework/host/host.hpp"
#include "framework/model/fact.hpp"

#include <vector>

namespace muster {

/// The rows of `processes()`, each asked by its name and its process id. Throws CannotTell where /proc hides
/// some.
Task<std::vector<Subject>> process_rows(Host& host, Subject plural);

}  // namespace muster
