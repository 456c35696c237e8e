#pragma once

// Who may use sudo without a password, as far as sudoers(5) says it.

#include "framework/platform/sudoers/rules.hpp"

#include <string>
#include <vector>

namespace muster {

/// Users, `%groups`, `+netgroups` and `ALL` that some rule lets run a command without a password, sorted: by NOPASSWD; by
/// neither NOPASSWD nor PASSWD where Defaults say `!authenticate`; or as members of the `exempt_group`.
///
/// Names are compared as they are written, nobody's groups are looked up. So those that a `Defaults:…` line with
/// `!authenticate` names are listed by themselves, if there is any rule that allows something and does not say PASSWD.
/// Where it can't be decided whether a Defaults line applies (to this host, to the user run as, to a command with
/// wildcards), `!authenticate` counts and `authenticate` does not: rather one too many than one too few. Rules that
/// forbid count not, and a later rule that asks for the password takes none away. Throws CannotTell as sudoers_rules()
/// and for more than 500 lines about `authenticate`.
std::vector<std::string> sudoers_passwordless(const std::vector<SudoersLine>& lines);

}  // namespace muster
