// packages(): all of them, in one reading of the manager's database.

#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace muster {
std::span<const Resource> package_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

Fact packages(std::string attribute, std::vector<Argument> parameters = {}) {
    return {{"packages", {}}, std::move(attribute), std::move(parameters)};
}

Fact fitting(std::string pattern, Fact fact) {
    fact.subject.names = {Value(std::move(pattern))};
    return fact;
}

Fact where(std::string column, Value value, Fact fact) {
    fact.subject.qualifiers.push_back({"where", {Value(std::move(column)), std::move(value)}});
    return fact;
}

std::string line(const std::string& name, const std::string& state, const std::string& version) {
    return name + "\tamd64\tinstall\t" + state + "\t" + version + "\t\n";
}

constexpr const char* every_package =
    "dpkg-query --show --showformat=${Package}\\t${Architecture}\\t${db:Status-Want}\\t${db:Status-"
    "Status}\\t${Version}\\t${Provides}\\n --";

FakeHost debian_with(const std::string& lines) {
    FakeHost host;
    host.file("/var/lib/dpkg/status", "Package: as-dpkg-query-says\n")
        .command(every_package, lines);
    return host;
}

FakeHost few() {
    auto host = debian_with(
        line("nginx", "installed", "1.22.1-9") + line("libc6", "installed", "2.36-9")
        + "libc6\ti386\thold\tinstalled\t2.36-8\t\n" + line("xserver-xorg", "unpacked", "1:7.7")
        + line("xserver-common", "installed", "2:21.1") + line("old", "config-files", "1")
    );
    host.file(
        "/var/lib/apt/extended_states",
        "Package: libc6\nArchitecture: amd64\nAuto-Installed: 1\n\n"
        "Package: libc6\nArchitecture: i386\nAuto-Installed: 1\n"
    );
    return host;
}

std::string of(FakeHost& host, const Fact& fact, const Platform& platform = debian()) {
    return found(host, package_resources(), fact, platform);
}

}  // namespace

TEST_CASE("all packages are those on the disk, each named once") {
    auto host = few();

    CHECK(of(host, packages("names")) == R"(["libc6", "nginx", "xserver-common", "xserver-xorg"])");
    CHECK(of(host, packages("count")) == "4");
    CHECK(
        of(host, fitting("xserver-*", packages("names"))) == R"(["xserver-common", "xserver-xorg"])"
    );
    CHECK(of(host, fitting("nosuch*", packages("count"))) == "0");
    CHECK(of(host, packages("list", {Value("version")})) == "[1.22.1-9, 2.36-9, 2:21.1]");
    CHECK(of(host, where("installed", false, packages("names"))) == R"(["xserver-xorg"])");
    CHECK(of(host, packages("every", {Value("state"), equals(Value("installed"))})) == "false");
    CHECK(of(host, where("held", true, packages("names"))) == R"(["libc6"])");
    CHECK(
        of(host, where("automatic", false, packages("names"))) == R"(["nginx", "xserver-common"])"
    );
}

TEST_CASE("what nobody asked for among 2000 packages costs one exchange") {
    std::string lines;
    std::string states;
    for (int i = 0; i < 2000; ++i) {
        const auto name = "package-" + std::to_string(i);
        lines += line(name, "installed", "1." + std::to_string(i));
        if (i >= 3)
            states += "Package: " + name + "\nArchitecture: amd64\nAuto-Installed: 1\n\n";
    }
    auto host = debian_with(lines);
    host.file("/var/lib/apt/extended_states", states);

    const auto asked_for = of(host, where("automatic", false, packages("names")));

    CHECK(asked_for == R"(["package-0", "package-1", "package-2"])");
    CHECK(host.exchanges() == 1);
    CHECK(host.asked().size() == 3);  // the status file's being there, dpkg-query, extended_states
}

TEST_CASE("2000 packages of rpm cost one exchange, and dnf is asked once") {
    std::string lines;
    std::string reasons;
    for (int i = 0; i < 2000; ++i) {
        const auto name = "p" + std::to_string(i);
        lines += name + "\tnoarch\t\t1\t1\n";
        reasons += name + "\tnoarch\t0\t1\t1\t" + (i < 2 ? "user" : "dependency") + "\tbase\n";
    }
    FakeHost host;
    host.file("/var/lib/rpm/rpmdb.sqlite", "").commands([&](const Command& command) {
        return Answer(Output{
            .exit_status = 0,
            .signal = "",
            .out = command.words[0] == "rpm" ? lines : reasons,
            .err = ""});
    });
    auto platform = debian();
    platform.family = "rhel";

    CHECK(of(host, where("automatic", false, packages("names")), platform) == R"(["p0", "p1"])");
    CHECK(host.exchanges() == 1);
}

TEST_CASE("packages that cannot be enumerated cannot be told") {
    FakeHost none;
    none.command(every_package, "");
    auto silent = debian_with("");
    FakeHost no_rpm;
    no_rpm.file("/var/lib/rpm/rpmdb.sqlite", "");
    auto platform = debian();
    platform.family = "rhel";

    for (const auto* attribute : {"names", "count"}) {
        CHECK(
            of(none, packages(attribute))
            == "cannot tell: there is no dpkg database in /var/lib/dpkg/status"
        );
        CHECK(of(silent, packages(attribute)) == "cannot tell: dpkg-query named no package");
        CHECK(of(no_rpm, packages(attribute), platform) == "cannot tell: rpm is not there");
    }
}

TEST_CASE("a mark that cannot be told leaves a list open") {
    auto host = few();
    host.denied("/var/lib/apt/extended_states");

    CHECK(of(host, packages("count")) == "4");
    CHECK(of(host, where("automatic", false, packages("names"))).starts_with("cannot tell"));
}

TEST_CASE("packages of another manager are asked of it") {
    auto host = few();
    host.file("/lib/apk/db/installed", "P:musl\nV:1\nA:x86_64\n");

    CHECK(of(host, narrowed("by", {Value("apk")}, packages("names"))) == R"(["musl"])");
    CHECK(of(host, narrowed("by", {Value("apk")}, packages("list", {Value("version")}))) == "[1]");
}
