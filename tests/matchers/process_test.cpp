#include "framework/backend/local/local_backend.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/processes.hpp"
#include "tests/support/far_machine.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/processes.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

namespace muster {

std::span<const Resource> process_resources();

}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

FakeHost proxy() {
    auto host = running_host();
    add_program(
        host,
        {.pid = 700,
         .name = "haproxy",
         .arguments = {"/usr/sbin/haproxy", "-Ws"},
         .start_ticks = 5000}
    );
    add_program(
        host,
        {.pid = 710,
         .name = "haproxy",
         .arguments = {"/usr/sbin/haproxy", "-sf", "700"},
         .parent = 700,
         .uid = 107,
         .start_ticks = 6000}
    );
    add_program(
        host, {.pid = 300, .name = "haproxy", .parent = 700, .start_ticks = 7000, .state = 'Z'}
    );
    add_program(host, {.pid = 812, .name = "ruby", .arguments = {"unicorn master -c /srv/app.rb"}});
    add_program(
        host,
        {.pid = 900, .name = "python3", .arguments = {"python3", "/usr/bin/app.py", "--haproxy"}}
    );
    add_program(host, {.pid = 2, .name = "kthreadd", .arguments = {}, .parent = 0});
    return host;
}

std::string of(FakeHost& host, std::string name, std::string attribute) {
    return found(host, process_resources(), fact("process", std::move(name), std::move(attribute)));
}

std::string remark_of(FakeHost& host, std::string name) {
    const auto findings =
        gather(host, process_resources(), {fact("process", std::move(name), "running")});
    return std::get<Value>(findings.at(0).found).remark;
}

std::string counted(FakeHost& host, std::string name, std::string qualifier, Argument argument) {
    auto wanted = fact("process", std::move(name), "count");
    wanted.subject.qualifiers.push_back({std::move(qualifier), {std::move(argument)}});
    return found(host, process_resources(), wanted);
}

Matcher begins(std::string text) {
    return {.word = "starts_with", .values = {Value(std::move(text))}};
}

Matcher has(std::string text) {
    return {.word = "contains", .parts = {equals(Value(std::move(text)))}};
}

}  // namespace

TEST_CASE("processes go by the kernel's name; zombies do not run") {
    auto host = proxy();

    CHECK(of(host, "haproxy", "running") == "true");
    CHECK(of(host, "haproxy", "count") == "2");
    CHECK(of(host, "haproxy", "pids") == "[700, 710]");
    CHECK(of(host, "haprox", "count") == "0");
    CHECK(of(host, "kthreadd", "running") == "true");
    CHECK(of(host, "kthreadd", "args") == "\"[kthreadd]\"");
    CHECK(of(host, "nginx", "running") == "false");
    CHECK(of(host, "nginx", "pid") == "absent");
}

TEST_CASE("attributes of one program are those of the oldest") {
    auto host = proxy();

    CHECK(of(host, "haproxy", "pid") == "700");
    CHECK(of(host, "haproxy", "ppid") == "1");
    CHECK(of(host, "haproxy", "user") == "\"root\"");
    CHECK(of(host, "haproxy", "users") == "[\"haproxy\", \"root\"]");
    CHECK(of(host, "haproxy", "args") == "\"/usr/sbin/haproxy -Ws\"");
    CHECK(of(host, "haproxy", "arguments") == "[\"/usr/sbin/haproxy\", \"-Ws\"]");
    CHECK(of(host, "haproxy", "state") == "\"S\"");
    CHECK(of(host, "haproxy", "nice") == "-5");
    CHECK(of(host, "haproxy", "terminal") == "not set");
    CHECK(of(host, "haproxy", "age") == "950");
    CHECK(of(host, "haproxy", "started") == "2026-01-01T00:00:50Z");
}

TEST_CASE("memory, time and threads are sums over all that fit") {
    auto host = proxy();

    CHECK(of(host, "haproxy", "memory") == "10485760");
    CHECK(of(host, "haproxy", "virtual_memory") == "41943040");
    CHECK(of(host, "haproxy", "cpu_time") == "6");
    CHECK(of(host, "haproxy", "threads") == "8");
    CHECK(of(host, "haproxy", "cpu_percent") == "0.6");
}

