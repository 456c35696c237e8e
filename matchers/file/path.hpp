#pragma once

#include "framework/model/fact.hpp"

#include <string>

namespace muster {

/// Why a subject can be no path on any target, or nothing: for `broken_subject`.
std::string broken_path(const Subject& subject);

}  // namespace muster
