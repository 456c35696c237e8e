// Hosts behind other hosts (ProxyJump), by libssh2 and real sshds: a session within a session.

#include "framework/backend/ssh/reach.hpp"
#include "framework/backend/ssh/show_host_key.hpp"
#include "framework/base/error.hpp"
#include "tests/framework/backend/ssh/ssh_test_support.hpp"

#include <catch2/catch.hpp>

#include <ctime>
#include <mutex>

using namespace muster;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

/// A host of ssh_config, on loopback.
struct Stop {
    std::string alias;
    int port;
    std::string lines = {};
    std::string host_key = "host_ed25519";
};

/// A visit to the last of these.
class Trip : public Visit {
public:
    explicit Trip(const std::vector<Stop>& stops) : Visit(stops.back().port) {
        std::string config;
        std::string known;
        for (const auto& stop : stops) {
            const auto port = std::to_string(stop.port);
            config += "Host " + stop.alias + "\nHostName 127.0.0.1\nPort " + port + "\n"
                      + stop.lines + "\n";
            known += "[127.0.0.1]:" + port + " " + public_line(stop.host_key) + "\n";
        }
        configure(config + "Host *\n");
        options.known_hosts = {folder.write("known", known)};
        url = {.host = stops.back().alias};
    }
};

std::size_t count_in(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

std::size_t logins(const SshServer& server) {
    return count_in(server.log(), "Accepted ");
}

}  // namespace

TEST_CASE("a host is reached through another, and both are logged in on") {
    const SshServer gate;
    const SshServer server;
    Trip trip({{"gate", gate.port()}, {"behind", server.port(), "ProxyJump gate"}});

    const auto connection = trip.connect();

    CHECK(outcome_of(*connection, "echo in; echo beside >&2").out == "in\n");
    CHECK(trip.notices.empty());
    CHECK_THAT(connection->peer(), Contains(std::to_string(server.port())));
    CHECK(logins(gate) == 1);
    CHECK(logins(server) == 1);
}

TEST_CASE("twelve megabytes go through a jump and back while lanes work beside them") {
    const SshServer gate;
    const SshServer server;
    Trip trip({{"gate", gate.port()}, {"behind", server.port(), "ProxyJump gate"}});
    const auto connection = trip.connect();
    const std::string much(12UL << 20, 'm');  // several windows of both sessions
    const Deadline deadline(30s);
    const auto lane = connection->start("sleep 0.2; echo lane", deadline);

    CHECK(outcome_of(*connection, "cat", much).out == much);

    std::string beside;
    while (lane->read_out(beside) and not deadline.passed())
        connection->wait(deadline);
    CHECK(beside == "lane\n");
}

TEST_CASE("a chain is gone through in its order, and the first host has a way of its own") {
    const SshServer outer;
    const SshServer first;
    const SshServer second;
    const SshServer server;
    Trip trip(
        {{"outer", outer.port()},
         {"first", first.port(), "ProxyJump outer"},
         {"second", second.port(), "ProxyJump nowhere"},  // the chain says how it is reached
         {"behind", server.port(), "ProxyJump first,second"}}
    );

    CHECK(outcome_of(*trip.connect(), "echo in").out == "in\n");

    for (const auto* each : {&outer, &first, &second, &server})
        CHECK(logins(*each) == 1);
}

TEST_CASE("an option of the target alone is not for the hosts on its way") {
    const SshServer gate;
    const SshServer server;
    Trip trip({{"gate", gate.port()}, {"behind", server.port()}});
    trip.configure(
        "Host gate\nPort " + std::to_string(gate.port()) + "\nHost *\nHostName 127.0.0.1"
    );
    trip.options.config.options = {{"ProxyJump", "gate"}, {"Port", std::to_string(server.port())}};

    CHECK(outcome_of(*trip.connect(), "echo in").out == "in\n");
    CHECK(logins(gate) == 1);
    CHECK(logins(server) == 1);
}

