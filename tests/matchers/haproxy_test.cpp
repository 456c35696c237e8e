// A real HAProxy, what it printed recorded, and the places where it may be asked.

#include "framework/backend/local/local_backend.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/cannot_tell.hpp"
#include "matchers/haproxy/stats.hpp"
#include "tests/support/daemon.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace muster {
std::span<const Resource> haproxy_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

Fact of(const std::string& socket, const std::string& attribute) {
    Fact fact{{"haproxy", {}}, attribute};
    if (not socket.empty())
        fact.subject.names = {Value(socket)};
    return fact;
}

Fact of(
    const std::string& socket,
    const std::string& view,
    const std::vector<std::string>& names,
    const std::string& attribute
) {
    auto fact = part(view, of(socket, attribute));
    for (const auto& name : names)
        fact.subject.view_names.emplace_back(name);
    return fact;
}

std::string told(Backend& host, const Fact& fact) {
    return found(host, haproxy_resources(), fact);
}

/// The first columns of what HAProxy 2.6 prints, and those behind them that are read.
const std::string stats = "# pxname,svname,qcur,status,weight,type,check_status,last_chk,addr,\n"
                          "www,FRONTEND,,OPEN,,0,,,,\n"
                          "app,sock-1,,OPEN,,3,,,127.0.0.1:80,\n"
                          "app,app1,0,UP 1/2,1,2,* L7OK,\"OK, 200\",10.0.0.1:80,\n"
                          "app,app2,0,DOWN,50,2,L4CON,Connection refused,10.0.0.2:80,\n"
                          "app,app3,0,no check,1,2,,,10.0.0.3:80,\n"
                          "app,app4,0,MAINT (via app/app1),1,2,,\"say \"\"hi\"\", you\",,\n"
                          "app,BACKEND,0,UP,1,1,,,,\n"
                          "\n";

/// A host with this configuration, whose sockets all say the same.
FakeHost speaking(const std::string& configuration, const std::string& text) {
    FakeHost host;
    if (not configuration.empty())
        host.file("/etc/haproxy/haproxy.cfg", configuration);
    host.network([text](const Question& question) -> Answer {
        const auto* talk = std::get_if<Talk>(&question);
        if (talk == nullptr or (talk->path != "/run/haproxy/admin.sock" and talk->port != 9999))
            return Reply{{Reached::How::refused, "nobody is there"}, ""};
        return Reply{
            {}, talk->send == "show info\n" ? "Name: HAProxy\nVersion: 2.6.12-1+deb12u4\n" : text};
    });
    return host;
}

const std::string usual =
    "global\n    log /dev/log local0\n    stats socket /run/haproxy/admin.sock mode 660\n";

}  // namespace

TEST_CASE("what HAProxy thinks of its servers is read column by column") {
    auto host = speaking(usual, stats);

    CHECK(told(host, of("", "answers")) == "true");
    CHECK(told(host, of("", "version")) == "2.6.12");
    CHECK(told(host, of("", "backends")) == R"(["app"])");
    CHECK(told(host, of("", "frontends")) == R"(["www"])");
    CHECK(
        told(host, of("", "backend", {"app"}, "servers")) == R"(["app1", "app2", "app3", "app4"])"
    );
    CHECK(told(host, of("", "backend", {"app"}, "up_servers")) == R"(["app1", "app3"])");
    CHECK(told(host, of("", "server", {"app", "app1"}, "status")) == R"("UP")");
    CHECK(told(host, of("", "server", {"app", "app1"}, "check_status")) == R"("L7OK")");
    CHECK(told(host, of("", "server", {"app", "app2"}, "address")) == R"("10.0.0.2:80")");
    CHECK(told(host, of("", "server", {"app", "app2"}, "weight")) == "50");
    CHECK(told(host, of("", "server", {"app", "app3"}, "status")) == R"("no check")");
    CHECK(told(host, of("", "server", {"app", "app3"}, "check_status")) == "not set");
    CHECK(told(host, of("", "server", {"app", "app4"}, "status")) == R"("MAINT")");
    CHECK(told(host, of("", "server", {"app", "app4"}, "address")) == "not set");
    CHECK(told(host, of("", "frontend", {"www"}, "status")) == R"("OPEN")");
}