TEST_CASE("qualifiers narrow the programs of a name") {
    auto host = proxy();

    CHECK(counted(host, "haproxy", "of_user", Value("haproxy")) == "1");
    CHECK(counted(host, "haproxy", "of_user", Value("nobody-knows")) == "0");
    CHECK(counted(host, "haproxy", "children_of", Value("haproxy")) == "1");
    CHECK(counted(host, "haproxy", "children_of", Value("1")) == "1");
    CHECK(counted(host, "haproxy", "with_args", Value("-Ws")) == "1");
    CHECK(counted(host, "haproxy", "with_args", begins("-")) == "2");
    CHECK(counted(host, "haproxy", "with_args", has("sbin")) == "0");
    CHECK(counted(host, "haproxy", "titled", has("sbin")) == "2");
    CHECK(counted(host, "ruby", "titled", begins("unicorn master")) == "1");
    CHECK(counted(host, "ruby", "with_args", Value("")) == "1");
}

TEST_CASE("a program named in another's arguments is not counted") {
    auto host = proxy();

    CHECK(of(host, "app.py", "count") == "0");
    CHECK(of(host, "--haproxy", "count") == "0");
    CHECK(counted(host, "python3", "with_args", has("app.py")) == "1");
}

TEST_CASE("a title or a script that begins with the name is the hint of a failure") {
    auto host = proxy();

    CHECK(
        remark_of(host, "unicorn")
        == "no process \"unicorn\"; pid 812, \"ruby\", is titled \"unicorn master -c "
           "/srv/app.rb\": "
           "process(\"ruby\").titled(starts_with(\"unicorn\"))"
    );
    CHECK(
        remark_of(host, "app.py")
        == "no process \"app.py\"; pid 900, \"python3\", runs it: "
           "process(\"python3\").with_args(contains(\"app.py\"))"
    );
    CHECK(remark_of(host, "nginx") == "");
}

TEST_CASE("a program whose title was rewritten is found by its title") {
    auto host = running_host();
    add_program(host, {.pid = 900, .name = "python3", .arguments = {"app: worker"}});

    CHECK(counted(host, "python3", "titled", Value("app: worker")) == "1");
    CHECK(counted(host, "python3", "with_args", has("worker")) == "0");
    CHECK(of(host, "app", "running") == "false");
}

TEST_CASE("a long name is told by argv[0], else by the executable") {
    auto host = running_host();
    add_program(
        host,
        {.pid = 5, .name = "haproxy-systemd", .arguments = {"/usr/sbin/haproxy-systemd-wrapper"}}
    );
    add_program(host, {.pid = 6, .name = "haproxy-systemd", .arguments = {"a title"}});
    host.link("/proc/6/exe", "/usr/sbin/haproxy-systemd-wrapper");

    CHECK(of(host, "haproxy-systemd-wrapper", "pids") == "[5, 6]");
    CHECK(of(host, "haproxy-systemd-other", "count") == "0");
}

TEST_CASE("where /proc hides other users' processes, what is not seen cannot be told") {
    FakeHost host;
    host.reads_are_free_ = true;
    add_program(host, {.pid = 50, .name = "sshd", .arguments = {"sshd"}});

    CHECK(of(host, "sshd", "running") == "true");
    CHECK(
        of(host, "nginx", "running")
        == "cannot tell: /proc hides the processes of other users (hidepid)"
    );
    CHECK(
        of(host, "nginx", "count")
        == "cannot tell: /proc hides the processes of other users (hidepid)"
    );
    CHECK(
        of(host, "sshd", "count")
        == "cannot tell: /proc hides the processes of other users (hidepid)"
    );
}

TEST_CASE("a program on a terminal has its name") {
    auto host = running_host();
    constexpr int pts_3 = 34819;
    add_program(host, {.pid = 900, .name = "vi", .arguments = {"vi"}, .terminal = pts_3});

    CHECK(of(host, "vi", "terminal") == "\"pts/3\"");
}

TEST_CASE("without /proc, and in an image, there is no verdict") {
    FakeHost nothing;
    nothing.reads_are_free_ = true;
    FakeHost image;
    image.cannot(Ability::live, "nothing runs in an image");

    CHECK(of(nothing, "nginx", "running") == "cannot tell: no processes in /proc");
    CHECK(of(image, "nginx", "running") == "not asked: nothing runs in an image");
}

