// Raising rights by the real sudo, on a machine whose accounts exist in a mount namespace only.
#include "tests/framework/backend/shell/lives.hpp"
#include "tests/framework/backend/shell/place.hpp"
#include "tests/framework/backend/shell/shells.hpp"
#include "tests/support/skip.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

// openssl passwd -6 -salt muster 'correct horse'
constexpr std::string_view hash = "$6$muster$iBAIkscrdF.d4mGtxdeCUPYIYn6a6xqpem895vX2M3zvbZiEW9b/"
                                  "luiPd7qaT6288pKb278QEwZy/OLLP15j11";

/// Three accounts: `deploy` may do everything with its password, `robot` without, `guest` nothing.
class Accounts {
public:
    explicit Accounts(const std::string& sudoers = "") {
        const auto account = [](const std::string& name, int id) {
            return name + ":x:" + std::to_string(id) + ":" + std::to_string(id)
                   + "::/tmp:/bin/sh\n";
        };
        passwd_ = folder_.file(
            "passwd",
            "root:x:0:0:root:/root:/bin/sh\n" + account("deploy", 60001) + account("robot", 60002)
                + account("guest", 60003)
        );
        std::string shadow = "root:*:19000:0:99999:7:::\n";
        for (const auto* name : {"deploy", "robot", "guest"})
            shadow += std::string(name) + ":" + std::string(hash) + ":19000:0:99999:7:::\n";
        shadow_ = folder_.file("shadow", shadow, 0640);
        sudoers_ = folder_.file(
            "sudoers",
            "Defaults env_reset, use_pty, timestamp_timeout=0\nroot ALL=(ALL) ALL\ndeploy "
            "ALL=(ALL:ALL) ALL\nrobot ALL=(ALL) NOPASSWD: ALL\n"
                + sudoers + "\n",
            0440
        );
    }

    /// A shell of the account; its line is the last word.
    std::unique_ptr<Connection> connection(const std::string& account) const {
        const auto bind = [](const std::string& from, const std::string& to) {
            return "mount --bind " + from + " " + to + " && ";
        };
        const auto line = bind(passwd_, "/etc/passwd") + bind(shadow_, "/etc/shadow")
                          + bind(sudoers_, "/etc/sudoers")
                          + "mount -t tmpfs none /etc/sudoers.d && mkdir -p /run/sudo && mount -t "
                            "tmpfs none /run/sudo && exec runuser -u "
                          + account + " -- sh -c \"$1\"";
        return std::make_unique<PipeConnection>(
            std::vector<std::string>{"unshare", "-m", "sh", "-c", line, "sh"}, account + "@web-1:22"
        );
    }

    ShellBackend backend(
        const std::string& account, std::optional<std::string> password, int* asked = nullptr
    ) const {
        ShellOptions options;
        options.lane.rights = Rights{.password = [password, asked]() -> std::optional<Secret> {
            if (asked != nullptr)
                ++*asked;
            if (not password)
                return std::nullopt;
            return Secret(std::string(*password));
        }};
        return {connection(account), std::move(options)};
    }

private:
    Place folder_;
    std::string passwd_;
    std::string shadow_;
    std::string sudoers_;
};

std::string why_not() {
    if (::geteuid() != 0)
        return "not root";
    if (std::system("command -v sudo >/dev/null && unshare -m true 2>/dev/null") != 0)
        return "no sudo, or no mount namespaces";
    return "";
}

CannotTell refusal_of(ShellBackend& backend) {
    const std::vector<Question> batch = {Read{"/etc/shadow"}};
    try {
        (void)backend.exchange(batch, Deadline(20s));
    } catch (const CannotTell& why) {
        return why;
    }
    return {Kind::unsupported, "it was answered"};
}

}  // namespace

