#pragma once

#include "framework/host/question.hpp"

#include <string>

namespace muster {

/// The bytes of a file that a pattern found; throws the reason where it could not be read.
const std::string& bytes_of(const NamedContent& file);

}  // namespace muster