TEST_CASE("a host on the way is no friend before it has proved its key") {
    const SshServer gate;
    const SshServer server("LogLevel VERBOSE");
    Trip trip(
        {{"gate", gate.port(), "", "other_ed25519"}, {"behind", server.port(), "ProxyJump gate"}}
    );

    const auto trouble = trip.trouble();

    CHECK(trouble.kind == Kind::denied);
    CHECK_THAT(
        trouble.message, Contains("on the way: the host key of ") and Contains("has changed")
    );
    CHECK(logins(gate) == 0);
    CHECK(count_in(server.log(), "Connection from") == 1);  // the server's own start
}

TEST_CASE("a host behind another is no friend before it has proved its key") {
    const SshServer gate;
    const SshServer server;
    Trip trip({{"gate", gate.port()}, {"behind", server.port(), "ProxyJump gate", "other_ed25519"}}
    );

    const auto trouble = trip.trouble();

    CHECK(trouble.kind == Kind::denied);
    CHECK_THAT(trouble.message, Contains("has changed") and not Contains("on the way"));
    CHECK(logins(gate) == 1);
    CHECK(logins(server) == 0);
}

TEST_CASE("the key of a host behind another is shown, for muster trust") {
    const SshServer gate;
    const SshServer server;
    Trip trip({{"gate", gate.port()}, {"behind", server.port(), "ProxyJump gate", "other_ed25519"}}
    );

    const auto shown = show_host_key(trip.url, trip.options);

    CHECK(shown.answer.verdict == HostKeyAnswer::Verdict::changed);
    CHECK(shown.key.type == "ssh-ed25519");
    CHECK(logins(server) == 0);
}

TEST_CASE("a way that leads in a circle is a mistake") {
    const SshServer gate;
    Trip trip({{"gate", gate.port()}, {"behind", gate.port()}});
    trip.configure(
        "Host gate behind\nHostName 127.0.0.1\nPort " + std::to_string(gate.port())
        + "\nHost *\nProxyJump gate\n"
    );

    const auto port = std::to_string(gate.port());
    CHECK_THROWS_WITH(
        trip.connect(),
        Contains("the way to behind:" + port + " leads in a circle: through gate:" + port)
    );
    CHECK(logins(gate) == 0);
}

TEST_CASE("nobody listens behind the jump, or forwarding is forbidden: one line") {
    const SshServer gate;
    const SshServer strict("AllowTcpForwarding no");
    const auto nobody = free_port();
    Trip trip({{"gate", gate.port()}, {"behind", nobody, "ProxyJump gate"}});
    const auto dead = trip.trouble();
    CHECK(dead.kind == Kind::failed);
    CHECK_THAT(
        dead.message,
        Contains("cannot connect to 127.0.0.1:" + std::to_string(nobody) + " through ")
    );

    Trip refused({{"gate", strict.port()}, {"behind", gate.port(), "ProxyJump gate"}});
    const auto forbidden = refused.trouble();
    CHECK(forbidden.kind == Kind::denied);
    CHECK_THAT(forbidden.message, Contains("forbids forwarding"));
}

TEST_CASE("a way that breaks is a lost connection") {
    const SshServer gate;
    const SshServer server;
    Trip trip({{"gate", gate.port()}, {"behind", server.port(), "ProxyJump gate"}});
    const auto connection = trip.connect();
    const Deadline deadline(10s);
    const auto lane = connection->start("sleep 20", deadline);
    gate.break_connections();
    CHECK(is_lost(*connection, *lane, deadline));
}

TEST_CASE("a host or a way that falls silent is a lost connection") {
    const SshServer gate;
    const SshServer server;
    const std::string impatient = "ServerAliveInterval 2\nServerAliveCountMax 1";
    Trip trip(
        {{"gate", gate.port(), impatient},
         {"behind", server.port(), impatient + "\nProxyJump gate"}}
    );
    const auto connection = trip.connect();
    const Deadline deadline(20s);
    const auto lane = connection->start("sleep 30", deadline);
    const auto& silent = GENERATE_REF(std::cref(gate), std::cref(server)).get();
    silent.silence_connections();

    std::string heard;
    try {
        while (not deadline.passed() and lane->read_out(heard))
            connection->wait(deadline);
    } catch (const CannotTell& why) {
        CHECK(why.kind == Kind::lost);
        heard = why.message;
    }
    CHECK_THAT(heard, Contains("no answer for 2 s"));
    silent.break_connections();
}

