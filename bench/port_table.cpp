// What 20,000 sockets take: the host is made of data, and its own time is taken off. A busy proxy has them as
// connections; a host of many small services as sockets that wait.
#include "framework/host/gatherer.hpp"
#include "matchers/table.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/sockets.hpp"
#include "tests/support/timed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

using namespace muster;
using Steady = std::chrono::steady_clock;

namespace {

constexpr int sockets = 20'000;

/// Ten servers with 2,000 connections each; `tcp6` takes every second one.
tests::FakeHost proxy() {
    tests::FakeHost host;
    tests::add_no_sockets(host);
    std::vector<tests::SocketLine> v4;
    std::vector<tests::SocketLine> v6;
    const std::string any(32, '0');
    for (int i = 0; i < sockets; ++i) {
        const bool waits = i < 10;
        const auto port = fmt::format(":{:04X}", 8000 + i % 10);
        const auto peer_port = fmt::format(":{:04X}", 1024 + i);
        const auto* state = waits ? "0A" : "01";
        if (i % 2 == 0)
            v4.push_back(
                {(waits ? "00000000" : "0A00000A") + port,
                 waits ? "00000000:0000" : fmt::format("{:08X}{}", 0x0B00000A + i, peer_port),
                 state,
                 33,
                 100'000 + i}
            );
        else
            v6.push_back(
                {(waits ? any : "0000000000000000FFFF00000A00000A") + port,
                 waits ? any + ":0000"
                       : fmt::format("0000000000000000FFFF0000{:08X}{}", 0x0B00000A + i, peer_port),
                 state,
                 33,
                 100'000 + i}
            );
    }
    host.file("/proc/net/tcp", tests::socket_file(v4));
    host.file("/proc/net/tcp6", tests::socket_file(v6));
    return host;
}

/// Every socket waits, on both families; ss shows who has it.
tests::FakeHost crowd() {
    tests::FakeHost host;
    tests::add_no_sockets(host);
    std::vector<tests::SocketLine> v6;
    std::string shown;
    const std::string any(32, '0');
    for (int i = 0; i < sockets; ++i) {
        const auto port = 10'000 + i;
        v6.push_back({fmt::format("{}:{:04X}", any, port), any + ":0000", "0A", 33, 100'000 + i});
        shown += fmt::format(
            "tcp LISTEN 0 128 *:{} *:* users:((\"server\",pid={},fd=3)) uid:33 ino:{} sk:1 "
            "v6only:0 <->\n",
            port,
            1000 + i % 100,
            100'000 + i
        );
    }
    host.file("/proc/net/tcp6", tests::socket_file(v6));
    host.command("ss -H -lntuep", shown);
    return host;
}

Fact of_port(int port, const char* attribute) {
    return {{"port", {Value(port)}}, attribute};
}

std::vector<Fact> forty_ports(int first) {
    std::vector<Fact> facts;
    for (int i = 0; i < 40; ++i)
        facts.push_back(of_port(first + i, "listening"));
    facts.push_back({{"listening_ports", {}}, "tcp"});
    return facts;
}

std::vector<Fact> clients() {
    return {of_port(8000, "clients"), of_port(8001, "clients")};
}

std::vector<Fact> rows() {
    const Qualifier where{"where", {Value("process"), equals(Value("server"))}};
    return {{{"listening_ports", {}, {where}}, "count"}};
}

bool measure(
    const char* what, const Vocabulary& vocabulary, Backend& host, const std::vector<Fact>& facts
) {
    std::vector<double> own;
    for (int i = 0; i < 11; ++i) {
        tests::Timed timed(host);
        Platform platform;
        platform.family = platform.distribution = "debian";
        Gatherer gatherer(vocabulary, timed, platform);
        const auto start = Steady::now();
        const auto found = gatherer.gather(facts, Deadline(std::chrono::seconds(60)));
        const auto whole = Steady::now() - start;
        own.push_back(std::chrono::duration<double, std::milli>(whole - timed.spent).count());
        for (const auto& one : found)
            if (not std::holds_alternative<Value>(one.found))
                return false;
    }
    std::ranges::sort(own);
    fmt::print(
        "{}: own time {:.1f} ms (median of {}; {:.1f} to {:.1f})\n",
        what,
        own[own.size() / 2],
        own.size(),
        own.front(),
        own.back()
    );
    return true;
}

}  // namespace

int main() {
    const Vocabulary vocabulary(resource_table());
    auto busy = proxy();
    auto crowded = crowd();
    const bool all_told =
        measure(
            "40 ports and all of them, beside 20,000 connections",
            vocabulary,
            busy,
            forty_ports(8000)
        )
        and measure("the clients of 2 ports, of 20,000", vocabulary, busy, clients())
        and measure(
            "40 ports and all of them, of 20,000 that wait",
            vocabulary,
            crowded,
            forty_ports(10'000)
        )
        and measure("20,000 rows of two addresses, by their program", vocabulary, crowded, rows());
    return all_told ? 0 : 1;
}
