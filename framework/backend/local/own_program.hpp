#pragma once

#include "framework/host/question.hpp"

#include <string>
#include <vector>

namespace muster {

/// Runs a program on the controller, in the working folder, with our environment but a locale of UTF-8, and without a
/// terminal, and gives what it says on standard output. It has a minute. Throws CannotTell with its last words when it does not end with 0, and when it
/// says more than `most_output` bytes.
std::string said_by(
    const std::vector<std::string>& words,
    std::size_t most_output,
    std::string input = "",
    Nanoseconds patience = std::chrono::seconds(60)
);

}  // namespace muster
