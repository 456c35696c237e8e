#pragma once

// Which of the running programs a subject means: its name and qualifiers.

#include "framework/model/fact.hpp"
#include "framework/platform/processes.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

struct Fitting {
    std::vector<Process> processes;  ///< oldest first
    std::string remark;              ///< of none: the nearest miss
    bool all_seen = true;            ///< false: there may be more that /proc hides from us
};

/// Throws CannotTell when a qualifier cannot be judged.
Task<Fitting> fitting(Host& host, Subject subject);

/// The same, where each of them counts: throws CannotTell (denied) when some may be hidden.
Task<Fitting> all_fitting(Host& host, Subject subject);

/// Absent, with the nearest miss.
Value none_fits(const Fitting& fitting);

/// A program that was found has ended since: a row of `processes()` is absent by then; of a name others may fit
/// now, so that it throws CannotTell.
Value ended(const Subject& subject, const Process& process);

/// The command line as `ps` shows it: words joined by blanks, or `[name]` of a kernel thread.
std::string title(const Process& process, const std::vector<std::string>& arguments);

}  // namespace muster
