// True of every healthy machine, whatever its role; also of one without systemd.
#include <muster/spec.hpp>
using namespace muster;

SPEC("a healthy machine", tags("base")) {
    IT("keeps its accounts in root's hands") {
        auto passwd = file("/etc/passwd");
        expect(passwd.regular);
        expect(passwd.owner == "root" and passwd.group == "root");
        expect(passwd.mode <= 0644).because("whoever may write it may become anybody");
        expect(not file("/etc/shadow").readable.by_others);
        expect(user("root").uid == 0);
        expect(user("root").home == "/root");
        expect(group("root").gid == 0);
    }
    IT("lets everybody use /tmp, and nobody take another's files there") {
        expect(file("/tmp").directory);
        expect(file("/tmp").mode == 01777);
    }
    IT("hides what would help an attacker") {
        expect(kernel_parameter("kernel.randomize_va_space").value == 2);
        expect(not file("/etc/hosts").writable.by_others);
    }
    IT("has a shell that works") {
        expect(file("/bin/sh").executable);
        expect(command("echo ready").stdout == "ready\n");
    }
    if (target().family == "debian")
        IT("has the package manager of its family") {
            expect(package("dpkg").installed);
            expect(package("base-files").installed);
            expect(not package("telnetd").installed).because("telnet sends passwords in the clear");
        }
    IT("runs the manager of its services, where there is one") {
        if (target().init == "systemd")
            expect(service("systemd-journald").running);
    }
}