TEST_CASE("a host on the way that only the system's ssh reaches carries libssh2's session") {
    const SshServer gate;
    const SshServer server;
    Trip trip({{"gate", gate.port(), "", "host_rsa"}, {"behind", server.port(), "ProxyJump gate"}});

    const auto connection = trip.connect();

    CHECK(outcome_of(*connection, "cat", std::string(9UL << 20, 'x')).out.size() == 9UL << 20);
    REQUIRE(trip.notices.size() == 1);
    CHECK_THAT(trip.notices[0], Contains("by the system's ssh") and Contains("RSA key"));
    SECTION("nobody is busy while nothing happens") {
        const auto begun = std::clock();
        CHECK(outcome_of(*connection, "sleep 1; echo in").out == "in\n");
        CHECK(std::clock() - begun < CLOCKS_PER_SEC / 2);
    }
    SECTION("nobody listens there") {
        trip.url.port = free_port();
        CHECK_THAT(trip.trouble().message, Contains("cannot connect to 127.0.0.1:"));
    }
}

TEST_CASE("the system's ssh goes through others by itself") {
    const SshServer gate;
    const SshServer server;
    Trip trip({{"gate", gate.port()}, {"behind", server.port(), "ProxyJump gate"}});
    trip.configure(
        "Host gate\nHostName 127.0.0.1\nPort " + std::to_string(gate.port())
        + "\nHost behind\nHostName 127.0.0.1\nPort " + std::to_string(server.port())
        + "\nProxyJump gate\nHost *\nIdentityFile " + ssh_keys().file("ed25519")
        + "\nUserKnownHostsFile " + trip.folder.file("known")
    );
    trip.url.by_system_client = true;

    CHECK(outcome_of(*trip.connect(), "echo in").out == "in\n");
    CHECK(logins(gate) == 1);
}

TEST_CASE("what ends on the way is no server that is asked again") {
    Visit visit(free_port());
    visit.url.by_system_client = true;
    const auto count = visit.folder.file("count");
    visit.configure("ProxyCommand sh -c 'echo . >> " + count + "'\n");

    CHECK_THAT(visit.trouble().message, Contains("kex_exchange_identification"));
    CHECK(read_file(count) == ".\n");
}

TEST_CASE("a target's own keys are not offered on its way") {
    const SshServer gate;
    const SshServer server;
    Trip trip({{"gate", gate.port()}, {"behind", server.port(), "ProxyJump gate"}});
    trip.options.own_identities = std::exchange(trip.options.identities, {});

    CHECK_THAT(trip.trouble().message, Contains("on the way: login as ") and Contains("refused"));
    CHECK(logins(gate) == 0);
}

TEST_CASE("a host that many have on their way is believed once") {
    const auto policy = GENERATE(HostKeyPolicy::accept_new, HostKeyPolicy::this_run);
    const SshServer gate;
    const TemporaryFolder folder;
    const auto known = folder.write("known", "");
    std::vector<std::string> notices;
    std::mutex mutex;
    {
        std::vector<std::jthread> visitors;
        for (int i = 0; i < 4; ++i)
            visitors.emplace_back([&] {
                Visit visit(gate.port());
                visit.options.known_hosts = {known};
                visit.options.host_key = policy;
                (void)visit.connect();
                const std::lock_guard lock(mutex);
                notices.insert(notices.end(), visit.notices.begin(), visit.notices.end());
            });
    }
    CHECK(notices.size() == 1);
    CHECK(count_in(*read_file(known), "ssh-ed25519") == 1);
}

TEST_CASE("a server with too many logins under way is asked again") {
    const auto scheme = GENERATE(as<std::string>(), "libssh2", "the system's ssh");
    CAPTURE(scheme);
    const SshServer server("MaxStartups 1");
    Visit visit(server.port());
    visit.url.by_system_client = scheme != "libssh2";
    auto waiting =
        std::make_unique<FileDescriptor>(reach({"127.0.0.1", server.port()}, Deadline(5s)));
    const std::jthread leaves([&] {
        const Deadline patience(5s);
        while (count_in(server.log(), "MaxStartups") == 0 and not patience.passed())
            std::this_thread::sleep_for(10ms);
        waiting.reset();
    });

    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
    CHECK_THAT(server.log(), Contains("MaxStartups"));
}
