#pragma once

// Running programs, from /proc/[0-9]*/{stat,status,cmdline} (proc_pid_stat(5)).
//
// Where reads are free the files are read. Elsewhere a file costs a process on the target (93 of them:
// 0.9 s), so that `grep -aH ''` prints all of them with their paths (20 ms a file name). `ps` takes 35 ms, cuts
// titles into one line and writes `?` for what is not ASCII: its values would differ.

#include "framework/host/host.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// What /proc/PID/stat says.
struct Process {
    std::int64_t pid = 0;
    std::string name;  ///< as the kernel has it: cut at 15 bytes
    char state = 'R';
    std::int64_t parent = 0;
    std::uint32_t terminal = 0;   ///< device number; 0: none
    std::uint64_t cpu_ticks = 0;  ///< user and system, of the process alone
    std::int64_t nice = 0;
    std::int64_t threads = 0;
    std::uint64_t start_ticks = 0;     ///< since boot
    std::uint64_t virtual_memory = 0;  ///< bytes
    bool of_kernel = false;  ///< a kernel thread: it has neither arguments nor an executable
};

/// User-space clock ticks a second: 100 on every architecture of Linux that is still built for.
constexpr std::int64_t ticks_per_second = 100;

/// Nothing when `text` is no such file.
std::optional<Process> process_from_stat(std::string_view text);

struct ProcessTable {
    /// Oldest first, without zombies, which do not run, and without what runs because we look (Backend::own_processes).
    std::vector<Process> processes;
    bool whole = true;  ///< false: /proc hides processes of other users (hidepid)
};

/// Once for all who ask. Throws CannotTell without /proc, NotAsked when nothing runs there.
Task<ProcessTable> process_table(Host& host);

/// Argument lists as the programs have them, by PID; empty of kernel threads. One that has just ended has none. Throws
/// CannotTell when that of a program in the table cannot be read.
using ArgumentTable = std::map<std::int64_t, std::vector<std::string>>;
Task<ArgumentTable> process_arguments(Host& host);

/// Words of a cmdline file: cut at NUL, padding at the end dropped. One word of a program that writes
/// a title of its own.
std::vector<std::string> arguments_from(std::string_view cmdline);

struct ProcessOwner {
    std::uint32_t uid = 0;  ///< effective
    std::uint32_t gid = 0;
    std::uint64_t resident_memory = 0;  ///< bytes
};
using ProcessOwners = std::map<std::int64_t, ProcessOwner>;
Task<ProcessOwners> process_owners(Host& host);

/// Whether a program goes by `name`: the kernel's name, or, where the kernel has cut it, the base name
/// of its first argument or of its executable (empty: not known).
bool is_named(
    const Process& process,
    const std::vector<std::string>& arguments,
    std::string_view executable,
    std::string_view name
);

/// Whether only the executable can tell if the program goes by `name`.
bool executable_decides(
    const Process& process, const std::vector<std::string>& arguments, std::string_view name
);

/// The name of the program in full, as far as its first argument tells.
std::string full_name(std::string_view kernel_name, const std::vector<std::string>& arguments);

std::string_view base_name(std::string_view path);

/// Whether what we run there may look at the processes of others. From /proc/self/status.
Task<bool> may_look_at_all(Host& host);

}  // namespace muster
