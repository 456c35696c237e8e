// Logins by password, to a real sshd that sees an account of the test's own: other files stand in for
// /etc/passwd and /etc/shadow, for this sshd alone.

#include "framework/base/text.hpp"
#include "tests/framework/backend/ssh/ssh_test_support.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

using namespace muster;
using Catch::Contains;

namespace {

bool is_possible() {
    const bool possible = geteuid() == 0 and run_program({"unshare", "-m", "true"}).status == 0;
    if (not possible)
        WARN("skipped: needs root and mount namespaces");
    return possible;
}

class Account {
public:
    Account() {
        const auto hash = run_program({"openssl", "passwd", "-6", "open sesame"}).output;
        const auto line = "mustertest:" + std::string(trimmed(hash)) + ":19000::::::\n";
        shadow_ = folder_.write("shadow", *read_file("/etc/shadow") + line);
        passwd_ = folder_.write(
            "passwd", *read_file("/etc/passwd") + "mustertest:x:64123:65534::/tmp:/bin/sh\n"
        );
        REQUIRE(run_program({"chmod", "644", passwd_}).status == 0);
    }
    std::vector<Cover> covers() const {
        return {{passwd_, "/etc/passwd"}, {shadow_, "/etc/shadow"}};
    }

private:
    TemporaryFolder folder_;
    std::string passwd_;
    std::string shadow_;
};

const std::string by_password = "PasswordAuthentication yes\n";
const std::string by_dialogue = "UsePAM yes\nKbdInteractiveAuthentication yes\n";

std::size_t failures(const SshServer& server) {
    const auto log = server.log();
    std::size_t count = 0;
    for (const std::string part : {"Failed password", "Failed keyboard-interactive"}) {
        for (auto at = log.find(part); at != std::string::npos; at = log.find(part, at + 1))
            ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("a password is asked for once and opens the door") {
    if (not is_possible())
        return;
    const auto how =
        GENERATE(as<std::string>(), by_password, by_dialogue, by_password + by_dialogue);
    const Account account;
    const SshServer server(how, account.covers());
    Visit visit(server.port(), "");
    visit.url.user = "mustertest";
    PreparedAnswers person("open sesame");
    visit.options.prompter = &person;

    CHECK(outcome_of(*visit.connect(), "id -u").out == "64123\n");
    REQUIRE(person.asked.size() == 1);
    CHECK_THAT(person.asked.front(), Contains("mustertest@127.0.0.1"));
}

TEST_CASE("a target's password is for it alone, and not for a host on its way") {
    if (not is_possible())
        return;
    const Account account;
    const SshServer gate(by_password);
    const SshServer server(by_password, account.covers());
    Visit visit(server.port(), "");
    visit.url.user = "mustertest";
    visit.options.identities = {ssh_keys().file("ed25519")};
    visit.options.known_hosts = {visit.folder.write(
        "both",
        gate.name() + " " + public_line("host_ed25519") + "\n" + server.name() + " "
            + public_line("host_ed25519") + "\n"
    )};
    const auto way = "ssh://root@127.0.0.1:" + std::to_string(gate.port());
    visit.options.config.options = {{"ProxyJump", way}};
    PreparedAnswers password("open sesame");
    PreparedAnswers person("nobody should ask");
    visit.options.password = &password;
    visit.options.prompter = &person;

    SECTION("the key opens both") {
        CHECK(outcome_of(*visit.connect(), "id -u").out == "64123\n");
    }
    SECTION("the way has no key: its own password is asked for") {
        visit.options.identities.clear();
        const auto trouble = visit.trouble();
        CHECK_THAT(trouble.message, Contains("on the way: login as root@127.0.0.1"));
        CHECK(password.asked.empty());
        REQUIRE(person.asked.size() == 1);
        CHECK_THAT(person.asked.front(), Contains("root@127.0.0.1:" + std::to_string(gate.port())));
    }
}

TEST_CASE("a wrong password is sent once, so that no account is locked") {
    if (not is_possible())
        return;
    const auto how =
        GENERATE(as<std::string>(), by_password, by_dialogue, by_password + by_dialogue);
    const Account account;
    const SshServer server(how, account.covers());
    Visit visit(server.port(), "");
    visit.url.user = "mustertest";
    PreparedAnswers person("open barley");
    visit.options.prompter = &person;

    const auto trouble = visit.trouble();

    CHECK(trouble.kind == Kind::denied);
    CHECK_THAT(
        trouble.message, Contains("login as mustertest@127.0.0.1") and Contains("refused; tried ")
    );
    CHECK_THAT(trouble.message, not Contains("barley"));
    CHECK(person.asked.size() == 1);
    CHECK(failures(server) <= 1);
}

TEST_CASE("in a batch nobody is asked for a password") {
    if (not is_possible())
        return;
    const Account account;
    const SshServer server(by_password, account.covers());
    Visit visit(server.port(), "");
    visit.url.user = "mustertest";

    CHECK_THAT(
        visit.trouble().message,
        Contains("there is no key to try; the server takes publickey,password")
    );
    CHECK(failures(server) == 0);
}
