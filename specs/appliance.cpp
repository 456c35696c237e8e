// A box with busybox and dropbear and nothing else: no package manager, no service manager, no ss. What is asked is what
// the kernel and the files tell.
#include <muster/spec.hpp>
using namespace muster;

SPEC("appliance", roles("appliance"), tags("appliance")) {
    IT("is started by busybox, which also logs") {
        expect(file("/sbin/init").resolved_path == "/usr/bin/busybox");
        expect(process("init").pid == 1);
        expect(process("syslogd").count == 1);
        expect(process("syslogd").exe == "/usr/bin/busybox");
        expect(file("/var/log/messages").content.contains("syslogd started"));
    }
    IT("lets people in by their keys, never by a password") {
        expect(process("dropbear").with_args(contains("-s")).running)
            .because("-s takes no passwords (dropbear(8))");
        expect(port(22).serves("0.0.0.0")).impact("critical");
        expect(port(22).user == "root");
        expect(user("root").authorized_keys.has_length(3));
        expect(file("/root/.ssh/authorized_keys").mode == 0600);
    }
    IT("has no other port") {
        expect(listening_ports().exposed_tcp == list(22));
        expect(listening_ports().exposed_udp.is_empty());
    }
    IT("keeps its secrets") {
        expect(file("/etc/shadow").mode == 0600);
        expect(file("/etc/ssh/ssh_host_ed25519_key").mode == 0600);
        expect(file("/etc/dropbear/dropbear_ed25519_host_key").mode == 0600);
        expect(user("root").password_locked);
    }
    IT("has what it was built with") {
        expect(file("/etc/inittab").content.matches(R"(^::respawn:/usr/sbin/dropbear\s)"));
        expect(file("/etc/inittab").content.matches(R"(^::respawn:/bin/syslogd\s)"));
        expect(file("/etc/init.d/rcS").mode == 0755);
        expect(file("/bin/sh").linked_to == "/bin/busybox");
        expect(user("deploy").shell == "/bin/sh");
        expect(file("/tmp").mode == 01777);
        expect(not file("/usr/bin/perl").exists and not file("/usr/bin/apt").exists);
    }
}