TEST_CASE("what HAProxy has not is absent; a backend's name is no server's") {
    auto host = speaking(usual, stats);
    CHECK(told(host, of("", "backend", {"ap"}, "exists")) == "absent");
    CHECK(told(host, of("", "server", {"app", "BACKEND"}, "exists")) == "absent");
    CHECK(told(host, of("", "server", {"app", "sock-1"}, "exists")) == "absent");
    CHECK(told(host, of("", "frontend", {"app"}, "exists")) == "absent");
    CHECK(
        outcome(host, haproxy_resources(), of("", "backend", {"ap"}, "exists"), equals(false))
        == "passed"
    );
    CHECK(
        outcome(
            host, haproxy_resources(), of("", "backend", {"ap"}, "status"), equals(Value("DOWN"))
        )
        == "failed"
    );
}

TEST_CASE("the socket is that of the configuration, unless it is named") {
    auto by_port = speaking("global\n stats socket ipv4@127.0.0.1:9999 level admin\n", stats);
    CHECK(told(by_port, of("", "backends")) == R"(["app"])");
    auto named = speaking("", stats);
    CHECK(told(named, of("/run/haproxy/admin.sock", "backends")) == R"(["app"])");
    CHECK(told(named, of("/run/other.sock", "answers")) == "false");
    CHECK(told(named, of("/run/other.sock", "backends")).find("refuse") != std::string::npos);
    CHECK(told(named, of("", "answers")) == "absent");  // no program, no configuration
    auto without = speaking("global\n    log /dev/log local0\n", stats);
    CHECK(
        told(without, of("", "answers"))
        == "cannot tell: /etc/haproxy/haproxy.cfg has no stats socket"
    );
    CHECK(haproxy_stats_socket("# stats socket /x\nstats socket unix@/y # z\n") == "/y");
    CHECK(haproxy_stats_socket("stats socket \"/run/a b.sock\" mode 600\n") == "/run/a b.sock");
    CHECK(haproxy_stats_socket("stats enable\n") == std::nullopt);
    CHECK_THROWS_AS(haproxy_stats_socket("stats socket abns@x\n"), CannotTell);
    CHECK_THROWS_AS(haproxy_stats_socket("stats socket \"${SOCK}\"\n"), CannotTell);
}

TEST_CASE("what is no statistics cannot be told") {
    auto host = speaking(usual, "Unknown command\n");
    CHECK(told(host, of("", "backends")).starts_with("cannot tell: no statistics of HAProxy"));
    CHECK_THROWS_AS(haproxy_stats_from("# a,b\n1,2\n\n"), CannotTell);
    CHECK_THROWS_AS(haproxy_stats_from("# pxname,svname,status,type\na,b,UP,2\n"), CannotTell);
    CHECK(haproxy_stats_from("# pxname,svname,status,type\n\n").empty());
    auto user_level = speaking(usual, "# pxname,svname,status,type,addr\na,b,UP,2,\n\n");
    CHECK(
        told(user_level, of("", "server", {"a", "b"}, "address"))
        == "cannot tell: this stats socket tells no addresses"
    );
}

TEST_CASE("a real HAProxy says which of its servers is up") {
    int up = 0;
    const auto listener = listen_anywhere(up);
    int down = 0;
    { const auto closed = listen_anywhere(down); }
    int front = 0;
    { const auto closed = listen_anywhere(front); }
    const TemporaryFolder folder;
    const auto socket = folder.file("admin.sock");
    const auto configuration = folder.write(
        "haproxy.cfg",
        fmt::format(
            "global\n    stats socket {} mode 600\n"
            "defaults\n    mode tcp\n    timeout connect 1s\n    timeout client 1s\n    timeout "
            "server 1s\n"
            "frontend www\n    bind 127.0.0.1:{}\n    default_backend app\n"
            "backend app\n    server app1 127.0.0.1:{} check inter 20ms rise 1 fall 1\n"
            "    server app2 127.0.0.1:{} check inter 20ms rise 1 fall 1\n",
            socket,
            front,
            up,
            down
        )
    );
    const Daemon haproxy({"/usr/sbin/haproxy", "-db", "-f", configuration});
    LocalBackend here;

    CHECK(soon([&] {
        return told(here, of(socket, "backend", {"app"}, "up_servers")) == R"(["app1"])";
    }));
    CHECK(told(here, of(socket, "server", {"app", "app2"}, "status")) == R"("DOWN")");
    CHECK(told(here, of(socket, "server", {"app", "app2"}, "check_status")) == R"("L4CON")");
    CHECK(
        told(here, of(socket, "server", {"app", "app1"}, "address"))
        == fmt::format(R"("127.0.0.1:{}")", up)
    );
    CHECK(told(here, of(socket, "frontend", {"www"}, "status")) == R"("OPEN")");
    CHECK(told(here, of(socket, "version")).starts_with("2."));
}
