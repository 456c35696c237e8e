#pragma once

// Scripts of /etc/init.d and the links that start them: what System V's init, OpenRC and a system without a
// service manager have in common.

#include "framework/host/host.hpp"
#include "framework/host/task.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Whether a script can have this name: one entry of a folder, and no hidden one.
bool is_script_name(std::string_view name);

std::string script_path(std::string_view name);

/// Whether /etc/init.d has a program of this name.
Task<bool> script_exists(Host& host, std::string name);

/// The names of all files in /etc/init.d, whatever they are.
Task<std::vector<std::string>> names_of_scripts(Host& host);

/// An S link: /etc/rc2.d/S01cron starts `cron` in runlevel `2`, one of /etc/rcS.d at every boot.
struct StartLink {
    std::string runlevel;
    std::string script;

    friend bool operator==(const StartLink&, const StartLink&) = default;
};
std::vector<StartLink> start_links_from(const std::vector<std::string>& paths);

Task<std::vector<StartLink>> start_links(Host& host);

/// The runlevel that a boot ends in: inittab's `initdefault`, and where there is no inittab, 2 on Debian and 3
/// elsewhere. Throws CannotTell where an inittab names none.
Task<std::string> default_runlevel(Host& host);

/// What `id:2:initdefault:` says; empty when no line does.
std::string initdefault_of(std::string_view inittab);

/// How a script starts.
struct ScriptStart {
    bool at_boot = false;                ///< in the default runlevel, or in S
    std::string default_runlevel;        ///< by which that was judged
    std::vector<std::string> runlevels;  ///< all in which it has an S link
};
Task<ScriptStart> start_of_script(Host& host, std::string name);

}  // namespace muster
