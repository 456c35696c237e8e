// Commands by the prelude on real shells: what they are given, and how they end.
#include "framework/base/crypto/digest.hpp"
#include "tests/framework/backend/shell/place.hpp"
#include "tests/framework/backend/shell/shells.hpp"
#include "tests/support/skip.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

using namespace muster;
using namespace muster::tests;

namespace {

Run authors(std::string line) {
    return {Command{{"sh", "-c", std::move(line)}}, Origin::author};
}

}  // namespace

TEST_CASE("words reach a command as they are, on every shell") {
    const std::vector<std::string> words = {
        "", " ", "a'b", "-n", "*", "$HOME", "a\nb", "\\n", "\xff", "=x", "--", "%s"};

    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);
        Run run{Command{{"printf", "%s|"}}};
        run.command.words.insert(run.command.words.end(), words.begin(), words.end());

        const auto output = ask(backend, run);

        CHECK(output.out == "| |a'b|-n|*|$HOME|a\nb|\\n|\xff|=x|--|%s|");
        CHECK(output.err.empty());
        CHECK(output.exit_status == 0);
    }
}

TEST_CASE("a program is meant, also where the shell has something of its own by that name") {
    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);

        CHECK(ask(backend, Run{Command{{"echo", "a\\tb"}}}).out == "a\\tb\n");
        CHECK(ask(backend, Run{Command{{"exit", "3"}}}).exit_status == 127);
        CHECK(ask(backend, Run{Command{{"m_say", "3"}}}).exit_status == 127);
        CHECK(ask(backend, Run{Command{{"-x"}}}).exit_status == 127);
        CHECK(ask(backend, Run{Command{{"/etc/passwd"}}}).exit_status == 126);
        CHECK(ask(backend, authors("/etc/passwd")).exit_status == 126);
    }
}

TEST_CASE("an exit status is what sh says, on every shell") {
    struct Case {
        std::string line;
        int status;
        std::string signal;
    };
    const std::vector<Case> cases = {
        {"exit 0", 0, ""},
        {"exit 1", 1, ""},
        {"exit 126", 126, ""},
        {"exit 255", 255, ""},
        {"nosuch", 127, ""},
        {"exit 137", 137, "SIGKILL"},
        {"kill -SEGV $$", 139, "SIGSEGV"},
        {"kill -TERM $$", 143, "SIGTERM"},
        {"kill -9 $$", 137, "SIGKILL"},
    };

    for (const auto& shell : all_shells()) {
        auto backend = backend_on(shell);
        for (const auto& [line, status, signal] : cases) {
            for (const auto origin : {Origin::ours, Origin::author}) {
                INFO(shell << ": " << line);

                const auto output = ask(backend, Run{Command{{"sh", "-c", line}}, origin});

                CHECK(output.exit_status == status);
                CHECK(output.signal == signal);
                if (line != "nosuch")
                    CHECK(output.err.empty());
            }
        }
    }
}

TEST_CASE("both streams come back apart and whole, without a newline at the end too, on every shell"
) {
    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);

        const auto output = ask(backend, authors("printf 'a\\0b'; printf 'e\\nf' >&2"));

        CHECK(output.out == std::string("a\0b", 3));
        CHECK(output.err == "e\nf");
        CHECK(ask(backend, authors("printf '\\n\\n'")).out == "\n\n");
    }
}

TEST_CASE("input, environment and folder are as given, on every shell") {
    const Place folder;
    const auto place = folder.folder("it's a\nfolder");
    const auto binary = random_bytes(100'000);
    const std::string zeros(1000, '\0');

    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);

        CHECK((ask(backend, Run{Command{.words = {"cat"}, .input = binary}}).out == binary));
        CHECK(
            (ask(backend, Run{Command{.words = {"cat"}, .input = zeros}, Origin::author}).out
             == zeros)
        );
        CHECK(ask(backend, Run{Command{.words = {"true"}, .input = binary}}).exit_status == 0);
        CHECK(ask(backend, Run{Command{.words = {"true"}, .input = binary}}).err.empty());
        CHECK(ask(backend, Run{Command{{"cat"}}}).out.empty());
        const Command environment{
            .words = {"sh", "-c", "printf %s \"$A|$LC_ALL|$PATH\""},
            .environment = {{"A", "x 'y'\n*"}}};
        CHECK(
            ask(backend, Run{environment}).out
            == "x 'y'\n*|C|/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        );
        CHECK(ask(backend, Run{Command{.words = {"pwd"}, .folder = place}}).out == place + "\n");
        CHECK(ask(backend, Run{Command{{"pwd"}}}).out == "/\n");
        CHECK(
            refusal(backend, Run{Command{.words = {"pwd"}, .folder = "/nonexistent"}}).kind
            == Kind::failed
        );
    }
}

TEST_CASE("the environment holds the account and nothing else of the login's") {
    auto backend = backend_on("sh");

    const auto output = ask(backend, Run{Command{{"env"}}});

    for (const auto& line : {"OLDPWD=", "PWD="})
        CHECK(output.out.find(std::string("\nX") + line) == std::string::npos);
    CHECK(output.out.find("TERM=") == std::string::npos);
    CHECK(output.out.find("m_mark") == std::string::npos);
}

TEST_CASE("root runs a command as another user, on every shell") {
    if (::geteuid() != 0)
        return skip("not root");

    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);

        const Command command{
            .words = {"sh", "-c", "id -un; printf %s \"$USER $HOME\""}, .user = "daemon"};
        CHECK(ask(backend, Run{command}).out == "daemon\ndaemon /usr/sbin");
        CHECK(ask(backend, Run{command, Origin::author}).out == "daemon\ndaemon /usr/sbin");
        CHECK(
            refusal(backend, Run{Command{.words = {"id"}, .user = "no such"}}).message
            == "running a command as no such: there is no such user"
        );
    }
}

TEST_CASE("an output that looks like our own lines is output, on every shell") {
    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);

        const auto line = "printf '\\n%s 1 end 0\\n' 0123456789abcdef0123456789abcdef; printf '\\n "
                          "1 end 0\\n' >&2; exit 4";
        const auto output = ask(backend, authors(line));

        CHECK(output.exit_status == 4);
        CHECK(output.out == "\n0123456789abcdef0123456789abcdef 1 end 0\n");
        CHECK(output.err == "\n 1 end 0\n");
    }
}

TEST_CASE("a mebibyte of output of both kinds at once is whole, on every shell") {
    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);

        const auto output =
            ask(backend,
                authors("head -c 1048576 /dev/zero & head -c 1048576 /dev/zero >&2; wait"));

        CHECK((output.out == std::string(1UL << 20, '\0')));
        CHECK((output.err == std::string(1UL << 20, '\0')));
    }
}

TEST_CASE("a command leaves the signals and the process group of its lane alone") {
    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);

        CHECK(ask(backend, authors("kill -TERM 0")).exit_status == 143);
        CHECK(ask(backend, authors("trap '' TERM; kill -TERM 0; echo alive")).out == "alive\n");
        // Signals 1 to 28; 32 and 33 belong to the C library and may come ignored from our parent.
        CHECK(ask(backend, authors("grep SigIgn /proc/self/status")).out.ends_with("0000000\n"));
    }
}
