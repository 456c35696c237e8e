#pragma once

// supervisord: one `supervisorctl status` for all programs, one `supervisorctl avail` for what it starts itself.

#include "framework/platform/service_manager.hpp"

#include <cstdint>
#include <map>

namespace muster {

extern const ServiceManager supervisor;

/// A line of `supervisorctl status`. A program of a group of another name is called `group:program`.
struct SupervisorProgram {
    std::string name;
    std::string state;        ///< `RUNNING`, `STOPPED`, `FATAL` …
    std::string description;  ///< "pid 5162, uptime 0:00:02"

    friend bool operator==(const SupervisorProgram&, const SupervisorProgram&) = default;
};
using SupervisorPrograms = std::vector<SupervisorProgram>;
SupervisorPrograms parse_supervisor_status(std::string_view report);

/// `auto` or `manual` by a program's name, of `supervisorctl avail`.
std::map<std::string, std::string> parse_supervisor_avail(std::string_view report);

/// All that supervisor knows; one run for all who ask. Throws CannotTell when it does not answer.
Task<SupervisorPrograms> supervisor_programs(Host& host);

/// The program of this name: in full, or without its group where only one has it. nullptr when there is none;
/// throws CannotTell when several groups have one.
const SupervisorProgram* find_program(const SupervisorPrograms& programs, std::string_view name);

/// "pid 5162, uptime 1 day, 0:00:02".
struct SupervisorProcess {
    std::int64_t pid = 0;
    Nanoseconds uptime{};
};
std::optional<SupervisorProcess> parse_supervisor_process(std::string_view description);

}  // namespace muster
