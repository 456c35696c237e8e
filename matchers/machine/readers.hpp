#pragma once

// The parts of `machine()`, and what they read by.

#include "framework/host/resource.hpp"

#include <string>
#include <vector>

namespace muster {

std::vector<ReaderEntry> system_readers();    ///< what it runs: distribution, kernel, names
std::vector<ReaderEntry> clock_readers();     ///< time zone, clock, since when it runs
std::vector<ReaderEntry> hardware_readers();  ///< memory, processors, firmware

ResourceEntry machine_entry();

/// A file that every running Linux has, trimmed; throws CannotTell where it is not there, NotAsked of an image.
Task<std::string> live_file(Host& host, std::string path);

/// A file that need not be there, trimmed of blanks and NULs; nothing where it is not, or is empty.
Task<std::optional<std::string>> optional_file(Host& host, std::string path);

}  // namespace muster
