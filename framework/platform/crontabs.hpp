#pragma once

// Where a system keeps its crontabs.

#include "framework/host/host.hpp"
#include "framework/platform/crontab.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

/// A user's own crontab (`host.once(crontab_of, user)`); nothing when he has none. As anybody but root only
/// one's own can be told, by `crontab -l`.
Task<std::optional<Crontab>> crontab_of(Host& host, std::string user);

/// /etc/crontab and the files of /etc/cron.d that cron reads (`host.once(system_crontabs)`).
Task<std::vector<Crontab>> system_crontabs(Host& host);

/// The crontabs of all accounts; files of the spool folder that belong to none are left out, as cron does.
struct UserCrontab {
    std::string user;
    Crontab crontab;
};
Task<std::vector<UserCrontab>> user_crontabs(Host& host);

/// A program in cron.hourly and the like, which runs as root.
struct CronScript {
    std::string folder;
    std::string path;
    std::string schedule;  ///< "@hourly"
};
Task<std::vector<CronScript>> cron_scripts(Host& host);

/// Whether crontab(1) lets a user have one: by cron.allow, else cron.deny, else the system's habit.
Task<bool> may_use_cron(Host& host, std::string user);

}  // namespace muster
