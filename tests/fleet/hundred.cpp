// A hundred checks of the usual kinds: what a host may be asked in two exchanges, and once it is known in
// one (tests/fleet/exchanges_test counts them, bench/exchanges measures them).
#include <muster/spec.hpp>
using namespace muster;

SPEC("a hundred checks") {
    IT("has its packages") {
        for (const char* name :
             {"nginx",
              "nginx-light",
              "openssh-server",
              "sudo",
              "iproute2",
              "procps",
              "systemd",
              "dbus",
              "bash",
              "coreutils"}) {
            expect(package(name).installed);
            expect(package(name).version >= "0");
        }
        for (const char* name : {"apache2", "telnetd", "nis", "rsh-server", "mysql-server"})
            expect(not package(name).installed);
    }
    IT("runs its services") {
        for (const char* name : {"nginx", "ssh", "dbus", "systemd-journald", "systemd-logind"}) {
            expect(service(name).running);
            expect(not service(name).failed);
            expect(not service(name).masked);
        }
        expect(service("nginx").enabled and service("ssh").enabled);
        for (const char* name : {"apache2", "cups", "avahi-daemon", "rpcbind"})
            expect(not service(name).running);
    }
    IT("knows its users and their keys") {
        for (const char* name : {"root", "deploy", "ops"}) {
            expect(user(name).exists);
            expect(user(name).shell == "/bin/bash");
            expect(user(name).authorized_keys.has_length(3));
        }
        expect(user("root").uid == 0);
        expect(user("deploy").groups.contains("sudo"));
        expect(user("ops").groups.contains("sudo"));
        expect(not user("guest").exists);
        expect(group("sudo").exists);
        expect(group("www-data").gid == 33);
    }
    IT("keeps its files") {
        for (const char* path :
             {"/etc/passwd",
              "/etc/group",
              "/etc/hosts",
              "/etc/fstab",
              "/etc/ssh/sshd_config",
              "/etc/nginx/nginx.conf"}) {
            expect(file(path).owner == "root");
            expect(file(path).mode == 0644);
            expect(file(path).regular);
        }
        for (const char* path : {"/etc/shadow", "/etc/gshadow"}) {
            expect(file(path).group == "shadow");
            expect(file(path).mode == 0640);
        }
        expect(file("/tmp").mode == 01777);
        expect(file("/etc/nginx/nginx.conf").content.contains("user www-data;"));
        expect(file("/etc/ssh/sshd_config").content.matches(R"(^UsePAM\s+yes)"));
        for (const char* path : {"/etc/rc.local", "/etc/hosts.equiv", "/root/.rhosts"})
            expect(not file(path).exists);
    }
    IT("listens where it should") {
        for (int number : {22, 80}) {
            expect(port(number).listening);
            expect(port(number).serves("0.0.0.0"));
        }
        for (int number : {21, 23, 25, 110, 111, 443, 3306, 5432})
            expect(not port(number).listening);
    }
}
