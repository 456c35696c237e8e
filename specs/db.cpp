// The shop's database: MariaDB on the lan; on the wan side nothing answers.
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

SPEC("shop database", roles("db"), tags("database", "shop")) {
    IT("is the distribution's MariaDB") {
        expect(package("mariadb-server").installed);
        expect(package("mariadb-server").version >= "1:10.11");
        expect(not package("mysql-server").installed);
    }
    IT("is up, and comes up again with the machine") {
        expect(service("mariadb").running).impact("critical");
        expect(service("mariadb").enabled);
        expect(service("mariadb").main_pid > 1);
        expect(not service("mariadb.socket").enabled)
            .because("it would listen on every address, whatever bind-address says");
        expect(service("shop-schema").running).because("without it there are no tables");
    }
    IT("answers on the lan, and on the wan nothing does") {
        expect(port(3306).serves(address("lan"))).impact("critical");
        expect(not port(3306).serves(address("wan"))).impact("critical");
        expect(not port(22).serves(address("wan"))).impact("high");
        expect(port(3306).process == "mariadbd");
        expect(listening_ports().exposed_tcp == list(22, 3306));
        expect(listening_ports().exposed_udp.is_empty());
        expect(tcp("db", 3306).reachable);
    }
    IT("answers to administrators by its socket") {
        auto socket = unix_socket("/run/mysqld/mysqld.sock");
        expect(socket.listening);
        expect(command("mariadb --batch --skip-column-names --execute='SELECT 1'").stdout == "1\n");
    }
    IT("runs as its own account") {
        expect(process("mariadbd").count == 1);
        expect(process("mariadbd").user == "mysql");
        expect(user("mysql").shell == "/bin/false");
        expect(user("mysql").home == "/nonexistent");
    }
    IT("keeps its data to itself") {
        auto data = file("/var/lib/mysql");
        expect(data.directory);
        expect(data.owner == "mysql" and data.group == "mysql");
        expect(data.mode == 0755);
        expect(file("/var/lib/mysql/shop").mode == 0700);
        expect(not file("/var/lib/mysql/shop").readable.by("nobody"));
        expect(files_under("/var/lib/mysql").world_writable.is_empty());
        expect(files_under("/var/lib/mysql").unowned.is_empty());
    }
    IT("is configured by its own file, in root's hands") {
        auto conf = file("/etc/mysql/mariadb.conf.d/60-shop.cnf");
        expect(conf.mode == 0644 and conf.owner == "root");
        expect(conf.content.captured(R"(^bind-address\s*=\s*(\S+))") == address("lan"));
        expect(not conf.content.matches(R"(^\s*skip-networking)"));
    }
}
