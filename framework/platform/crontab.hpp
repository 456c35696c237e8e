#pragma once

// The text of crontab(5), and which files of a folder cron reads.

#include "framework/model/cron_entry.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

/// Whose crontab: in those of the system a user stands before the command.
enum class CrontabKind { of_user, of_system };

struct CrontabLine {
    std::size_t number = 0;  ///< in its file, from 1
    CronEntry entry;         ///< the command without the user
    std::string user;        ///< of a system crontab

    std::string text() const { return entry.schedule_text + " " + entry.command; }
};

struct Crontab {
    std::string source;  ///< the file
    std::vector<CrontabLine> lines;
    /// Assignments that a line follows; of a name that is assigned again, the last.
    std::vector<std::pair<std::string, std::string>> environment;
};

/// Throws CannotTell for a line that is none: cron leaves out the whole file then. `ends_in_newline`: Debian's
/// cron leaves out a file that does not.
Crontab crontab_from(
    std::string_view text, std::string source, CrontabKind kind, bool ends_in_newline = false
);

/// Whether cron reads a file of this name in /etc/cron.d, or run-parts in /etc/cron.daily: Debian takes
/// letters, digits, `_` and `-`; the others leave out what an editor or a package manager left behind.
bool is_read_by_cron(std::string_view name, std::string_view family);

}  // namespace muster
