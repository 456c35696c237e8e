#pragma once

// The entries that `files` and `files_under` are about, as a spec narrows them.

#include "framework/host/host.hpp"
#include "framework/model/fact.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster::file_sets {

/// Why a subject has no meaning on any target, or nothing.
std::string broken(const Subject& subject);

/// The walk that finds them; of a subject that is not broken.
Walk walk_of(const Subject& subject, FileSet set);

/// Their paths. A glob without `**` is searched as sh does, anything else walked. A set that is named by the
/// qualifier "set", which no spec can write, narrows them further.
Task<std::vector<Subject>> members(Host& host, Subject subject);

}  // namespace muster::file_sets
