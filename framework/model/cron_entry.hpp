#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// One field of times. A leading `*` is kept apart: cron(8) joins day and weekday by "and" where one of them
/// has it and by "or" elsewhere, and catches up with a changed clock by it.
struct CronField {
    std::uint64_t values = 0;  ///< a bit for each
    bool has_star = false;
    std::string random =
        {};  ///< as written, where it holds cronie's `~`: when it is cannot be known

    friend bool operator==(const CronField&, const CronField&) = default;
};

struct CronSchedule {
    bool at_boot = false;                  ///< @reboot
    std::array<CronField, 5> fields = {};  ///< minute, hour, day, month, weekday (0 is Sunday)

    friend bool operator==(const CronSchedule&, const CronSchedule&) = default;
};

/// The times that a line of crontab(5) begins with, and what follows them.
struct CronEntry {
    CronSchedule schedule;
    std::string schedule_text;  ///< as written, blanks made one
    std::string
        command;  ///< all bytes behind the blanks, `%` too; in a system crontab with the user in front
};

/// `*/15 2 * jan-mar mon,5 /usr/bin/x` or `@daily /usr/bin/x`; nothing for anything else. Five fields of lists
/// of numbers, ranges and steps; names of three letters for months and weekdays; 7 is Sunday, too.
std::optional<CronEntry> cron_entry_from(std::string_view line);

}  // namespace muster
