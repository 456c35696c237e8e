#pragma once

// Who has logged in, and who is.

#include "framework/base/clock.hpp"
#include "framework/host/host.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace muster {

/// Names of all users that are logged in: utmp, as `who` reads it, and the sessions of logind. Once for all
/// who ask. Throws CannotTell where there is neither.
Task<std::set<std::string>> logged_in_users(Host& host);

/// The names in the first column of who(1).
std::set<std::string> users_of_who(std::string_view output);

/// The user of a file in /run/systemd/sessions, when it is a session of a person.
std::optional<std::string> user_of_session(std::string_view text);

/// When this account last logged in, by lastlog(8) or lastlog2(8); nothing: never.
Task<std::optional<Instant>> last_login(Host& host, std::string name);

/// The time at the end of a line of lastlog, e.g. `Tue Jul  1 12:00:00 +0000 2025`, the same of lastlog2;
/// nothing for anything else.
std::optional<Instant> lastlog_time_from(std::string_view line);

}  // namespace muster
