#include "tests/support/processes.hpp"

#include <fmt/format.h>

namespace muster::tests {

void add_program(FakeHost& host, const Program& program) {
    const auto folder = fmt::format("/proc/{}/", program.pid);
    host.file(
        folder + "stat",
        fmt::format(
            "{} ({}) {} {} 1 1 {} -1 {} 9 0 0 0 200 100 0 0 20 -5 4 0 {} {} 1280 "
            "18446744073709551615 1 1 0 0 0 0 0 0\n",
            program.pid,
            program.name,
            program.state,
            program.parent,
            program.terminal,
            program.arguments.empty() ? 0x0020'8040 : 4194560,  // PF_KTHREAD, as kthreadd has it
            program.start_ticks,
            program.arguments.empty() ? 0 : 20971520
        )
    );
    host.file(
        folder + "status",
        fmt::format(
            "Name:\t{0}\nUid:\t0\t{1}\t{1}\t{1}\nGid:\t0\t{1}\t{1}\t{1}\n{2}",
            program.name,
            program.uid,
            program.arguments.empty() ? "" : "VmRSS:\t    5120 kB\n"
        )
    );
    std::string cmdline;
    for (const auto& word : program.arguments)
        cmdline += word + '\0';
    host.file(folder + "cmdline", cmdline);
}

FakeHost running_host() {
    FakeHost host;
    host.reads_are_free_ = true;
    host.file("/proc/uptime", "1000.50 900.00\n")
        .file("/proc/stat", "cpu  1 2 3\nbtime 1767225600\nprocesses 5\n");
    host.file(
        "/etc/passwd",
        "root:x:0:0:root:/root:/bin/bash\n"
        "haproxy:x:107:107::/var/lib/haproxy:/usr/sbin/nologin\n"
        "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
    );
    host.file("/etc/group", "root:x:0:\nhaproxy:x:107:\n")
        .file("/etc/nsswitch.conf", "passwd: files\ngroup: files\n");
    add_program(
        host,
        {.pid = 1, .name = "systemd", .arguments = {"/sbin/init"}, .parent = 0, .start_ticks = 2}
    );
    return host;
}

}  // namespace muster::tests
