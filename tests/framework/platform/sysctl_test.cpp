#include "framework/platform/sysctl.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

/// What sets `path` in a file of these lines: "value @line", "-" for an exclusion, "" for nothing.
std::string set(std::string_view text, const std::string& path) {
    SysctlSettings settings;
    for (auto& assignment : parse_sysctl("f", text))
        settings.add(std::move(assignment));
    const auto* found = settings.find(path);
    if (found == nullptr)
        return "";
    return found->value ? *found->value + " @" + found->where.substr(2) : "-";
}

}  // namespace

TEST_CASE("the first separator of a sysctl key says what dots and slashes mean") {
    CHECK(sysctl_path("net.ipv4.ip_forward") == "net/ipv4/ip_forward");
    CHECK(sysctl_path("net/ipv4/ip_forward") == "net/ipv4/ip_forward");
    CHECK(sysctl_path("net.ipv4.conf.eth0/100.rp_filter") == "net/ipv4/conf/eth0.100/rp_filter");
    CHECK(sysctl_path("net/ipv4/conf/eth0.100/rp_filter") == "net/ipv4/conf/eth0.100/rp_filter");
    CHECK(sysctl_path("/kernel//panic") == "kernel/panic");
}

TEST_CASE("a sysctl key never leads out of /proc/sys") {
    CHECK(sysctl_path("net/../../etc/passwd").empty());
    CHECK(sysctl_path("net.//.//.etc").empty());
    CHECK(sysctl_path(std::string_view("net\0x", 5)).empty());
    CHECK(sysctl_path("").empty());
    CHECK(sysctl_path("...").empty());
}

TEST_CASE("the last assignment of a key wins, blanks and comments do not count") {
    const auto* text =
        "# a.b = 0\n; a.b = 0\n  a.b=1  \na/b =  2 3\t\na.c = 4\nnot an assignment\n";

    CHECK(set(text, "a/b") == "2 3 @4");
    CHECK(set(text, "a/c") == "4 @5");
    CHECK(set(text, "a/d").empty());
}

TEST_CASE("a dash before an assignment lets it fail, and sets it") {
    CHECK(set("-a.b = 1\n", "a/b") == "1 @1");
    CHECK(set("a.b =\n", "a/b") == " @1");
}

TEST_CASE("an exact key beats a glob wherever it stands, the last glob beats the others") {
    const auto* text = "net.ipv4.conf.eth0.rp_filter = 2\nnet.ipv4.conf.*.rp_filter = 1\n"
                       "net.ipv4.conf.e*.rp_filter = 0\n";

    CHECK(set(text, "net/ipv4/conf/eth0/rp_filter") == "2 @1");
    CHECK(set(text, "net/ipv4/conf/eth1/rp_filter") == "0 @3");
    CHECK(set(text, "net/ipv4/conf/lo/rp_filter") == "1 @2");
    CHECK(set(text, "net/ipv4/conf/a/b/rp_filter").empty());
}

TEST_CASE("a key is taken out of the globs by a dash, before or after them") {
    CHECK(set("net.*.x = 1\n-net.a.x\n", "net/a/x") == "-");
    CHECK(set("-net.a.x\nnet.*.x = 1\n", "net/a/x") == "-");
    CHECK(set("-net.a.x\nnet.*.x = 1\n", "net/b/x") == "1 @2");
    CHECK(set("-net.a.x\nnet.a.x = 5\n", "net/a/x") == "5 @2");
    CHECK(set("net.*.x = 1\n-net.*.x\n", "net/a/x").empty());
}

TEST_CASE("a glob with braces cannot be told, but only for whom it may concern") {
    const auto* text = "net.{a,b}.* = 1\nnet.a.x = 2\n";

    CHECK(set(text, "net/a/x") == "2 @2");
    CHECK_THROWS_AS(set(text, "net/a/y"), CannotTell);
}

TEST_CASE("garbage in a sysctl file is passed over") {
    using namespace std::string_literals;
    auto text = "a.b = 1\n\0\0 = \0\n=\n-\n-=\n../../x = 1\na.c = 2\n"s;
    text += std::string(1 << 20, '*') + "\n";

    CHECK(set(text, "a/b") == "1 @1");
    CHECK(set(std::string(1 << 20, '*') + "=1\na.b=2\n", "a/b") == "2 @2");
}
