#include "tests/support/sockets.hpp"

#include <fmt/format.h>

namespace muster::tests {

std::string socket_file(const std::vector<SocketLine>& lines) {
    std::string text = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when "
                       "retrnsmt   uid  timeout inode\n";
    int number = 0;
    for (const auto& line : lines)
        text += fmt::format(
            "{:4}: {} {} {} 00000000:00000000 00:00000000 00000000 {:5}        0 {} 1 "
            "00000000499f596c 100 0 0 10 0\n",
            number++,
            line.local,
            line.peer,
            line.state,
            line.uid,
            line.inode
        );
    return text;
}

void add_no_sockets(FakeHost& host) {
    for (const auto* name : {"tcp", "tcp6", "udp", "udp6"})
        host.file(std::string("/proc/net/") + name, socket_file({}));
    host.file("/proc/sys/net/ipv4/ip_local_port_range", "32768\t60999\n");
    host.file("/proc/self/status", "Name:\tcat\nUid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n");
    host.file(
        "/etc/passwd",
        "root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\n"
    );
    host.file("/etc/nsswitch.conf", "passwd: files systemd\ngroup: files systemd\n");
    host.command("ss -H -lntuep", "");
}

}  // namespace muster::tests
