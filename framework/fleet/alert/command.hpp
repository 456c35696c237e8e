#pragma once

#include "framework/base/clock.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace muster {

/// A command of the watch file that the loop runs: words, no shell reads them.
struct LoopCommand {
    std::vector<std::string> words;  ///< a program by its path, or by a name in the usual PATH
    std::string input = {};
    std::vector<std::pair<std::string, std::string>> environment = {};
    Nanoseconds patience = std::chrono::seconds(60);
};

/// Runs it, in `/`, with a usual PATH, LC_ALL=C, HOME, USER, LOGNAME and SHELL and what `environment` adds: nothing
/// of the loop's own environment, where secrets may be. It has no terminal, and past its time it is killed with all
/// that it started. Why it did not end well, on one bounded line with the end of what it said; empty when it did
/// (exit status 0).
std::string trouble_of_running(const LoopCommand& command);

}  // namespace muster
