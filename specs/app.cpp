// The shop's application: unicorn on the lan, behind the proxy, with its data on the database host.
#include <muster/spec.hpp>
using namespace muster;

namespace {

/// The target's address on the lan, as the inventory knows it; without one `--var lan=ADDRESS`, else the address
/// that Muster connects to.
Word lan_address() {
    return target().has_address("lan") ? target().address("lan") : var("lan", target().address());
}

}  // namespace

SPEC("shop application", roles("app"), tags("web", "shop")) {
    IT("runs on the distribution's unicorn") {
        expect(package("unicorn").installed);
        expect(package("unicorn").version >= "6.0");
        expect(package("ruby-mysql2").installed);
        expect(not package("unicorn").held).because("security updates must reach it");
        expect(package("shop-theme").version == "1.1");
        expect(file("/etc/shop-theme/colours").as_packaged);
        expect(file("/srv/shop/theme").linked_to == "/usr/share/shop-theme");
        expect(not service("unicorn").enabled)
            .because("the distribution's own unit would start a second one");
    }
    IT("is up, and comes up again with the machine") {
        auto shop = service("shop");
        expect(shop.running).impact("critical");
        expect(shop.enabled);
        expect(not shop.needs_reload);
        expect(shop.user == "shop");
        expect(shop.property("NoNewPrivileges") == "yes");
        expect(shop.property("Restart") == "on-failure");
    }
    IT("answers on the lan alone") {
        expect(port(8080).serves(lan_address())).impact("critical");
        expect(not port(8080).serves("127.0.0.1"));
        expect(port(8080).tcp.addresses == list(lan_address()));
        expect(port(8080).service == "shop.service");
        expect(listening_ports().exposed_tcp == list(22, 8080));
        expect(listening_ports().exposed_udp.is_empty());
    }
    IT("is no router, now and after the next boot") {
        expect(kernel_parameter("net.ipv4.ip_forward").value == 0);
        expect(kernel_parameter("net.ipv4.ip_forward").as_configured);
    }
    IT("serves its pages") {
        auto health = http("http://app:8080/health");
        expect(health.status == 200).retry_for(5s);
        expect(health.body == "ok\n");
        expect(health.time < 1.0);
        expect(http("http://app:8080/nothing").status == 404);
    }
    IT("reaches its database, which knows it") {
        expect(host("db").in_hosts_file);
        expect(tcp("db", 3306).reachable);
        auto stock = http("http://app:8080/stock");
        expect(stock.status == 200)
            .because("503 is what it says when the database does not answer");
        expect(stock.header("Content-Type") == "application/json");
        expect(stock.body.contains("kettle"));
    }
    IT("does all that as an account that may do nothing else") {
        auto account = user("shop");
        expect(account.system);
        expect(account.shell == "/usr/sbin/nologin");
        expect(account.home == "/srv/shop");
        expect(account.groups == list("shop"));
        expect(not account.password_set);
        expect(process("unicorn").titled(starts_with("unicorn master")).count == 1);
        expect(process("unicorn").titled(starts_with("unicorn worker")).count == 2);
        expect(process("unicorn").users == list("shop"));
    }
    IT("keeps its code in root's hands and its password between the two") {
        for (const char* path : {"/srv/shop/config.ru", "/srv/shop/unicorn.rb"}) {
            expect(file(path).owner == "root" and file(path).group == "root");
            expect(file(path).mode == 0644);
            expect(not file(path).writable.by("shop"));
        }
        auto secret = file("/etc/shop/database.yml");
        expect(secret.owner == "root" and secret.group == "shop");
        expect(secret.mode == 0640);
        expect(secret.readable.by("shop"));
        expect(not secret.readable.by("nobody"));
        expect(files("/srv/shop/*").world_writable.is_empty());
    }
}
