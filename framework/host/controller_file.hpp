#pragma once

#include <string>

namespace muster {

/// A file of the controller that a spec names, whole. Throws CannotTell where it cannot be read.
std::string controller_file(const std::string& path);

}  // namespace muster
