#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <compare>

namespace muster {
std::span<const Resource> package_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;
using namespace std::string_literals;

namespace {

Fact package(std::string name, std::string attribute) {
    return fact("package", std::move(name), std::move(attribute));
}

std::string found(Backend& host, const Fact& fact) {
    return tests::found(host, package_resources(), fact);
}

struct Entry {
    std::string name;
    std::string architecture;
    std::string want;
    std::string state;
    std::string version;
    std::string provides = {};
};

const std::vector<Entry> entries = {
    {"nginx",
     "amd64",
     "install",
     "installed",
     "1.22.1-9+deb12u2",
     "httpd, nginx-abi-1.22.1-7 (= 1)"},
    {"vim", "amd64", "hold", "installed", "2:9.0.1378-2"},
    {"adduser", "all", "install", "installed", "3.134"},
    {"libc6", "amd64", "install", "installed", "2.36-9+deb12u4"},
    {"libc6", "i386", "install", "installed", "2.36-9+deb12u3"},
    {"man-db", "amd64", "install", "triggers-pending", "2.11.2-2"},
    {"old", "amd64", "deinstall", "config-files", "1.0-1"},
    {"broken", "amd64", "install", "half-configured", "3.0-1"},
    {"beta", "amd64", "install", "installed", "1.0~rc1"},
};

/// As dpkg-query answers, with what it says of names that it does not know.
Output dpkg_query(std::span<const std::string> names) {
    Output output;
    const auto add = [&](const Entry& e) {
        output.out += e.name + "\t" + e.architecture + "\t" + e.want + "\t" + e.state + "\t"
                      + e.version + "\t" + e.provides + "\n";
    };
    if (names.empty())
        std::ranges::for_each(entries, add);
    for (const auto& name : names) {
        const auto before = output.out.size();
        for (const auto& entry : entries)
            if (entry.name == name)
                add(entry);
        if (output.out.size() == before) {
            output.err += "dpkg-query: no packages found matching " + name + "\n";
            output.exit_status = 1;
        }
    }
    return output;
}

Answer answer(const Command& command) {
    const auto& words = command.words;
    if (words[0] == "dpkg-query")
        return dpkg_query(std::span(words).subspan(4));
    return Output{.exit_status = 127, .signal = "", .out = "", .err = words[0] + ": not found"};
}

/// A host that is asked by dpkg-query.
FakeHost remote() {
    FakeHost host;
    host.file("/var/lib/dpkg/status", "").commands(answer);
    return host;
}

/// The same packages, read from the database.
FakeHost local() {
    std::string status;
    for (const auto& e : entries)
        status += "Package: " + e.name + "\nStatus: " + e.want + " ok " + e.state
                  + "\nArchitecture: " + e.architecture + "\nVersion: " + e.version
                  + "\nProvides: " + e.provides + "\n\n";
    FakeHost host;
    host.file("/var/lib/dpkg/status", status);
    host.reads_are_free_ = true;
    return host;
}

std::size_t runs_of(const FakeHost& host, std::string_view line) {
    return static_cast<std::size_t>(std::ranges::count_if(
        host.asked(), [&](const std::string& question) { return question.starts_with(line); }
    ));
}

}  // namespace

TEST_CASE("all packages of a suite are one question") {
    auto host = remote();
    std::vector<Fact> facts;
    for (int i = 0; i < 40; ++i)
        facts.push_back(package("package" + std::to_string(i), "installed"));
    facts.push_back(package("nginx", "version"));
    facts.push_back(package("nginx", "state"));

    const auto findings = gather(host, package_resources(), facts);

    CHECK(host.exchanges() == 1);
    CHECK(runs_of(host, "run ") == 1);
    CHECK(shown(findings[0]) == "absent");
    CHECK(shown(findings[40]) == "1.22.1-9+deb12u2");
}

TEST_CASE("the tool and the database give the same values") {
    const std::vector<std::pair<Fact, std::string>> expected = {
        {package("nginx", "installed"), "true"},
        {package("nginx", "version"), "1.22.1-9+deb12u2"},
        {package("nginx", "upstream_version"), "1.22.1"},
        {package("nginx", "release"), "\"9+deb12u2\""},
        {package("nginx", "state"), "\"installed\""},
        {package("nginx", "architecture"), "\"amd64\""},
        {package("nginx", "held"), "false"},
        {package("nginx", "provided"), "true"},
        {package("httpd", "installed"), "absent"},
        {package("httpd", "provided"), "true"},
        {package("nosuch", "provided"), "absent"},
        {package("vim", "held"), "true"},
        {package("vim", "installed"), "true"},
        {package("vim", "version"), "2:9.0.1378-2"},
        {package("vim", "upstream_version"), "9.0.1378"},
        {package("adduser", "release"), "not set"},
        {package("libc6", "version"), "2.36-9+deb12u4"},
        {package("libc6", "versions"), "[2.36-9+deb12u3, 2.36-9+deb12u4]"},
        {package("libc6", "architectures"), "[\"amd64\", \"i386\"]"},
        {package("libc6:i386", "version"), "2.36-9+deb12u3"},
        {package("libc6:arm64", "installed"), "absent"},
        {package("man-db", "installed"), "true"},
        {package("broken", "installed"), "false"},
        {package("broken", "state"), "\"half-configured\""},
        {package("nosuch", "state"), "absent"},
        {package("nosuch", "version"), "absent"},
        {package("Nginx", "installed"), "absent"},
    };
    auto asked = remote();
    auto read = local();
    for (const auto& [fact, value] : expected) {
        INFO(describe(fact));
        CHECK(found(asked, fact) == value);
        CHECK(found(read, fact) == value);
    }
}

TEST_CASE("a package that was removed and kept its configuration is not installed") {
    auto host = remote();

    CHECK(found(host, package("old", "installed")) == "false");
    CHECK(found(host, package("old", "state")) == "\"config-files\"");
    CHECK(found(host, package("old", "version")) == "absent");
    CHECK(found(host, package("old", "held")) == "absent");
}

TEST_CASE("a held package is installed and has its version as any other") {
    auto host = remote();

    CHECK(found(host, package("vim", "held")) == "true");
    CHECK(found(host, package("vim", "installed")) == "true");
    CHECK(found(host, package("vim", "version")) == "2:9.0.1378-2");
    CHECK(found(host, package("nosuch", "held")) == "absent");
}

TEST_CASE("versions compare as dpkg compares them") {
    auto host = remote();
    const auto findings = gather(
        host,
        package_resources(),
        std::vector{package("vim", "version"), package("beta", "version")}
    );
    const auto is_newer = [&](std::size_t i, std::string_view other) {
        const auto* version = std::get<Value>(findings[i].found).as<Version>();
        return std::is_gt(compare_versions(version->order, version->text, other));
    };

    CHECK(is_newer(0, "3.5"));
    CHECK_FALSE(is_newer(1, "1.0"));
}

TEST_CASE("a name that is a pattern, an option or code is one name that is not there") {
    for (const auto* name :
         {"*", "ngin?", "-W", "--version", "a b", "nginx;id", "$(id)", "a\nb", "'", "\""}) {
        auto host = remote();

        INFO(name);
        CHECK(found(host, package(name, "installed")) == "absent");
        CHECK(found(host, package(name, "candidate")) == "absent");
        CHECK(found(host, package(name, "intact")) == "absent");
        CHECK(runs_of(host, "run ") == 0);
    }
}

TEST_CASE("a missing tool or database is no missing package") {
    FakeHost no_database;
    no_database.commands(answer);
    FakeHost nothing_in_it;
    nothing_in_it.file("/var/lib/dpkg/status", "");
    FakeHost empty;
    empty.reads_are_free_ = true;
    auto denied = local();
    denied.denied("/var/lib/dpkg/status");
    auto spoilt = local();
    spoilt.file("/var/lib/dpkg/status", std::string(1 << 20, '\xff'));

    CHECK(
        found(no_database, package("nginx", "installed"))
        == "cannot tell: there is no dpkg database in /var/lib/dpkg/status"
    );
    CHECK(
        found(no_database, package("nginx", "provided"))
        == "cannot tell: there is no dpkg database in /var/lib/dpkg/status"
    );
    CHECK(
        found(nothing_in_it, package("nginx", "installed"))
        == "cannot tell: /var/lib/dpkg/status holds no package"
    );
    CHECK(
        found(empty, package("nginx", "installed"))
        == "cannot tell: there is no dpkg database in /var/lib/dpkg/status"
    );
    CHECK(
        found(denied, package("nginx", "installed"))
        == "cannot tell: permission denied reading /var/lib/dpkg/status"
    );
    CHECK(
        found(spoilt, package("nginx", "installed"))
        == "cannot tell: /var/lib/dpkg/status holds no package"
    );
}

TEST_CASE("what dpkg-query says of anything but a missing name is not guessed at") {
    FakeHost host;
    host.file("/var/lib/dpkg/status", "").commands([](const Command&) {
        return Answer(Output{
            .exit_status = 2, .signal = "", .out = "", .err = "dpkg-query: error: \x1b[31mparsing"}
        );
    });

    CHECK(
        found(host, package("nginx", "installed"))
        == "cannot tell: dpkg-query ended with 2: dpkg-query: error: \\x1b[31mparsing"
    );
}

TEST_CASE("an update that dpkg had no time to merge counts") {
    auto host = local();
    host.file(
        "/var/lib/dpkg/updates/0001",
        "Package: nginx\nStatus: install ok half-configured\nArchitecture: amd64\nVersion: 1.24\n"
    );

    CHECK(found(host, package("nginx", "installed")) == "false");
}

TEST_CASE("a database in parts, without dpkg's own, is read as one") {
    FakeHost host;
    host.reads_are_free_ = true;
    host.file(
            "/var/lib/dpkg/status.d/tzdata",
            "Package: tzdata\nVersion: 2024a-0+deb12u1\nArchitecture: all\n"
    )
        .file("/var/lib/dpkg/status.d/tzdata.md5sums", "00  usr/share/zoneinfo/UTC\n");

    CHECK(found(host, package("tzdata", "version")) == "2024a-0+deb12u1");
    CHECK(found(host, package("bash", "installed")) == "absent");
}

TEST_CASE("what came by itself is told from what was asked for") {
    auto host = remote();
    host.file(
        "/var/lib/apt/extended_states",
        "Package: adduser\nArchitecture: amd64\nAuto-Installed: 1\n\n"
        "Package: libc6\nArchitecture: amd64\nAuto-Installed: 1\n"
    );

    CHECK(found(host, package("adduser", "automatic")) == "true");
    CHECK(found(host, package("nginx", "automatic")) == "false");
    CHECK(found(host, package("libc6", "automatic")) == "false");
    CHECK(found(host, package("libc6:amd64", "automatic")) == "true");
    CHECK(found(host, package("nosuch", "automatic")) == "absent");
}

TEST_CASE("what apt offers needs an index, and one run for all") {
    auto host = remote();
    const std::string policy =
        "nginx:\n  Installed: 1.22.1-9+deb12u2\n  Candidate: 1.22.1-9+deb12u11\n"
        "  Version table:\n     1.22.1-9+deb12u11 500\n"
        "        500 http://deb.example/debian bookworm/main amd64 Packages\n"
        " *** 1.22.1-9+deb12u2 100\n        100 /var/lib/dpkg/status\n"
        "adduser:\n  Installed: 3.134\n  Candidate: 3.134\n  Version table:\n"
        " *** 3.134 500\n        500 http://deb.example/debian bookworm/main amd64 Packages\n"
        "        100 /var/lib/dpkg/status\n";
    host.command("apt-cache policy nginx adduser", policy);
    const std::vector facts = {
        package("nginx", "candidate"),
        package("adduser", "candidate"),
        package("nginx", "upgradable"),
        package("adduser", "upgradable"),
        package("nginx", "repository"),
        package("adduser", "repository")};

    const auto without = gather(host, package_resources(), facts);
    host.file(
        "/var/lib/apt/lists/deb.example_debian_dists_bookworm_main_binary-amd64_Packages.lz4", ""
    );
    const auto with = gather(host, package_resources(), facts);

    CHECK(shown(without[0]) == "cannot tell: apt has no package index in /var/lib/apt/lists");
    CHECK(shown(without[2]) == "cannot tell: apt has no package index in /var/lib/apt/lists");
    CHECK(shown(with[0]) == "1.22.1-9+deb12u11");
    CHECK(shown(with[1]) == "3.134");
    CHECK(shown(with[2]) == "true");
    CHECK(shown(with[3]) == "false");
    CHECK(shown(with[4]) == "not set");
    CHECK(shown(with[5]) == "\"http://deb.example/debian bookworm/main\"");
    CHECK(host.exchanges() == 2);
}

TEST_CASE("a packaged file that differs is told from one that could not be compared") {
    auto host = remote();
    host.command("dpkg --verify nginx", "??5?????? c /etc/nginx/nginx.conf\n")
        .command("dpkg --verify vim", "??5??????   /usr/bin/vim\n?????????   /usr/bin/b\n")
        .command("dpkg --verify libc6:i386", "?????????   /usr/lib/secret\n")
        .command(
            "dpkg --verify libc6",
            Output{.exit_status = 1, .signal = "", .out = "", .err = "dpkg: ambiguous"}
        );

    CHECK(found(host, package("nginx", "intact")) == "true");
    CHECK(found(host, package("nginx", "modified_files")) == "[]");
    CHECK(found(host, package("vim", "intact")) == "false");
    CHECK(
        found(host, package("vim", "modified_files"))
        == "cannot tell: permission denied comparing /usr/bin/b"
    );
    CHECK(
        found(host, package("libc6:i386", "intact"))
        == "cannot tell: permission denied comparing /usr/lib/secret"
    );
    CHECK(
        found(host, package("libc6", "intact"))
        == "cannot tell: dpkg --verify ended with 1: dpkg: ambiguous"
    );
}

TEST_CASE("where dpkg-query is missing the database is read as a file, over a shell, too") {
    auto host = local();
    host.reads_are_free_ = false;
    const std::vector facts = {
        package("nginx", "version"),
        package("nosuch", "installed"),
        package("httpd", "provided"),
        package("old", "state")};

    const auto findings = gather(host, package_resources(), facts);

    CHECK(shown(findings[0]) == "1.22.1-9+deb12u2");
    CHECK(shown(findings[1]) == "absent");
    CHECK(shown(findings[2]) == "true");
    CHECK(shown(findings[3]) == "\"config-files\"");
    CHECK(host.exchanges() == 2);
}

TEST_CASE("a package that is not there tells of the nearest that is") {
    const std::vector<std::pair<std::string, std::string>> misses = {
        {"nginx-full", "no package nginx-full; installed: nginx 1.22.1-9+deb12u2"},
        {"libc6:arm64", "no package libc6:arm64; installed: libc6:amd64 2.36-9+deb12u4"},
        {"old", "its state is config-files"},
        {"zsh", ""},
        {"a b", R"(no package of dpkg can be called "a b")"}};
    auto asked = remote();
    auto read = local();
    for (const auto& [name, remark] : misses)
        for (auto* host : {&asked, &read}) {
            INFO(name);
            const auto findings = gather(*host, package_resources(), {package(name, "installed")});
            CHECK(std::get<Value>(findings.at(0).found).remark == remark);
        }
    const auto slip = gather(read, package_resources(), {package("ngnix", "version")});
    CHECK(
        std::get<Value>(slip.at(0).found).remark
        == "no package ngnix; installed: nginx 1.22.1-9+deb12u2"
    );
    CHECK(asked.exchanges() == misses.size() - 1);  // what cannot be a name is not asked
}

TEST_CASE("400 packages with versions: one database read") {
    for (const bool reads_are_free : {false, true}) {
        std::string status;
        for (int i = 0; i < 400; ++i)
            status += "Package: p" + std::to_string(i)
                      + "\nStatus: install ok installed\nArchitecture: all\nVersion: 1."
                      + std::to_string(i) + "\n\n";
        FakeHost host;
        host.file("/var/lib/dpkg/status", status);
        host.reads_are_free_ = reads_are_free;
        host.commands([](const Command& command) {
            Output output;
            for (const auto& name : std::span(command.words).subspan(4))
                output.out += name + "\tall\tinstall\tinstalled\t1." + name.substr(1) + "\t\n";
            return Answer(output);
        });
        std::vector<Fact> facts;
        for (int i = 0; i < 400; ++i)
            facts.push_back(package("p" + std::to_string(i), "version"));

        const auto findings = gather(host, package_resources(), facts);

        CHECK(shown(findings[399]) == "1.399");
        CHECK(host.exchanges() == 1);
        CHECK(runs_of(host, "run ") == (reads_are_free ? 0 : 1));
        CHECK(
            std::ranges::count(host.asked(), "read /var/lib/dpkg/status")
            == (reads_are_free ? 1 : 0)
        );
    }
}

TEST_CASE("a manager that is not known is never taken for another") {
    auto host = remote();
    auto gentoo = debian();
    gentoo.family = gentoo.distribution = "gentoo";
    const auto named = [&](const char* manager) {
        return found(host, narrowed("by", {Value(manager)}, package("nginx", "installed")));
    };

    CHECK(
        tests::found(host, package_resources(), package("nginx", "installed"), gentoo)
        == "cannot tell: the package manager of \"gentoo\" is not known"
    );
    CHECK(
        tests::found(host, package_resources(), package("nginx", "installed"), {})
        == "cannot tell: no os-release tells which package manager this is"
    );
    CHECK(named("dpkg") == "true");
    CHECK(
        named("dpgk")
        == "cannot tell: no reader for the package manager \"dpgk\"; did you mean \"dpkg\"?"
    );
}
