#pragma once

#include "framework/fleet/alert/message.hpp"

#include <string>
#include <utility>
#include <vector>

namespace muster {

/// What a command finds in its environment; on its standard input it has all of the message as JSON (message.hpp):
///
///     MUSTER_KIND       problem, recovery, reminder, followed, rebuilt, trouble
///     MUSTER_FLEET      the title of the watch file
///     MUSTER_SUBJECT    one line for people, of all of it
///     MUSTER_TARGETS    who has it: web[1-3]
///     MUSTER_COUNT      how many notices there are
///     MUSTER_PAGE       where the loop's page is
///
/// and of the first notice, the gravest of them, MUSTER_TARGET, _ROLES (with blanks), _ID, _SPEC, _STANDING, _SINCE,
/// _STATEMENT, _EXPECTED, _ACTUAL, _MESSAGE, _HINT, _IMPACT, _OWNER, _RUNBOOK and _AGAIN. All are there, empty where
/// there is nothing to say; bounded, on one line, without NULs.
std::vector<std::pair<std::string, std::string>> notice_environment(const Message& message);

}  // namespace muster
