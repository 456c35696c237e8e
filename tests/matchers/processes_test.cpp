// All running programs at once.

#include "tests/support/processes.hpp"

#include "framework/base/text.hpp"
#include "tests/support/far_machine.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/plural.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

namespace muster {

std::span<const Resource> process_resources();

}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

FakeHost machine() {
    auto host = running_host();
    add_program(host, {.pid = 2, .name = "kthreadd", .arguments = {}, .parent = 0});
    add_program(
        host, {.pid = 700, .name = "haproxy", .arguments = {"haproxy", "-Ws"}, .start_ticks = 5000}
    );
    add_program(
        host,
        {.pid = 710,
         .name = "haproxy",
         .arguments = {"haproxy", "-sf"},
         .parent = 700,
         .uid = 107,
         .start_ticks = 6000}
    );
    add_program(
        host,
        {.pid = 801, .name = "prometheus-aler", .arguments = {"/usr/bin/prometheus-alertmanager"}}
    );
    add_program(host, {.pid = 300, .name = "gone", .parent = 1, .state = 'Z'});
    return host;
}

Fact all(std::string attribute, std::vector<Argument> parameters = {}) {
    return of_all("processes", std::move(attribute), std::move(parameters));
}

std::string of(Backend& host, const Fact& fact) {
    return found(host, process_resources(), fact);
}

}  // namespace

TEST_CASE("a row of all processes is a process id, by the name of its program in full") {
    auto host = machine();

    CHECK(of(host, all("count")) == "5");
    CHECK(
        of(host, all("names")) == R"(["haproxy", "kthreadd", "prometheus-alertmanager", "systemd"])"
    );
    CHECK(of(host, all("list", {Value("pid")})) == "[1, 2, 700, 710, 801]");
    CHECK(
        of(host, where("name", equals(Value("haproxy")), all("list", {Value("pid")})))
        == "[700, 710]"
    );
    CHECK(
        of(host, where("ppid", equals(Value(700)), all("list", {Value("args")})))
        == R"(["haproxy -sf"])"
    );
    CHECK(of(host, all("duplicates", {Value("name")})) == R"(["haproxy"])");
}

TEST_CASE("memory and threads of a row are those of the one process") {
    auto host = machine();
    const auto haproxy = equals(Value("haproxy"));

    CHECK(of(host, where("name", haproxy, all("list", {Value("memory")}))) == "[5242880]");
    CHECK(of(host, all("every", {Value("threads"), equals(Value(4))})) == "true");
    CHECK(of(host, all("every", {Value("count"), equals(Value(1))})) == "true");
}

TEST_CASE("all processes take the qualifiers of one") {
    auto host = machine();

    CHECK(of(host, narrowed("of_user", {"haproxy"}, all("list", {Value("pid")}))) == "[710]");
    CHECK(of(host, narrowed("children_of", {"haproxy"}, all("list", {Value("pid")}))) == "[710]");
    CHECK(of(host, narrowed("with_args", {"-Ws"}, all("list", {Value("pid")}))) == "[700]");
    CHECK(of(host, narrowed("titled", {"haproxy -sf"}, all("count"))) == "1");
    CHECK(
        of(host,
           where("name", equals(Value("haproxy")), narrowed("of_user", {"root"}, all("count"))))
        == "1"
    );
}

TEST_CASE("where /proc hides others' processes there is no list of all") {
    FakeHost host;
    host.reads_are_free_ = true;
    add_program(host, {.pid = 700, .name = "sh", .arguments = {"sh"}});

    CHECK(
        of(host, all("names")) == "cannot tell: /proc hides the processes of other users (hidepid)"
    );
    CHECK(of(host, all("count")).starts_with("cannot tell"));
}

TEST_CASE("a column that is denied for one process leaves the others") {
    auto host = machine();
    host.link("/proc/700/exe", "/usr/sbin/haproxy").link("/proc/710/exe", "/usr/sbin/haproxy");
    for (const auto* pid : {"1", "2", "801"})
        host.link("/proc/" + std::string(pid) + "/exe", "/sbin/init");
    host.denied("/proc/1/exe");
    const auto haproxy = equals(Value("/usr/sbin/haproxy"));

    CHECK(of(host, where("exe", haproxy, all("count"))) == "between 2 and 3");
    CHECK(of(host, where("exe", haproxy, all("names"))).starts_with("cannot tell: process "));
    CHECK(of(host, all("some", {Value("exe"), haproxy})) == "true");
    CHECK(of(host, all("at_least", {Value(2), Value("exe"), haproxy})) == "true");
}

TEST_CASE("a process that ends while we look is no row") {
    auto host = machine();
    host.file(
        "/proc/720/stat", "720 (haproxy) S 1 1 1 0 -1 0 0 0 0 0 2 1 0 0 20 0 4 0 80 4096 1\n"
    );
    host.link("/proc/700/exe", "/usr/sbin/haproxy")
        .file("/proc/700/fd/0", "")
        .file("/proc/700/fd/1", "");
    const auto haproxy = equals(Value("haproxy"));

    CHECK(of(host, where("name", haproxy, all("list", {Value("pid")}))) == "[700, 710]");
    CHECK(of(host, where("user", haproxy, all("list", {Value("pid")}))) == "[710]");
    // 710 was there when the rows were found, and is gone when its files are looked at.
    CHECK(
        of(host, where("name", haproxy, all("every", {Value("open_files"), equals(Value(2))})))
        == "true"
    );
    CHECK(
        of(host, where("name", haproxy, all("list", {Value("exe")}))) == R"(["/usr/sbin/haproxy"])"
    );
}

TEST_CASE("an argument list that cannot be read is no end of its program") {
    auto host = machine();
    host.denied("/proc/710/cmdline");

    CHECK(of(host, all("names")) == "cannot tell: permission denied reading /proc/710/cmdline");
}

TEST_CASE("a process that became a zombie while we looked is no row of its owner's") {
    auto host = machine();
    host.file(
        "/proc/710/status",
        "Name:\thaproxy\nState:\tZ (zombie)\nUid:\t0\t107\t107\t107\nGid:\t0\t0\t0\t0\n"
    );

    CHECK(of(host, where("user", equals(Value("haproxy")), all("count"))) == "0");
    CHECK(
        of(host, where("name", equals(Value("haproxy")), all("list", {Value("memory")})))
        == "[5242880]"
    );
}

TEST_CASE("an image runs no processes") {
    auto host = machine();
    host.cannot(Ability::live, "nothing runs in an image");

    CHECK(of(host, all("count")) == "not asked: nothing runs in an image");
}

TEST_CASE("the processes of this machine are those that ps prints") {
    if (not has_tool("ps"))
        return skip("no ps here");
    LocalBackend near;
    FarMachine far;
    const auto own = std::to_string(::getpid());
    const auto of_own =
        where("pid", equals(Value(std::int64_t{::getpid()})), all("list", {Value("args")}));

    CHECK(
        of(near, where("pid", equals(Value(1)), all("list", {Value("name")})))
        == "[\"" + std::string(trimmed(run_tool("cat /proc/1/comm").output)) + "\"]"
    );
    CHECK(of(near, of_own) == of(far, of_own));
    CHECK(
        of(near, where("ppid", equals(Value(std::int64_t{::getppid()})), of_own)) == of(far, of_own)
    );
    const auto printed = run_tool("ps -o args= -p " + own).output;
    CHECK(of(near, of_own) == "[\"" + std::string(trimmed(printed)) + "\"]");
}
