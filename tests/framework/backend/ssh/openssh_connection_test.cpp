// Connections by the system's ssh to a real sshd.

#include "framework/backend/openssh/openssh_connection.hpp"

#include "framework/backend/openssh/ssh_trouble.hpp"
#include "framework/base/text.hpp"
#include "tests/framework/backend/ssh/ssh_test_support.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace muster;
using Catch::Contains;

namespace {

struct SystemVisit : Visit {
    explicit SystemVisit(int port, const std::string& key = "ed25519") : Visit(port, key) {
        url.by_system_client = true;
    }
};

}  // namespace

TEST_CASE("the system's ssh carries streams apart and binary") {
    const SshServer server;
    SystemVisit visit(server.port());
    auto connection = visit.connect();
    std::string bytes(1UL << 20, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(i * 31 >> 3);

    const auto streams = outcome_of(*connection, "cat; printf '\\000\\377' >&2", bytes);

    CHECK(streams.out.size() == bytes.size());
    CHECK((streams.out == bytes));  // in brackets: nobody wants to see them
    CHECK(streams.err == std::string("\0\xff", 2));
}

TEST_CASE("channels of the system's ssh share one login") {
    const SshServer server;
    SystemVisit visit(server.port());
    auto connection = visit.connect();

    for (int i = 0; i < 4; ++i)
        CHECK(outcome_of(*connection, "echo in").out == "in\n");

    const auto log = server.log();
    std::size_t logins = 0;
    for (auto at = log.find("Accepted publickey"); at != std::string::npos;
         at = log.find("Accepted publickey", at + 1))
        ++logins;
    CHECK(logins == 1);
}

TEST_CASE("a key of every kind works by the system's ssh") {
    const SshServer server;
    const auto key = GENERATE(as<std::string>(), "ed25519", "ecdsa", "rsa");
    SystemVisit visit(server.port(), key);

    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
}

TEST_CASE("the system's ssh says the same of one session as libssh2") {
    const SshServer server("MaxSessions 1");
    SystemVisit visit(server.port());
    auto connection = visit.connect();
    const Deadline deadline(std::chrono::seconds(10));
    for (int i = 0; i < 3; ++i) {
        auto lane = connection->start("cat", deadline);
        try {
            (void)connection->start("cat", deadline);
            FAIL("a second session was opened");
        } catch (const CannotTell& trouble) {
            CHECK(trouble.kind == Kind::denied);
        }
    }
}

TEST_CASE("troubles of the system's ssh are told in the same kinds") {
    const SshServer server;
    SystemVisit visit(server.port());
    visit.options.connect_timeout = std::chrono::seconds(2);
    SECTION("changed host key") {
        visit.knows("other_ed25519");
        const auto trouble = visit.trouble();
        CHECK(trouble.kind == Kind::denied);
        CHECK_THAT(trouble.message, Contains("the host key has changed"));
    }
    SECTION("unknown host key") {
        visit.options.known_hosts = {visit.folder.file("none")};
        visit.options.host_key = HostKeyPolicy::yes;
        const auto trouble = visit.trouble();
        CHECK(trouble.kind == Kind::denied);
        CHECK_THAT(trouble.message, Contains("no host key is known"));
        visit.options.host_key = HostKeyPolicy::accept_new;
        CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
    }
    SECTION("a key of the inventory's, and another") {
        const auto given = [&](const std::string& name) {
            const auto line = *known_host_key(public_line(name), {"fleet.yaml", 7, 3});
            visit.options.host_keys = {line};
            visit.options.host_key_file = std::make_shared<KnownHostsInMemory>(to_text(line));
        };
        given("host_ed25519");
        visit.options.known_hosts = {visit.folder.file("none")};
        CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
        given("other_ed25519");
        visit.options.host_key = HostKeyPolicy::accept_new;
        CHECK_THAT(visit.trouble().message, Contains("the host key has changed"));
    }
    SECTION("a key for this run") {
        const KnownHostsInMemory of_this_run("");
        visit.options.known_hosts = {of_this_run.path()};
        visit.options.host_key = HostKeyPolicy::this_run;
        CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
        REQUIRE_FALSE(visit.notices.empty());
        CHECK_THAT(visit.notices.back(), Contains("for this run alone"));
        CHECK(read_file(of_this_run.path())->find("ssh-") != std::string::npos);
    }
    SECTION("refused login") {
        visit.options.identities = {ssh_keys().file("stranger")};
        const auto trouble = visit.trouble();
        CHECK(trouble.kind == Kind::denied);
        CHECK_THAT(trouble.message, Contains("login refused"));
    }
    SECTION("closed port") {
        visit.url.port = free_port();
        const auto trouble = visit.trouble();
        CHECK(trouble.kind == Kind::failed);
        CHECK_THAT(trouble.message, Contains("Connection refused"));
    }
    SECTION("unknown name") {
        visit.url.host = "no-such-host.invalid";
        CHECK_THAT(visit.trouble().message, Contains("cannot resolve the name"));
    }
    SECTION("silence") {
        const TcpServer silent([](int) { std::this_thread::sleep_for(std::chrono::seconds(3)); });
        visit.url.port = silent.port();
        CHECK(visit.trouble().kind == Kind::timed_out);
    }
}

TEST_CASE("nothing of the system's ssh is left behind") {
    const SshServer server;
    SystemVisit visit(server.port());
    const TemporaryFolder runtime;
    const char* before = std::getenv("XDG_RUNTIME_DIR");
    const std::string kept = before == nullptr ? "" : before;
    REQUIRE(setenv("XDG_RUNTIME_DIR", runtime.path().c_str(), 1) == 0);

    { CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n"); }

    CHECK(std::filesystem::is_empty(runtime.path()));
    REQUIRE(
        (before == nullptr ? unsetenv("XDG_RUNTIME_DIR")
                           : setenv("XDG_RUNTIME_DIR", kept.c_str(), 1))
        == 0
    );
}

TEST_CASE("what ssh says is shown in one line, whatever it is") {
    CHECK(ssh_trouble("", "web").message == "web: ssh ended without a word");
    CHECK(
        ssh_trouble("Warning: x\n\x1b[2Jodd\nmore\n", "web").message
        == "web: ssh says \"\\x1b[2Jodd\""
    );
    CHECK(ssh_trouble("Bad configuration option: x\n", "web").kind == Kind::failed);
}