TEST_CASE("details of the oldest program, from its own files") {
    auto host = proxy();
    host.link("/proc/700/exe", "/usr/sbin/haproxy (deleted)");
    host.file("/proc/700/cgroup", "0::/system.slice/haproxy.service\n");
    host.file(
        "/proc/700/limits",
        "Limit Soft Hard\nMax open files            1024                 524288    files\n"
    );
    for (const auto* fd : {"0", "1", "2"})
        host.file(std::string("/proc/700/fd/") + fd, "")
            .file(std::string("/proc/710/fd/") + fd, "");
    host.file(
        "/proc/710/maps", "7f00-7f01 r-xp 00000000 08:01 12   /usr/lib/libssl.so.3 (deleted)\n"
    );

    CHECK(of(host, "haproxy", "exe") == "\"/usr/sbin/haproxy\"");
    CHECK(of(host, "haproxy", "cgroup") == "\"/system.slice/haproxy.service\"");
    CHECK(of(host, "haproxy", "open_files") == "6");
    CHECK(of(host, "haproxy", "uses_deleted_files") == "true");
    CHECK(of(host, "haproxy", "security_label") == "not set");
    auto confined = host;
    confined.file("/sys/module/apparmor/parameters/enabled", "Y\n")
        .file("/proc/700/attr/current", "haproxy (enforce)\n");
    CHECK(of(confined, "haproxy", "security_label") == "\"haproxy (enforce)\"");
    host.file("/proc/710/maps", "7f00-7f01 r-xp 00000000 08:01 12   /usr/lib/libssl.so.3\n")
        .file("/proc/700/maps", "");
    CHECK(of(host, "haproxy", "uses_deleted_files") == "false");
    CHECK(
        found(host, process_resources(), fact("process", "haproxy", "limit", {"nofile"})) == "1024"
    );
    CHECK(
        found(host, process_resources(), fact("process", "haproxy", "hard_limit", {"nofile"}))
        == "524288"
    );
    CHECK(
        found(host, process_resources(), fact("process", "haproxy", "limit", {"nofiles"}))
        == "cannot tell: no limit \"nofiles\"; did you mean \"nofile\"?"
    );
}

TEST_CASE("open files and replaced libraries of others are not shown to an ordinary user") {
    auto host = proxy();
    host.denied("/proc/700/fd").denied("/proc/700/maps");

    CHECK(
        of(host, "haproxy", "open_files") == "cannot tell: permission denied reading /proc/700/fd"
    );
    CHECK(
        of(host, "haproxy", "uses_deleted_files")
        == "cannot tell: permission denied reading /proc/700/maps"
    );
}

TEST_CASE("what runs because we look is no process of the target's") {
    auto host = proxy();
    const auto add = [&](std::int64_t pid, std::string name, std::int64_t parent) {
        add_program(
            host,
            {.pid = pid,
             .name = std::move(name),
             .arguments = {"-"},
             .parent = parent,
             .start_ticks = 9000}
        );
    };
    add(4000, "sshd", 1);
    add(4001, "sudo", 4000);
    add(4002, "sudo", 4001);
    add(4003, "sh", 4002);    // a lane
    add(4004, "cron", 4003);  // /etc/init.d/cron status
    add(3999, "sed", 4004);   // numbers start anew some day
    add(6000, "dash", 1);     // has the number that a lane had
    host.own_processes_ = {
        {.pid = 4003, .start_ticks = 9000},
        {.pid = 6000, .start_ticks = 8999},
        {.pid = 7000, .start_ticks = 1}};

    for (const auto* name : {"sudo", "sh", "cron", "sed"}) {
        INFO(name);
        CHECK(of(host, name, "running") == "false");
    }
    for (const auto* name : {"sshd", "dash"}) {
        INFO(name);
        CHECK(of(host, name, "running") == "true");
    }
}

