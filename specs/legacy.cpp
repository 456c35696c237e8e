// A machine of the old days that still runs: Debian with System V's init, for jobs at night and nothing else.
#include <muster/spec.hpp>
using namespace muster;

SPEC("legacy machine", roles("legacy"), tags("legacy")) {
    IT("is started by System V's init") {
        expect(package("sysvinit-core").installed);
        expect(file("/sbin/init").content.contains("INIT:"))
            .because("systemd's is a link to another program");
        expect(process("init").pid == 1);
        expect(file("/etc/inittab").content.matches(R"(^id:2:initdefault:)"));
    }
    IT("lets administrators in, and starts jobs") {
        for (const char* name : {"ssh", "cron"}) {
            expect(service(name).running).impact("critical");
            expect(service(name).enabled);
            expect(service(name).runlevels.contains("2"));
        }
        expect(process("cron").count == 1);
        expect(process("cron").user == "root");
        expect(file("/etc/init.d/cron").mode == 0755 and file("/etc/init.d/cron").owner == "root");
    }
    IT("has one port, and no more") {
        expect(port(22).serves("0.0.0.0"));
        expect(port(22).process == "sshd");
        expect(listening_ports().exposed_tcp == list(22));
        expect(listening_ports().exposed_udp.is_empty());
    }
    IT("lets only root say what runs at night") {
        auto table = file("/etc/crontab");
        expect(table.owner == "root" and table.group == "root");
        expect(table.mode == 0644);
        expect(not table.immutable).because("an upgrade could not replace it");
        expect(cron("root").entries.is_empty());
        expect(file("/var/spool/cron/crontabs").mode == 01730);
        expect(file("/var/spool/cron/crontabs").group == "crontab");
    }
    expect(mount("/run").type == "tmpfs" and mount("/run").options.contains("nosuid"));
    expect(not service("rpcbind").exists);
    expect(user("deploy").groups.contains("sudo"));
}
