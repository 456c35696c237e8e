#include "framework/host/resource.hpp"
#include "framework/model/match.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> command_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

std::string found(FakeHost& host, const std::string& line, const std::string& attribute) {
    return tests::found(host, command_resources(), fact("command", line, attribute));
}

Output output(int status, std::string out, std::string err = "") {
    return {.exit_status = status, .signal = "", .out = std::move(out), .err = std::move(err)};
}

/// As dash answers.
FakeHost without_nosuch() {
    FakeHost host;
    host.command("sh -c nosuch -x", output(127, "", "sh: 1: nosuch: not found\n"));
    return host;
}

/// The command that a fact makes the host run.
Command command_of(const Fact& fact) {
    FakeHost host;
    Command seen;
    host.commands([&](const Command& command) {
        seen = command;
        return output(0, "found\n");
    });
    gather(host, command_resources(), {fact});
    return seen;
}

}  // namespace

TEST_CASE("a command runs once for all that is asked of it, stdout and stderr apart") {
    FakeHost host;
    host.command("sh -c visudo -c", output(1, "parsed OK\nsecond\r\n", "warning\n"));
    std::vector<Fact> facts;
    for (const std::string attribute :
         {"exit_status",
          "succeeds",
          "stdout",
          "stderr",
          "value",
          "stdout_lines",
          "stderr_lines",
          "signal"})
        facts.push_back(fact("command", "visudo -c", attribute));

    const auto findings = gather(host, command_resources(), facts);

    CHECK(host.asked() == std::vector<std::string>{"run sh -c 'visudo -c'"});
    CHECK(shown(findings[0]) == "1");
    CHECK(shown(findings[1]) == "false");
    CHECK(shown(findings[2]) == R"("parsed OK\nsecond\r\n")");
    CHECK(shown(findings[3]) == R"("warning\n")");
    CHECK(shown(findings[4]) == R"("parsed OK\nsecond\r")");
    CHECK(shown(findings[5]) == R"(["parsed OK", "second\r"])");
    CHECK(shown(findings[6]) == R"(["warning"])");
    CHECK(shown(findings[7]) == "not set");
}

TEST_CASE("a command succeeds with exit status 0 alone, whatever it says") {
    FakeHost host;
    host.command("sh -c true", output(0, "", "a warning\n"))
        .command("sh -c false", output(2, "", ""));

    CHECK(found(host, "true", "succeeds") == "true");
    CHECK(found(host, "true", "exit_status") == "0");
    CHECK(found(host, "false", "succeeds") == "false");
}

TEST_CASE("a signal and the time that a command took are known") {
    FakeHost host;
    host.command("sh -c crash", Output{139, "SIGSEGV", "", "", std::chrono::milliseconds(1500)});

    CHECK(found(host, "crash", "signal") == "\"SIGSEGV\"");
    CHECK(found(host, "crash", "exit_status") == "139");
    CHECK(found(host, "crash", "duration") == "1.5");
}

TEST_CASE("of a command that is not found nothing is known but what names 127") {
    auto host = without_nosuch();
    const auto finding =
        gather(host, command_resources(), {fact("command", "nosuch -x", "exit_status")}).at(0);
    const auto& status = std::get<Value>(finding.found);

    CHECK(match(equals(127), status, {}).truth == Truth::yes);
    CHECK(match({"differs", {0}}, status, {}).truth == Truth::unknown);
    CHECK(match({"differs", {0}}, status, {}).message == "sh: 1: nosuch: not found");
    for (const std::string attribute :
         {"succeeds",
          "stdout",
          "stderr",
          "value",
          "stdout_lines",
          "stderr_lines",
          "duration",
          "signal"})
        CHECK(found(host, "nosuch -x", attribute) == "cannot tell: sh: 1: nosuch: not found");
}

TEST_CASE("a command that may not be executed was not run either") {
    FakeHost host;
    host.command("sh -c /etc/passwd", output(126, "", ""));

    CHECK(found(host, "/etc/passwd", "stdout") == "cannot tell: not run: exit status 126");
}

TEST_CASE("whether a command is found is asked of the shell, by its first word") {
    const auto words = command_of(fact("command", "  LANG=C \"visudo\" -c; nosuch", "found")).words;

    REQUIRE(words.size() == 5);
    CHECK(words.front() == "sh");
    CHECK(words.back() == "visudo");
}

TEST_CASE("a missing command is not found, which is no error") {
    FakeHost host;
    host.commands([](const Command&) { return output(0, "missing\n"); });
    FakeHost mute;
    mute.commands([](const Command&) { return output(127, "", "bash: not found"); });

    CHECK(found(host, "nosuch -x", "found") == "absent");
    CHECK(
        found(mute, "nosuch -x", "found")
        == "cannot tell: asking the shell for nosuch: bash: not found"
    );
    CHECK(found(host, "$tool -x", "found").starts_with("cannot tell: the first word"));
}

TEST_CASE("qualifiers say who runs a command, where, with what and for how long") {
    auto asked = fact("command", "make check", "exit_status");
    asked = narrowed("as", {"alice"}, asked);
    asked = narrowed("in", {"/srv/app"}, asked);
    asked = narrowed("env", {"A", "1 2"}, asked);
    asked = narrowed("env", {"B", ""}, asked);
    asked = narrowed("input", {"yes\n"}, asked);
    asked = narrowed("shell", {"bash"}, asked);
    asked = narrowed("deadline", {Value(1.5)}, asked);

    const auto command = command_of(asked);

    CHECK(command.words == std::vector<std::string>{"bash", "-c", "make check"});
    CHECK(command.user == "alice");
    CHECK(command.folder == "/srv/app");
    CHECK(
        command.environment
        == std::vector<std::pair<std::string, std::string>>{{"A", "1 2"}, {"B", ""}}
    );
    CHECK(command.input == "yes\n");
    CHECK(command.deadline == std::chrono::milliseconds(1500));
}

TEST_CASE("a line is one argument, never code of ours") {
    const auto command = command_of(fact("command", "echo '; rm -rf /' \"$(id)\"\n-x", "stdout"));

    CHECK(command.words == std::vector<std::string>{"sh", "-c", "echo '; rm -rf /' \"$(id)\"\n-x"});
}

TEST_CASE("commands are not run where nothing runs") {
    FakeHost host;
    host.is_image();

    CHECK(found(host, "true", "exit_status") == "not asked: Muster runs no code of an image");
}

TEST_CASE("a command waits for its guards, and an empty one is a broken spec") {
    const auto& entry = command_resources().front().entry;

    CHECK(entry.acts);
    CHECK(entry.broken_subject(fact("command", " ", "stdout").subject) == "is an empty command");
    CHECK(entry.broken_subject(fact("command", "true", "stdout").subject).empty());
}
