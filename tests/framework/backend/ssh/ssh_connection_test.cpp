// Connections by libssh2 to a real sshd.

#include "framework/backend/ssh/known_hosts.hpp"
#include "tests/framework/backend/ssh/ssh_test_support.hpp"

#include <catch2/catch.hpp>

#include <sys/socket.h>

#include <cstdlib>

using namespace muster;
using Catch::Contains;

namespace {

const SshServer& usual_server() {
    static const SshServer server;
    return server;
}

}  // namespace

TEST_CASE("a program's streams arrive apart and binary") {
    Visit visit(usual_server().port());
    auto connection = visit.connect();

    const auto streams =
        outcome_of(*connection, "cat; printf '\\000\\377' >&2", std::string("a\0b\xff", 4));

    CHECK(streams.out == std::string("a\0b\xff", 4));
    CHECK(streams.err == std::string("\0\xff", 2));
    CHECK(visit.notices.empty());
    CHECK(
        connection->peer()
        == visit.options.config.user + "@127.0.0.1:" + std::to_string(usual_server().port())
    );
}

TEST_CASE("two megabytes go there and back while both sides write") {
    Visit visit(usual_server().port());
    auto connection = visit.connect();
    std::string bytes(2UL << 20, 'x');
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(i * 31 >> 3);

    const auto streams = outcome_of(*connection, "cat", bytes);

    CHECK(streams.out.size() == bytes.size());
    CHECK((streams.out == bytes));  // in brackets: nobody wants to see them
}

TEST_CASE("lanes share a connection and none waits for another") {
    Visit visit(usual_server().port());
    auto connection = visit.connect();
    const Deadline deadline(std::chrono::seconds(10));
    std::vector<std::unique_ptr<Channel>> lanes;
    std::vector<std::string> heard(4);
    for (std::size_t i = 0; i < heard.size(); ++i)
        lanes.push_back(
            connection->start("read line; head -c 300000 /dev/zero; echo $line", deadline)
        );
    for (std::size_t i = 0; i < heard.size(); ++i)
        CHECK(lanes[i]->write("lane" + std::to_string(i) + "\n") == 6);

    std::size_t open = lanes.size();
    while (open > 0 and not deadline.passed()) {
        open = 0;
        for (std::size_t i = 0; i < lanes.size(); ++i) {
            std::string err;
            open += lanes[i]->read_out(heard[i]) ? 1 : 0;
            (void)lanes[i]->read_err(err);  // nothing comes there
        }
        if (open > 0)
            connection->wait(deadline);
    }

    CHECK_FALSE(deadline.passed());  // the end of a stream is news, whichever stream was read first
    for (std::size_t i = 0; i < heard.size(); ++i) {
        CHECK(heard[i].size() == 300006);
        CHECK_THAT(heard[i], Catch::EndsWith("lane" + std::to_string(i) + "\n"));
    }
}

TEST_CASE("each kind of key file opens the door") {
    const auto key = GENERATE(as<std::string>(), "ed25519", "ecdsa", "ecdsa_pem");
    Visit visit(usual_server().port(), key);
    const KnownLeak
        leak;  // libssh2 1.10 loses a number of 24 bytes for each ECDSA key in OpenSSH's form

    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
    CHECK(visit.notices.empty());
}

TEST_CASE("a key may come from the environment") {
    Visit visit(usual_server().port());
    const auto text = read_file(ssh_keys().file("ed25519")).value();
    REQUIRE(setenv("MUSTER_TEST_KEY", text.c_str(), 1) == 0);
    visit.options.identities = {"env:MUSTER_TEST_KEY"};

    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
    visit.url.by_system_client = true;
    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
}

TEST_CASE("a key's passphrase is asked for once") {
    const auto key = GENERATE(as<std::string>(), "locked", "locked_pem");
    Visit visit(usual_server().port(), key);
    PreparedAnswers person("open sesame");
    RememberingPrompter remembering(person);
    visit.options.prompter = &remembering;

    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
    CHECK(person.asked == std::vector<std::string>{"passphrase for " + ssh_keys().file(key)});
}

TEST_CASE("a wrong passphrase is one clear error") {
    const auto key = GENERATE(as<std::string>(), "locked", "locked_pem");
    Visit visit(usual_server().port(), key);
    PreparedAnswers person("wrong");
    visit.options.prompter = &person;

    const auto trouble = visit.trouble();

    CHECK(trouble.kind == Kind::denied);
    CHECK_THAT(trouble.message, Contains("cannot be opened: wrong passphrase"));
    CHECK(person.asked.size() == 1);
}

