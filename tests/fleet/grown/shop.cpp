// The grown shop, as whoever is responsible for it would write down what it is: nothing here knows what set it up.
#include <muster/spec.hpp>
using namespace muster;

namespace {

/// A daemon that every host has runs where it belongs, and nowhere else.
void belongs(Word daemon, Word role) {
    auto service = muster::service(daemon);
    if (target().has_role(role)) {
        expect(service.running).impact("critical");
        expect(service.enabled);
    } else {
        expect(not service.running);
        expect(not service.enabled);
    }
}

}  // namespace

SPEC("every host") {
    IT("runs what it is for, and nothing else") {
        belongs("haproxy", "front");
        belongs("nginx", "front");
        belongs("memcached", "sessions");
        belongs("mariadb", "db");
        belongs("named", "dns");
        belongs("shop", "app");
        expect(not service("puppet").enabled);
        expect(not service("unicorn").enabled);
        expect(not service("mariadb.socket").enabled);
    }
    IT("is no router, now and after the next boot") {
        expect(kernel_parameter("net.ipv4.ip_forward").value == 0);
        expect(kernel_parameter("net.ipv4.ip_forward").as_configured);
        expect(file("/etc/sysctl.d/shop.conf").content == "net.ipv4.ip_forward = 0\n");
    }
    IT("is watched by monit") {
        expect(service("monit").running);
        expect(service("monit").enabled);
        expect(file("/etc/monit/conf.d/shop").mode == 0600);
        expect(file("/etc/monit/conf.d/shop").content.contains("check process sshd"));
    }
    IT("knows the others") {
        for (auto other : hosts())
            expect(host(other.name).in_hosts_file);
    }
    expect(user("deploy").exists).id("deploy");
}

SPEC("the front", roles("front")) {
    expect(port(80).serves(target().address("wan")));
    expect(port(8080).tcp.addresses == list("127.0.0.1")).because("whoever comes in passes nginx");
    expect(haproxy().backend("app").status == "UP");
    expect(http("http://127.0.0.1/health").body == "ok\n");
    expect(command("nginx -t").exit_status == 0);
    expect(command("haproxy -c -f /etc/haproxy/haproxy.cfg").exit_status == 0);
}

SPEC("an application", roles("app")) {
    expect(file("/etc/shop/shop.yml").mode == 0640).because("it has the database's password");
    expect(file("/etc/shop/shop.yml").group == "shop");
    expect(file("/etc/shop").mode == 0750);
    expect(user("shop").shell == "/usr/sbin/nologin");
    expect(service("shop").user == "shop");
    expect(service("shop").property("NoNewPrivileges") == "yes");
    expect(port(8080).tcp.addresses == list("127.0.0.1", target().address("lan")));
    expect(http("http://127.0.0.1:8080/stock").status == 200);
}

SPEC("the session store", roles("sessions")) {
    expect(memcached(11211).answers);
    expect(port(11211).serves(target().address("lan")));
    expect(listening_ports().exposed_udp.is_empty());
}

SPEC("a database", roles("db")) {
    expect(port(3306).tcp.addresses == list(target().address("lan")));
    expect(mysql().variable("innodb_buffer_pool_size") == "33554432");
    expect(mysql().database("shop").exists);
}

FLEET("the grown shop") {
    auto primary = hosts("db").where(not mysql().read_only);
    auto replicas = hosts("db").where(mysql().read_only);

    IT("reaches its databases over the lan alone") {
        for (auto db : hosts("db"))
            expect(from(hosts("app")).tcp(db.address("lan"), 3306).reachable)
                .about(db)
                .id("lan " + db.name);
        for (auto db : hosts("primary"))
            expect(not from(hosts("app", "front")).tcp(db.address("wan"), 3306).reachable)
                .id("wan");
    }
    IT("has one primary that all others follow") {
        expect(primary.count == 1).id("one primary");
        expect(primary.names == list("db1")).id("the primary");
        expect(replicas.every(mysql().replica.lag < 5)).retry_for(5s).id("lag");
        expect(replicas.list(mysql().replica.source_address) == primary.addresses("lan"))
            .id("follows");
        expect(hosts("db").agree_on(
                   mysql().query("select group_concat(pieces order by name) from shop.goods")
               ))
            .retry_for(3s)
            .id("goods");
    }
    IT("keeps its visitors in the store that the inventory names") {
        auto store = hosts("sessions").only();
        expect(from(hosts("app")).tcp(store.address("lan"), 11211).reachable).id("store");
        expect(hosts("app").every(
                   http("http://127.0.0.1:8080/sessions").body
                   == store.address("lan") + ":" + store.var("session_port") + " answers\n"
               ))
            .id("sessions");
    }
    IT("runs one release") {
        expect(hosts("app").agree_on(http("http://127.0.0.1:8080/release").body)).id("release");
        expect(hosts("app").agree_on(file("/srv/shop/config.ru").sha256)).id("code");
    }
    IT("is balanced over all applications") {
        expect(hosts("front").list(haproxy().backend("app").up_servers) == hosts("app").names)
            .id("balanced");
    }
    IT("says the same of its names everywhere") {
        for (auto server : hosts("dns"))
            expect(from(hosts("app"))
                       .dns("www.shop.test")
                       .server(server.address("lan"))
                       .records.contains("10.99.2.20"))
                .id("www " + server.name);
        expect(hosts("dns").agree_on(dns("shop.test").server("127.0.0.1").serial))
            .retry_for(5s)
            .id("serial");
    }
    IT("is one system") {
        expect(hosts().agree_on(machine().version)).id("version");
        expect(hosts().duplicates(file("/etc/machine-id").content).is_empty()).id("machine-ids");
        expect(hosts().at_least(4, port(22).listening)).id("ssh");
    }
    for (auto front : hosts("front"))
        expect(from(front).tcp(front.address("wan"), 80).reachable).about(front).id("open");
}
