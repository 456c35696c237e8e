#pragma once

// Running programs, as a test wants to write them.

#include "tests/support/fake_host.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace muster::tests {

struct Program {
    std::int64_t pid = 0;
    std::string name;
    std::vector<std::string> arguments;  ///< none: a kernel thread
    std::int64_t parent = 1;
    int uid = 0;
    std::int64_t start_ticks = 0;  ///< since boot
    char state = 'S';
    int terminal = 0;  ///< device number
};

/// The files of /proc/PID that processes are read from. 4 threads, 20 MiB virtual and 5 MiB resident, 3
/// seconds of CPU time.
void add_program(FakeHost& host, const Program& program);

/// PID 1, an uptime of 1000 seconds, root's and nobody's accounts; reads are free.
FakeHost running_host();

}  // namespace muster::tests