TEST_CASE("without sudo an ordinary user is denied, with the hint to try it") {
    if (const auto why = why_not(); not why.empty())
        return skip(why);
    const Accounts accounts;
    ShellBackend backend(accounts.connection("deploy"));

    CHECK(
        refusal(backend, Read{"/etc/shadow"})
        == CannotTell{Kind::denied, "permission denied reading /etc/shadow", "try --sudo"}
    );
    CHECK(ask(backend, Run{Command{{"id", "-un"}}}).out == "deploy\n");
}

TEST_CASE("sudo with a password gives root's lanes, facts and commands") {
    if (const auto why = why_not(); not why.empty())
        return skip(why);
    const Accounts accounts;
    int asked = 0;
    auto backend = accounts.backend("deploy", "correct horse", &asked);
    std::vector<Question> batch = {Read{"/etc/shadow"}};
    for (int i = 0; i < 6; ++i)
        batch.emplace_back(Run{Command{{"id", "-un"}}, Origin::author});

    const auto answers = backend.exchange(batch, Deadline(20s));

    CHECK(std::get<std::optional<Content>>(answers[0])->bytes.starts_with("root:*"));
    for (std::size_t i = 1; i < answers.size(); ++i)
        CHECK(std::get<Output>(answers[i]).out == "root\n");
    CHECK(asked >= 1);
    CHECK(asked <= 4);
}

TEST_CASE("a root shell by NOPASSWD is never sent a password") {
    if (const auto why = why_not(); not why.empty())
        return skip(why);
    const Accounts accounts;
    int asked = 0;
    auto backend = accounts.backend("robot", "touch /tmp/evil", &asked);

    CHECK(ask(backend, Run{Command{{"id", "-un"}}}).out == "root\n");
    CHECK(asked == 0);
}

TEST_CASE("a wrong password is one clear error, sent once and never again") {
    if (const auto why = why_not(); not why.empty())
        return skip(why);
    const Accounts accounts;
    int asked = 0;
    auto backend = accounts.backend("deploy", "wrong", &asked);

    const auto first = refusal_of(backend);
    const auto second = refusal_of(backend);

    CHECK(first == CannotTell{Kind::denied, "sudo: wrong password for deploy"});
    CHECK(second == first);
    CHECK(asked == 1);
}

TEST_CASE("a password that is wanted and not there is said") {
    if (const auto why = why_not(); not why.empty())
        return skip(why);
    const Accounts accounts;
    auto backend = accounts.backend("deploy", std::nullopt);

    CHECK(
        refusal_of(backend)
        == CannotTell{Kind::denied, "sudo wants the password of deploy and there is none"}
    );
}

TEST_CASE("an account that may not use sudo, and a sudo that wants a terminal") {
    if (const auto why = why_not(); not why.empty())
        return skip(why);
    const Accounts accounts;
    auto guest = accounts.backend("guest", "correct horse");
    const Accounts strict("Defaults requiretty\n");
    auto robot = strict.backend("robot", std::nullopt);

    CHECK(refusal_of(guest).message.starts_with("sudo: the account is not in the sudoers file"));
    CHECK(refusal_of(robot).message.starts_with("sudo wants a terminal"));
    CHECK(refusal_of(robot).hint == "remove requiretty for this account from sudoers");
}

TEST_CASE("what hangs is ended in lanes of sudo, too") {
    if (const auto why = why_not(); not why.empty())
        return skip(why);
    const Accounts accounts;
    const Place folder;
    auto backend = accounts.backend("deploy", "correct horse");
    const std::vector<Question> batch = {
        Run{Command{
                .words = {"sh", "-c", "echo $$ >" + folder / "process" + "; exec sleep 60"},
                .deadline = 300ms},
            Origin::author},
        Run{Command{{"echo", "fine"}}, Origin::author},
    };

    const auto answers = backend.exchange(batch, Deadline(20s));

    CHECK(std::get<CannotTell>(answers[0]).kind == Kind::timed_out);
    CHECK(std::get<Output>(answers[1]).out == "fine\n");
    CHECK_FALSE(lives(folder / "process"));
}