TEST_CASE("elsewhere one grep prints a file of all processes: one exchange") {
    FakeHost host;
    host.file("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n")
        .file("/etc/nsswitch.conf", "passwd: files\n");
    const std::string rest =
        " S 1 1 1 0 -1 4194560 9 0 0 0 200 100 0 0 20 0 4 0 8000 20971520 1280 1\n";
    const std::string our_child =
        " R 4711 1 1 0 -1 4194560 9 0 0 0 200 100 0 0 20 0 4 0 8000 20971520 1280 1\n";
    const std::string nul(1, '\0');
    host.own_processes_ = {{.pid = 4711, .start_ticks = 8000}};
    host.command(
        "sh -c grep -aHs '' /proc/[0-9]*/stat; grep -aHs '' /proc/[0-9]*/cmdline; "
        "exec grep -aHsE '^(State|Uid|Gid|VmRSS):' /proc/[0-9]*/status",
        "/proc/1/stat:1 (systemd)" + rest + "/proc/4711/stat:4711 (sh)" + rest
            + "/proc/2/stat:2 (kthreadd)" + rest + "/proc/4712/stat:4712 (grep)" + our_child
            + "/proc/9/stat:9 (a\n/proc/9/stat:b)" + rest + "/proc/1/cmdline:/sbin/init" + nul
            + "splash" + nul + "\n"
            + "/proc/1/status:Uid:\t0\t0\t0\t0\n/proc/1/status:Gid:\t0\t0\t0\t0\n"
            + "/proc/2/status:Uid:\t0\t0\t0\t0\n/proc/2/status:Gid:\t0\t0\t0\t0\n",
        2
    );

    const auto findings = gather(
        host,
        process_resources(),
        {fact("process", "systemd", "args"),
         fact("process", "systemd", "user"),
         fact("process", "grep", "running"),
         fact("process", "a\nb", "running"),
         fact("process", "sh", "running"),
         fact("process", "kthreadd", "args"),
         fact("process", "a\nb", "args")}
    );

    CHECK(host.exchanges() == 1);
    CHECK(shown(findings[0]) == "\"/sbin/init splash\"");
    CHECK(shown(findings[1]) == "\"root\"");
    CHECK(shown(findings[2]) == "false");
    CHECK(shown(findings[3]) == "true");
    CHECK(shown(findings[4]) == "false");
    CHECK(
        shown(findings[5]) == "\"[kthreadd]\""
    );  // no argument list, and still there when that was printed
    CHECK(shown(findings[6]) == "cannot tell: pid 9 ended while we looked");
}

TEST_CASE("of a program that ends while we look nothing is told but that it was found") {
    auto host = running_host();
    host.file(
        "/proc/700/stat", "700 (haproxy) S 1 1 1 0 -1 0 0 0 0 0 2 1 0 0 20 0 4 0 80 4096 1\n"
    );

    CHECK(of(host, "haproxy", "running") == "true");
    for (const auto* attribute :
         {"user",
          "group",
          "args",
          "arguments",
          "exe",
          "users",
          "memory",
          "cgroup",
          "open_files",
          "uses_deleted_files"})
        CHECK(of(host, "haproxy", attribute) == "cannot tell: pid 700 ended while we looked");
    CHECK(
        found(host, process_resources(), fact("process", "haproxy", "limit", {"nofile"}))
        == "cannot tell: pid 700 ended while we looked"
    );
}

TEST_CASE("this very process is found on this machine") {
    LocalBackend machine;
    const auto findings = gather(
        machine,
        process_resources(),
        {fact("process", "test_matchers", "pids"),
         fact("process", "test_matchers", "exe"),
         fact("process", "test_matchers", "memory"),
         fact("process", "no-such-program", "running")}
    );

    CHECK(shown(findings[0]).find(std::to_string(::getpid())) != std::string::npos);
    CHECK(shown(findings[1]).find("test_matchers") != std::string::npos);
    CHECK(std::get<Value>(findings[2].found).as<Number>() != nullptr);
    CHECK(shown(findings[3]) == "false");
}

TEST_CASE("files and grep tell the same of this very process") {
    LocalBackend near;
    FarMachine far;
    std::vector<Fact> facts;
    for (const auto* attribute : {"pids", "args", "arguments", "user", "group", "ppid", "started"})
        facts.push_back(fact("process", "test_matchers", attribute));

    const auto by_files = gather(near, process_resources(), facts);
    const auto by_grep = gather(far, process_resources(), facts);

    for (std::size_t i = 0; i < facts.size(); ++i)
        CHECK(shown(by_files[i]) == shown(by_grep[i]));
}

TEST_CASE("python3 /usr/bin/app.py, later titled app: worker: process(\"app\") fails with a hint") {
    auto host = running_host();
    add_program(host, {.pid = 900, .name = "python3", .arguments = {"python3", "/usr/bin/app.py"}});
    auto later = running_host();
    add_program(later, {.pid = 900, .name = "python3", .arguments = {"app: worker"}});

    CHECK(of(host, "app", "running") == "false");
    CHECK(
        remark_of(host, "app")
        == "no process \"app\"; pid 900, \"python3\", runs it: "
           "process(\"python3\").with_args(contains(\"app.py\"))"
    );
    CHECK(counted(host, "python3", "with_args", has("app.py")) == "1");
    CHECK(of(later, "app", "running") == "false");
    CHECK(
        remark_of(later, "app")
        == "no process \"app\"; pid 900, \"python3\", is titled \"app: worker\": "
           "process(\"python3\").titled(starts_with(\"app\"))"
    );
    CHECK(counted(later, "python3", "titled", Value("app: worker")) == "1");
}
