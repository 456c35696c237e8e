// Login with a real ssh-agent.

#include "framework/base/text.hpp"
#include "tests/framework/backend/ssh/ssh_test_support.hpp"

#include <catch2/catch.hpp>

#include <signal.h>

using namespace muster;
using Catch::Contains;

namespace {

/// An agent that holds `names`; it ends with this.
class RunningAgent {
public:
    explicit RunningAgent(const std::vector<std::string>& names) {
        const auto started = run_program({"ssh-agent", "-s", "-a", socket()});
        const auto at = started.output.find("SSH_AGENT_PID=");
        process_ = static_cast<pid_t>(std::stoi(started.output.substr(at + 14)));
        for (const auto& name : names) {
            const auto added = run_program(
                {"env", "SSH_AUTH_SOCK=" + socket(), "ssh-add", "-q", ssh_keys().file(name)}
            );
            if (added.status != 0)
                throw std::runtime_error(added.output);
        }
    }
    RunningAgent(const RunningAgent&) = delete;
    RunningAgent& operator=(const RunningAgent&) = delete;
    ~RunningAgent() { (void)kill(process_, SIGTERM); }

    std::string socket() const { return folder_.file("agent"); }
    /// Fills it up with keys that nobody has authorized.
    void add_strangers(int count) const {
        for (int i = 0; i < count; ++i) {
            const auto key = folder_.file("key" + std::to_string(i));
            REQUIRE(
                run_program({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key}).status == 0
            );
            REQUIRE(
                run_program({"env", "SSH_AUTH_SOCK=" + socket(), "ssh-add", "-q", key}).status == 0
            );
        }
    }

private:
    TemporaryFolder folder_;
    pid_t process_ = -1;
};

void use(
    const RunningAgent& agent, const Visit& visit, const std::string& more = "IdentityFile none"
) {
    (void)visit.folder.write("config", "IdentityAgent " + agent.socket() + "\n" + more + "\n");
}

}  // namespace

TEST_CASE("the agent's keys open the door") {
    const auto key = GENERATE(as<std::string>(), "ed25519", "ecdsa");
    const SshServer server;
    const RunningAgent agent({key});
    Visit visit(server.port(), "");
    use(agent, visit);

    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
    CHECK(visit.notices.empty());
}

TEST_CASE("an agent's RSA key goes through the system's ssh") {
    const SshServer server;
    const RunningAgent agent({"rsa"});
    Visit visit(server.port(), "");
    use(agent, visit);

    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
    CHECK_THAT(visit.notices.at(0), Contains("RSA key"));
}

TEST_CASE("a configured key is tried before the crowd of the agent's") {
    const SshServer server("MaxAuthTries 2");
    const RunningAgent agent({});
    agent.add_strangers(4);
    REQUIRE(
        run_program(
            {"env", "SSH_AUTH_SOCK=" + agent.socket(), "ssh-add", "-q", ssh_keys().file("ed25519")}
        )
            .status
        == 0
    );
    Visit visit(server.port(), "");

    use(agent, visit, "IdentityFile " + ssh_keys().file("ed25519"));
    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");

    // A public key names the one that the agent holds.
    use(agent, visit, "IdentitiesOnly yes\nIdentityFile " + ssh_keys().file("ed25519.pub"));
    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
}

TEST_CASE("a server that has had enough of keys says so") {
    const SshServer server("MaxAuthTries 2");
    const RunningAgent agent({});
    agent.add_strangers(4);
    Visit visit(server.port(), "");
    use(agent, visit);

    const auto trouble = visit.trouble();

    CHECK(trouble.kind == Kind::denied);
    CHECK_THAT(
        trouble.message,
        Contains("tried agent (2 keys)") and Contains("Too many authentication failures")
    );
}

TEST_CASE("at most five keys are shown to a server") {
    const SshServer server;
    const RunningAgent agent({});
    agent.add_strangers(8);
    Visit visit(server.port(), "");
    use(agent, visit);

    CHECK_THAT(
        visit.trouble().message, Contains("tried agent (5 keys); the server takes publickey")
    );
}

TEST_CASE("an agent that is silent or gone is passed by") {
    const SshServer server;
    Visit visit(server.port());
    (void)visit.folder.write("config", "IdentityAgent /nonexistent/agent\nIdentityFile none\n");

    CHECK(outcome_of(*visit.connect(), "echo in").out == "in\n");
}
