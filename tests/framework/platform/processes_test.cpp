#include "framework/platform/processes.hpp"

#include "framework/platform/process_details.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

const std::string rest =
    " S 700 1 1 34816 -1 4194560 9 0 0 0 200 100 0 0 20 -5 4 0 8000 20971520 1280 1\n";

}  // namespace

TEST_CASE("a stat file is read behind the last bracket: names hold anything") {
    const auto plain = process_from_stat("812 (nginx)" + rest);
    const auto hostile = process_from_stat("813 (a) S 1 (b)\n)" + rest);

    REQUIRE(plain);
    CHECK(plain->pid == 812);
    CHECK(plain->name == "nginx");
    CHECK(plain->parent == 700);
    CHECK(plain->terminal == 34816);
    CHECK(plain->cpu_ticks == 300);
    CHECK(plain->nice == -5);
    CHECK(plain->threads == 4);
    CHECK(plain->start_ticks == 8000);
    CHECK(plain->virtual_memory == 20971520);
    REQUIRE(hostile);
    CHECK(hostile->name == "a) S 1 (b)\n");
    CHECK(hostile->parent == 700);
}

TEST_CASE("what is no stat file gives nothing") {
    for (const auto& text :
         {std::string(),
          std::string("garbage"),
          std::string("812 (nginx)"),
          std::string("812 nginx S 1"),
          std::string(") ("),
          "x (nginx)" + rest,
          std::string("1 (a) S 1 1 1 0 -1 4 9 0 0 0 200 100 0 0 20 x 4 0 8 2 1\n"),
          std::string(1 << 20, '(')})
        CHECK_FALSE(process_from_stat(text));
}

TEST_CASE("a command line is cut at NUL, padding at its end does not count") {
    using Words = std::vector<std::string>;

    CHECK(
        arguments_from(std::string("/usr/bin/x\0-a\0b c\0", 18)) == Words{"/usr/bin/x", "-a", "b c"}
    );
    CHECK(arguments_from(std::string("/usr/bin/x\0\0y\0", 14)) == Words{"/usr/bin/x", "", "y"});
    CHECK(
        arguments_from(std::string("nginx: worker process   \0\0\0", 27))
        == Words{"nginx: worker process"}
    );
    CHECK(arguments_from("").empty());
    CHECK(arguments_from(std::string(3, '\0')).empty());
}

TEST_CASE("a name that the kernel has cut is told by argv[0] or the executable") {
    const Process cut{.pid = 1, .name = "haproxy-systemd"};
    const Process whole{.pid = 2, .name = "haproxy"};
    const std::vector<std::string> arguments = {"/usr/sbin/haproxy-systemd-wrapper", "-p"};

    CHECK(is_named(whole, {"other"}, "", "haproxy"));
    CHECK_FALSE(
        is_named(whole, {"/usr/sbin/haproxy-systemd-wrapper"}, "", "haproxy-systemd-wrapper")
    );
    CHECK(is_named(cut, arguments, "", "haproxy-systemd-wrapper"));
    CHECK(is_named(cut, {"title"}, "/usr/sbin/haproxy-systemd-wrapper", "haproxy-systemd-wrapper"));
    CHECK_FALSE(is_named(cut, arguments, "", "haproxy-systemd-other"));
    CHECK(executable_decides(cut, {"title"}, "haproxy-systemd-wrapper"));
    CHECK_FALSE(executable_decides(cut, arguments, "haproxy-systemd-wrapper"));
    CHECK(full_name("haproxy-systemd", arguments) == "haproxy-systemd-wrapper");
    CHECK(full_name("nginx", {"nginx: master"}) == "nginx");
}

TEST_CASE("limits by the names of limits.conf") {
    const std::string_view text =
        "Limit                     Soft Limit           Hard Limit           Units     \n"
        "Max cpu time              unlimited            unlimited            seconds   \n"
        "Max open files            1024                 524288               files     \n"
        "Max nice priority         0                    0                    \n";

    CHECK(limit_from(text, "nofile")->soft == "1024");
    CHECK(limit_from(text, "nofile")->hard == "524288");
    CHECK(limit_from(text, "cpu")->soft == "unlimited");
    CHECK(limit_from(text, "nice")->hard == "0");
    CHECK_FALSE(limit_from(text, "nproc"));
    CHECK_FALSE(limit_from(text, "files"));
    CHECK_FALSE(limit_from("", "nofile"));
}

TEST_CASE("a deleted library is one that was replaced; memory files and JIT code are none") {
    const auto line = [](std::string_view rights, std::string_view path) {
        return "7f0000000000-7f0000001000 " + std::string(rights) + " 00000000 08:01 1234    "
               + std::string(path) + "\n";
    };

    CHECK(
        deleted_file_from(line("r-xp", "/usr/lib/libssl.so.3 (deleted)")) == "/usr/lib/libssl.so.3"
    );
    CHECK(deleted_file_from(line("r-xp", "/opt/my app/x (deleted)")) == "/opt/my app/x");
    CHECK_FALSE(deleted_file_from(line("r--p", "/usr/share/locale.gmo (deleted)")));
    CHECK_FALSE(deleted_file_from(line("r-xp", "/memfd:jit (deleted)")));
    CHECK_FALSE(deleted_file_from(line("r-xp", "/tmp/ffiABC (deleted)")));
    CHECK_FALSE(deleted_file_from(line("r-xp", "/usr/lib/libssl.so.3")));
    CHECK_FALSE(deleted_file_from("garbage (deleted)\n\n"));
}

TEST_CASE("cgroups of version 2, of systemd before it, and of a hybrid host") {
    CHECK(cgroup_from("0::/system.slice/nginx.service\n") == "/system.slice/nginx.service");
    CHECK(
        cgroup_from("12:pids:/x\n1:name=systemd:/system.slice/a:b.service\n")
        == "/system.slice/a:b.service"
    );
    CHECK(
        cgroup_from("1:name=systemd:/system.slice/ssh.service\n0::/\n")
        == "/system.slice/ssh.service"
    );
    CHECK(cgroup_from("0::/\n") == "/");
    CHECK_FALSE(cgroup_from("garbage\n"));
    CHECK(unit_of_cgroup("/system.slice/nginx.service") == "nginx.service");
    CHECK(
        unit_of_cgroup("/system.slice/system-getty.slice/getty@tty1.service/x.service")
        == "getty@tty1.service"
    );
    CHECK(unit_of_cgroup("/user.slice/user-1000.slice/session-3.scope") == "session-3.scope");
    CHECK(unit_of_cgroup("/payload/system.slice/ssh.service") == "ssh.service");
    CHECK(
        unit_of_cgroup("/machine.slice/web.service/payload/system.slice/ssh.service")
        == "web.service"
    );
    CHECK_FALSE(unit_of_cgroup("/"));
    CHECK_FALSE(unit_of_cgroup("/docker/0123abcd"));
}

TEST_CASE("terminals by device number") {
    CHECK(terminal_name(34819) == "pts/3");
    CHECK(terminal_name(1025) == "tty1");
    CHECK(terminal_name(1088) == "ttyS0");
    CHECK(terminal_name(1281) == "console");
    CHECK_FALSE(terminal_name(0));
}
