// A reverse proxy on Debian, on two networks: lan and wan.
#include <muster/spec.hpp>
using namespace muster;

namespace {

/// The target's address on a network, as the inventory knows it; without one `--var wan=ADDRESS`, else
/// the address that Muster connects to.
Word address(const char* network) {
    return target().has_address(network) ? target().address(network)
                                         : var(network, target().address());
}

}  // namespace

SPEC("reverse proxy", roles("proxy"), tags("web")) {
    IT("is the distribution's nginx, alone on the host") {
        expect(package("nginx").installed);
        expect(package("nginx").version >= "1.22");
        expect(file("/usr/sbin/nginx").as_packaged)
            .because("nobody put another program in its place");
        expect(not package("apache2").installed).because("two servers would fight for port 80");
    }
    IT("is up, and comes up again with the machine") {
        expect(service("nginx").running).impact("critical");
        expect(service("nginx").enabled);
        expect(not service("nginx").masked);
        expect(not service("nginx").needs_reload).because("what runs is what the unit file says");
    }
    IT("serves both networks, and nothing else is open") {
        expect(port(80).serves(address("lan")));
        expect(port(80).serves(address("wan"))).impact("critical");
        expect(port(80).process == "nginx");
        expect(port(80).service == "nginx.service");
        expect(listening_ports().exposed_tcp == list(22, 80));
        expect(listening_ports().exposed_udp.is_empty());
    }
    IT("faces the world with workers that may do nothing") {
        expect(process("nginx").titled(starts_with("nginx: master")).count == 1);
        expect(process("nginx").titled(starts_with("nginx: worker")).users == list("www-data"));
        expect(user("www-data").shell == "/usr/sbin/nologin");
        expect(user("www-data").groups == list("www-data"));
    }
    IT("keeps its configuration in root's hands") {
        auto conf = file("/etc/nginx/nginx.conf");
        expect(conf.owner == "root" and conf.group == "root");
        expect(conf.mode == 0644);
        expect(conf.content.captured(R"(^user\s+(\S+);)") == "www-data");
        expect(conf.content.contains("worker_processes auto;"));
        expect(not conf.content.matches(R"(^\s*daemon\s+off)"));
        expect(file("/etc/nginx/sites-enabled").entries == list("default"));
        expect(command("nginx -t").exit_status == 0)
            .retry_for(5s)
            .because("a reload must not take the site down");
    }
    IT("shows pages that only root can change, and logs what only administrators read") {
        auto page = file("/var/www/html/index.nginx-debian.html");
        expect(page.content.contains("<title>Welcome to nginx!</title>"));
        expect(not page.writable.by("www-data"));
        auto log = file("/var/log/nginx/access.log");
        expect(log.mode == 0640 and log.owner == "www-data" and log.group == "adm");
    }
    expect(kernel_parameter("net.core.somaxconn").value >= 1024)
        .because("a burst of visitors is to wait, not to be turned away");
}