TEST_CASE("nobody is asked for the passphrase of a key that the server does not want") {
    Visit visit(usual_server().port(), "");
    const TemporaryFolder folder;
    const auto key = folder.file("key");
    REQUIRE(
        run_program({"ssh-keygen", "-q", "-t", "ed25519", "-N", "open sesame", "-f", key}).status
        == 0
    );
    visit.options.identities = {key};
    PreparedAnswers person("open sesame");
    visit.options.prompter = &person;

    CHECK(visit.trouble().kind == Kind::denied);
    CHECK(person.asked.empty());
}

TEST_CASE("a refused key says what was tried") {
    Visit visit(usual_server().port(), "stranger");

    const auto trouble = visit.trouble();

    CHECK(trouble.kind == Kind::denied);
    CHECK_THAT(trouble.message, Contains("login as " + visit.options.config.user + "@127.0.0.1"));
    CHECK_THAT(
        trouble.message,
        Contains("refused; tried " + ssh_keys().file("stranger") + "; the server takes publickey")
    );
}

TEST_CASE("a key that is not there, or that others may read, ends before anything is sent") {
    Visit visit(free_port());
    visit.options.identities = {"/nonexistent"};
    CHECK_THROWS_WITH(visit.connect(), Contains("there is no such key"));
    visit.options.identities = {visit.folder.write("open", *read_file(ssh_keys().file("ed25519")))};
    REQUIRE(run_program({"chmod", "644", visit.options.identities.front()}).status == 0);
    CHECK_THROWS_WITH(visit.connect(), Contains("others may read"));
    visit.options.identities = {visit.folder.write("junk", "no key")};
    CHECK_THROWS_WITH(visit.connect(), Contains("no private or public key"));
}

TEST_CASE("an RSA key goes through the system's ssh, with a notice") {
    Visit visit(usual_server().port(), "rsa");

    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
    REQUIRE(visit.notices.size() == 1);
    CHECK_THAT(visit.notices.front(), Contains("by the system's ssh") and Contains("rsa-sha2"));
}

TEST_CASE("a server without an algorithm in common is reached by the system's ssh") {
    const auto line = GENERATE(
        as<std::string>(),
        "MACs hmac-sha2-256-etm@openssh.com\nCiphers aes128-ctr",
        "Ciphers chacha20-poly1305@openssh.com",
        "KexAlgorithms sntrup761x25519-sha512@openssh.com"
    );
    const SshServer server(line);
    Visit visit(server.port());

    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
    REQUIRE(visit.notices.size() == 1);
    CHECK_THAT(
        visit.notices.front(), Contains("in common: libssh2 has") and Contains("the server has")
    );
}

TEST_CASE("an unknown host key is refused, and learnt where that is allowed") {
    const auto hashed = GENERATE(as<std::string>(), "yes", "no");
    Visit visit(usual_server().port());
    visit.configure("HashKnownHosts " + hashed);
    const auto file = visit.folder.file("new/known_hosts");
    visit.options.known_hosts = {file};

    const auto trouble = visit.trouble();
    CHECK(trouble.kind == Kind::denied);
    CHECK_THAT(
        trouble.message,
        Contains(
            "no ssh-ed25519 host key of " + usual_server().name() + " is known; it shows SHA256:"
        )
    );
    CHECK_FALSE(read_file(file));

    visit.options.host_key = HostKeyPolicy::accept_new;
    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
    CHECK(visit.notices.size() == 1);
    visit.options.host_key = HostKeyPolicy::yes;
    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
    CHECK((read_file(file)->find("127.0.0.1") == std::string::npos) == (hashed == "yes"));
}

TEST_CASE("a changed host key is refused even where new ones are accepted") {
    Visit visit(usual_server().port());
    visit.knows("other_ed25519");
    visit.options.host_key = HostKeyPolicy::accept_new;

    const auto trouble = visit.trouble();

    CHECK(trouble.kind == Kind::denied);
    CHECK_THAT(
        trouble.message,
        Contains(
            "has changed: " + visit.options.known_hosts.front() + ":1 has ssh-ed25519 "
            + fingerprint(*public_key_from_line(public_line("other_ed25519")))
        )
    );
    CHECK_THAT(
        trouble.message,
        Contains(
            "the host shows ssh-ed25519 "
            + fingerprint(*public_key_from_line(public_line("host_ed25519")))
        )
    );
}

TEST_CASE("a key is believed for this run alone, and kept nowhere") {
    Visit visit(usual_server().port());
    const KnownHostsInMemory of_this_run("");
    visit.options.known_hosts = {of_this_run.path()};
    visit.options.host_key = HostKeyPolicy::this_run;

    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
    REQUIRE(visit.notices.size() == 1);
    CHECK_THAT(
        visit.notices.front(),
        Contains(fingerprint(*public_key_from_line(public_line("host_ed25519"))))
            and Contains("for this run alone")
    );
    // Within the run it is known, and another one is a changed one.
    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
    CHECK(visit.notices.size() == 1);
    const KnownHostsInMemory of_another(
        usual_server().name() + " " + public_line("other_ed25519") + "\n"
    );
    visit.options.known_hosts = {of_another.path()};
    CHECK_THAT(visit.trouble().message, Contains("has changed"));
}

TEST_CASE("a host of which the inventory has the key is known by nothing else") {
    Visit visit(usual_server().port());
    visit.knows("host_ed25519");
    const auto given = [&](const std::string& name) {
        visit.options.host_keys = {*known_host_key(public_line(name), {"fleet.yaml", 7, 3})};
    };
    given("host_ed25519");
    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
    given("other_ed25519");
    visit.options.host_key = HostKeyPolicy::accept_new;
    const auto trouble = visit.trouble();
    CHECK(trouble.kind == Kind::denied);
    CHECK_THAT(
        trouble.message,
        Contains("is not that of the inventory: fleet.yaml:7:3 has ssh-ed25519 SHA256:")
            and Contains(
                "the host shows ssh-ed25519 "
                + fingerprint(*public_key_from_line(public_line("host_ed25519")))
            )
    );
    given("host_ecdsa");
    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
}

TEST_CASE("a revoked host key is refused") {
    Visit visit(usual_server().port());
    visit.options.known_hosts = {visit.folder.write(
        "known",
        usual_server().name() + " " + public_line("host_ed25519") + "\n@revoked * "
            + public_line("host_ed25519") + "\n"
    )};

    CHECK_THAT(visit.trouble().message, Contains("is revoked: ") and Contains("known:2"));
}

TEST_CASE("the type that is known is asked for") {
    Visit visit(usual_server().port());
    visit.knows("host_ecdsa");

    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
    CHECK(visit.notices.empty());
}

TEST_CASE("a host whose RSA key alone is known goes through the system's ssh") {
    Visit visit(usual_server().port());
    visit.knows("host_rsa");

    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
    CHECK_THAT(visit.notices.at(0), Contains("RSA key of this host"));
}

TEST_CASE("a server with one session lends it to one lane after the other") {
    const SshServer server("MaxSessions 1");
    Visit visit(server.port());
    auto connection = visit.connect();
    const Deadline deadline(std::chrono::seconds(10));
    for (int i = 0; i < 5; ++i) {
        auto lane = connection->start("cat", deadline);
        try {
            (void)connection->start("cat", deadline);
            FAIL("a second session was opened");
        } catch (const CannotTell& trouble) {
            CHECK(trouble.kind == Kind::denied);
            CHECK_THAT(trouble.message, Contains("no more channels"));
        }
    }
}

TEST_CASE("a server that ends is a lost connection") {
    auto server = std::make_unique<SshServer>();
    Visit visit(server->port());
    auto connection = visit.connect();
    const Deadline deadline(std::chrono::seconds(10));
    auto lane = connection->start("kill -9 $PPID; sleep 5", deadline);

    CHECK(is_lost(*connection, *lane, deadline));
    CHECK_THROWS_AS(connection->start("echo", Deadline(std::chrono::seconds(1))), CannotTell);
}

TEST_CASE("a host that cannot be reached is one line within the time") {
    using namespace std::chrono_literals;
    const TcpServer silent([](int) { std::this_thread::sleep_for(1500ms); });
    const TcpServer closing([](int) {});
    const TcpServer flooding([](int connection) {
        const std::string line(1000, 'x');
        for (int i = 0; i < 2000; ++i)
            if (send(connection, (line + "\n").data(), line.size() + 1, MSG_NOSIGNAL) < 0)
                return;
    });
    const TcpServer web([](int connection) {
        const std::string_view text = "HTTP/1.1 400 Bad Request\r\n\r\n";
        (void)send(connection, text.data(), text.size(), MSG_NOSIGNAL);
    });
    struct Row {
        std::string host;
        int port;
        Kind kind;
        std::string part;
    };
    const std::vector<Row> rows = {
        {"127.0.0.1", free_port(), Kind::failed, "connection refused"},
        {"no-such-host.invalid", 22, Kind::failed, "cannot resolve \"no-such-host.invalid\""},
        {"127.0.0.1", silent.port(), Kind::timed_out, "no answer to the SSH greeting"},
        {"127.0.0.1", closing.port(), Kind::lost, "before its SSH greeting"},
        {"127.0.0.1", flooding.port(), Kind::failed, "no SSH server: it says \"xxx"},
        {"127.0.0.1", web.port(), Kind::failed, "HTTP/1.1 400"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.part);
        Visit visit(row.port);
        visit.url.host = row.host;
        visit.options.connect_timeout = 1s;
        const Deadline patience(8s);  // one that hangs up is asked again for up to 4.7 s

        const auto trouble = visit.trouble();

        CHECK(trouble.kind == row.kind);
        CHECK_THAT(trouble.message, Contains(row.part));
        CHECK(trouble.message.size() < 400);
        CHECK_FALSE(patience.passed());
    }
}
