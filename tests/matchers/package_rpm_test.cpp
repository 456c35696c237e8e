// Packages of rpm, and what dnf and zypper keep above it. Answers were recorded of rpm 4.18, dnf 4.14 and
// zypper 1.14 (Debian 12); package_tools_test.cpp asks these very tools.

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

Platform fedora() {
    auto platform = debian();
    platform.family = "rhel";
    platform.distribution = "fedora";
    return platform;
}

Platform suse() {
    auto platform = debian();
    platform.family = "suse";
    platform.distribution = "opensuse-leap";
    return platform;
}

Fact package(std::string name, std::string attribute) {
    return fact("package", std::move(name), std::move(attribute));
}

std::string found(Backend& host, const Fact& fact, const Platform& platform = fedora()) {
    return tests::found(host, package_resources(), fact, platform);
}

std::string found(Backend& host, std::string name, std::string attribute) {
    return found(host, package(std::move(name), std::move(attribute)));
}

/// Name, architecture, epoch, version, release.
const std::vector<std::string> entries = {
    "nginx\tx86_64\t1\t1.22.1\t9.el9",
    "glibc\tx86_64\t\t2.34\t60.el9",
    "glibc\ti686\t\t2.34\t60.el9",
    "kernel\tx86_64\t\t5.14.0\t70.el9",
    "kernel\tx86_64\t\t5.14.0\t284.el9",
    "beta\tnoarch\t0\t1.0~rc1\t1",
    "gpg-pubkey\t(none)\t\tfd431d51\t4ae0493b",
};

bool is_called(std::string_view entry, std::string_view name) {
    return entry.substr(0, entry.find('\t')) == name;
}

Output rpm_q(std::span<const std::string> names) {
    Output output;
    for (const auto& name : names) {
        const auto before = output.out.size();
        for (const auto& entry : entries)
            // rpm takes name-version, too
            if (is_called(entry, name) or (name == "glibc-2.34" and is_called(entry, "glibc")))
                output.out += entry + "\n";
        if (output.out.size() == before) {
            output.out += "package " + name + " is not installed\n";
            output.exit_status = std::min(254, output.exit_status + 1);
        }
    }
    return output;
}

Output rpm_provides(std::span<const std::string> names) {
    Output output;
    for (const auto& name : names)
        if (name == "webserver" or name == "nginx" or name == "libssl.so.3()(64bit)")
            output.out += "provided\n";
        else {
            output.out += "no package provides " + name + "\n";
            ++output.exit_status;
        }
    return output;
}

Answer answer(const Command& command) {
    const auto& words = command.words;
    if (words[0] != "rpm")
        return Output{.exit_status = 127, .signal = "", .out = "", .err = "not found"};
    if (words[1] == "-qa") {
        Output all;
        for (const auto& entry : entries)
            all.out += entry + "\n";
        return all;
    }
    if (words[1] == "-q")
        return words[2] == "--whatprovides" ? rpm_provides(std::span(words).subspan(6))
                                            : rpm_q(std::span(words).subspan(5));
    return Output{.exit_status = 1, .signal = "", .out = "", .err = "error: what?"};
}

FakeHost host_with_rpm() {
    FakeHost host;
    host.file("/var/lib/rpm/rpmdb.sqlite", "").commands(answer);
    return host;
}

std::size_t runs_of(const FakeHost& host, std::string_view line) {
    return static_cast<std::size_t>(std::ranges::count_if(
        host.asked(), [&](const std::string& question) { return question.starts_with(line); }
    ));
}

const std::string installed_by_dnf =
    "dnf -q --cacheonly --disablerepo=* repoquery --installed --queryformat "
    "%{name}\\t%{arch}\\t%{epoch}\\t%{version}\\t%{release}\\t%{reason}\\t%{from_repo}\\n";
const std::string offered_by_dnf =
    "dnf -q --cacheonly --setopt=*.skip_if_unavailable=0 repoquery --queryformat "
    "%{name}\\t%{arch}\\t%{epoch}\\t%{version}\\t%{release}\\n";

/// dnf 4 puts an empty line behind each of ours.
FakeHost host_with_dnf() {
    auto host = host_with_rpm();
    host.command(
            installed_by_dnf,
            "nginx\tx86_64\t1\t1.22.1\t9.el9\tuser\tappstream\n\n"
            "glibc\tx86_64\t0\t2.34\t60.el9\tdependency\tbaseos\n\n"
            "glibc\ti686\t0\t2.34\t60.el9\tWeak Dependency\t<unknown>\n\n"
            "beta\tnoarch\t0\t1.0~rc1\t1\tuser\t@commandline\n\n"
    )
        .file("/var/cache/dnf/base.solv", "")
        .command(
            offered_by_dnf + " nginx",
            "nginx\tx86_64\t1\t1.22.1\t9.el9\n\nnginx\tx86_64\t1\t1.24.0\t1.el9\n\n"
            "nginx\tsrc\t1\t9.9\t1\n\n"
        )
        .command(offered_by_dnf + " beta", "");
    return host;
}

}  // namespace

TEST_CASE("rpm is asked once for all names, and its answers count by the very name") {
    auto host = host_with_rpm();
    std::vector<Fact> facts;
    for (int i = 0; i < 400; ++i)
        facts.push_back(package("p" + std::to_string(i), "installed"));
    facts.push_back(package("nginx", "version"));
    facts.push_back(package("glibc-2.34", "installed"));

    const auto findings = gather(host, package_resources(), facts, fedora());

    CHECK(host.exchanges() == 1);
    CHECK(runs_of(host, "run rpm") == 1);
    CHECK(shown(findings[0]) == "absent");
    CHECK(shown(findings[400]) == "1:1.22.1-9.el9");
    CHECK(shown(findings[401]) == "absent");
}

TEST_CASE("400 packages of rpm with versions: one database read") {
    FakeHost host;
    host.file("/usr/lib/sysimage/rpm/Packages.db", "").commands([](const Command& command) {
        Output output;
        for (const auto& name : std::span(command.words).subspan(5))
            output.out += name + "\tnoarch\t\t1." + name.substr(1) + "\t1\n";
        return Answer(output);
    });
    std::vector<Fact> facts;
    for (int i = 0; i < 400; ++i)
        facts.push_back(package("p" + std::to_string(i), "version"));

    const auto findings = gather(host, package_resources(), facts, fedora());

    CHECK(shown(findings[399]) == "1.399-1");
    CHECK(host.exchanges() == 1);
    CHECK(runs_of(host, "run ") == 1);
}

TEST_CASE("rpm's packages have all that a package has") {
    const std::vector<std::pair<Fact, std::string>> expected = {
        {package("nginx", "installed"), "true"},
        {package("nginx", "upstream_version"), "1.22.1"},
        {package("nginx", "release"), R"("9.el9")"},
        {package("nginx", "state"), R"("installed")"},
        {package("nosuch", "state"), "absent"},
        {package("nosuch", "version"), "absent"},
        {package("nginx", "architecture"), R"("x86_64")"},
        {package("glibc", "architectures"), R"(["i686", "x86_64"])"},
        {package("glibc:i686", "architecture"), R"("i686")"},
        {package("glibc:aarch64", "installed"), "absent"},
        {package("kernel", "version"), "5.14.0-284.el9"},
        {package("kernel", "versions"), "[5.14.0-284.el9, 5.14.0-70.el9]"},
        {package("beta", "version"), "1.0~rc1-1"},
        {package("gpg-pubkey", "installed"), "true"},
        {package("gpg-pubkey", "architecture"), "not set"},
        {package("nginx", "provided"), "true"},
        {package("webserver", "provided"), "true"},
        {package("webserver", "installed"), "absent"},
        {package("libssl.so.3()(64bit)", "provided"), "true"},
        {package("nosuch", "provided"), "absent"},
    };
    for (const auto& [fact, value] : expected) {
        auto host = host_with_rpm();
        INFO(describe(fact));
        CHECK(found(host, fact) == value);
        CHECK(host.exchanges() == 1);
    }
}

TEST_CASE("2:1.0 and 1.0~rc1 compare as rpm compares them") {
    const auto newer = [](std::string_view left, std::string_view right) {
        return compare_versions(VersionOrder::rpm, left, right) > 0;
    };

    CHECK(newer("2:1.0", "3.5"));
    CHECK(newer("1.0", "1.0~rc1"));
}

TEST_CASE("a pattern, an option or code is no package of rpm") {
    for (const auto* name :
         {"*", "ngin?", "-a", "--eval", "a b", "nginx;id", "$(id)", "a\nb", "/bin/sh"}) {
        auto host = host_with_rpm();
        INFO(name);
        CHECK(found(host, name, "installed") == "absent");
        CHECK(found(host, name, "provided") == "absent");
        CHECK(found(host, name, "candidate") == "absent");
        CHECK(found(host, name, "intact") == "absent");
        CHECK(
            runs_of(host, "run ")
            == (std::string_view(name) == "nginx;id" or std::string_view(name) == "$(id)" ? 1 : 0)
        );
    }
}

TEST_CASE("rpm's tool or database missing is no missing package") {
    FakeHost no_tool;
    no_tool.file("/var/lib/rpm/Packages", "");
    FakeHost no_database;
    no_database.commands(answer);
    FakeHost troubled;
    troubled.file("/var/lib/rpm/rpmdb.sqlite", "").commands([](const Command&) {
        return Answer(Output{
            .exit_status = 1,
            .signal = "",
            .out = "package nginx is not installed\n",
            .err = "error: cannot open Packages database in /var/lib/rpm\n"});
    });
    FakeHost silent;
    silent.file("/var/lib/rpm/rpmdb.sqlite", "").commands([](const Command&) {
        return Answer(Output{});
    });

    for (const auto* attribute : {"installed", "version", "provided", "state"}) {
        CHECK(found(no_tool, "nginx", attribute) == "cannot tell: rpm is not there");
        CHECK(
            found(no_database, "nginx", attribute)
            == "cannot tell: there is no rpm database in /var/lib/rpm or /usr/lib/sysimage/rpm"
        );
        CHECK(found(troubled, "nginx", attribute).starts_with("cannot tell: rpm -q"));
        CHECK(found(silent, "nginx", attribute).starts_with("cannot tell: rpm -q"));
    }
}

TEST_CASE("where rpm is not at home it is not started before there is a database") {
    FakeHost host;
    host.commands(answer);

    const auto value = tests::found(
        host, package_resources(), narrowed("by", {Value("rpm")}, package("nginx", "installed"))
    );

    CHECK(
        value == "cannot tell: there is no rpm database in /var/lib/rpm or /usr/lib/sysimage/rpm"
    );
    CHECK(runs_of(host, "run ") == 0);
}

TEST_CASE("rpm's comparison leaves out configuration and ghosts") {
    auto host = host_with_rpm();
    const std::string verify = "rpm --verify --nodeps --noscripts --nomtime -- ";
    const auto differs = [&](const std::string& name, std::string report) {
        host.command(verify + name, std::move(report), 1);
    };
    differs("nginx", "S.5......  c /etc/nginx.conf\nmissing   c /etc/x\n.M.......  g /var/log/x\n");
    differs("kernel", "S.5......    /boot/a b\nmissing     /boot/c\n");
    differs("beta", "..?......    /usr/bin/beta\nmissing     /root/x (Permission denied)\n");
    host.command(verify + "glibc.i686", "").command(verify + "glibc", "who knows\n", 1);

    CHECK(found(host, "nginx", "intact") == "true");
    CHECK(found(host, "kernel", "intact") == "false");
    CHECK(found(host, "kernel", "modified_files") == R"(["/boot/a b", "/boot/c"])");
    CHECK(
        found(host, "beta", "intact") == "cannot tell: permission denied comparing /usr/bin/beta"
    );
    CHECK(found(host, "glibc:i686", "intact") == "true");
    CHECK(found(host, "glibc", "intact") == R"(cannot tell: rpm --verify answered "who knows")");
    CHECK(found(host, "nosuch", "intact") == "absent");
}

TEST_CASE("dnf tells why a package came, and from where") {
    auto host = host_with_dnf();

    CHECK(found(host, "nginx", "automatic") == "false");
    CHECK(found(host, "glibc", "automatic") == "true");
    CHECK(found(host, "gpg-pubkey", "automatic") == "false");
    CHECK(found(host, "nosuch", "automatic") == "absent");
    CHECK(found(host, "nginx", "repository") == R"("appstream")");
    CHECK(found(host, "nginx", "candidate") == "1:1.24.0-1.el9");
    CHECK(found(host, "nginx", "upgradable") == "true");
    CHECK(found(host, "beta", "candidate") == "not set");
    CHECK(found(host, "beta", "upgradable") == "false");
    CHECK(found(host, "nosuch", "candidate") == "absent");
}

TEST_CASE("without dnf or its metadata nobody tells what is offered") {
    auto no_dnf = host_with_rpm();
    no_dnf.file("/var/cache/dnf/base.solv", "");
    auto no_cache = host_with_dnf();
    no_cache.command(
        offered_by_dnf + " nginx",
        Output{
            .exit_status = 1,
            .signal = "",
            .out = "",
            .err = "Error: Cache-only enabled but no cache for 'base'\n"}
    );

    CHECK(found(no_dnf, "nginx", "automatic") == "cannot tell: dnf is not there");
    CHECK(found(no_dnf, "nginx", "candidate") == "cannot tell: dnf is not there");
    for (const auto* attribute : {"candidate", "upgradable", "repository"})
        CHECK(
            found(no_cache, "nginx", attribute)
            == "cannot tell: dnf has not the metadata of all its repositories in its cache"
        );
}

TEST_CASE("versionlock of dnf 4 and of dnf 5 holds a package") {
    auto four = host_with_rpm();
    four.file(
        "/etc/dnf/plugins/versionlock.list",
        "# Added locks\nnginx-1:1.22.1-9.el9.*\n!glibc-0:2.34-60.el9.*\nkern*\n"
    );
    auto off = host_with_rpm();
    off.file("/etc/dnf/plugins/versionlock.list", "nginx-1:1.22.1-9.el9.*\n")
        .file("/etc/dnf/plugins/versionlock.conf", "[main]\nenabled = 0\n");
    auto five = host_with_rpm();
    five.file(
        "/etc/dnf/versionlock.toml",
        "version = \"1.0\"\n[[packages]]\nname = \"nginx\"\n[[packages.conditions]]\n"
        "key = \"evr\"\ncomparator = \"=\"\nvalue = \"1:1.22.1-9.el9\"\n"
    );
    auto denied = host_with_rpm();
    denied.file("/etc/dnf/versionlock.toml", "").denied("/etc/dnf/versionlock.toml");

    CHECK(found(four, "nginx", "held") == "true");
    CHECK(found(four, "kernel", "held") == "true");
    CHECK(found(four, "glibc", "held") == "false");
    CHECK(found(four, "nosuch", "held") == "absent");
    CHECK(found(off, "nginx", "held") == "false");
    CHECK(found(five, "nginx", "held") == "true");
    CHECK(found(five, "glibc", "held") == "false");
    CHECK(found(denied, "nginx", "held").starts_with("cannot tell: permission denied"));
}

TEST_CASE("zypper keeps locks and what came by itself, and tells what is offered") {
    auto host = host_with_rpm();
    const std::string search = "zypper --non-interactive --no-refresh --xmlout search --details "
                               "--match-exact --type package ";
    host.file("/var/lib/zypp/AutoInstalled", "# generated\nglibc\n#\n")
        .file(
            "/etc/zypp/locks",
            "\ntype: package\nmatch_type: glob\ncase_sensitive: on\nsolvable_name: kern*\n\n"
        )
        .file("/etc/zypp/repos.d/base.repo", "[base]\nenabled=1\n[off]\nenabled=0\n")
        .file("/var/cache/zypp/solv/base/solv", "")
        .command(
            search + "nginx",
            "<stream>\n<solvable status=\"other-version\" name=\"nginx\" kind=\"package\" "
            "edition=\"1:1.24-1\" arch=\"x86_64\" repository=\"upd &amp; co\"/>\n"
            "<solvable status=\"installed\" name=\"nginx\" kind=\"package\" "
            "edition=\"1:1.22.1-9.el9\" arch=\"x86_64\" repository=\"base\"/>\n</stream>\n"
        )
        .command(search + "glibc", "<stream>\n</stream>\n", 104);
    const auto told = [&](const char* name, const char* attribute) {
        return found(host, package(name, attribute), suse());
    };

    CHECK(told("glibc", "automatic") == "true");
    CHECK(told("nginx", "automatic") == "false");
    CHECK(told("kernel", "held") == "true");
    CHECK(told("nginx", "held") == "false");
    CHECK(told("nginx", "candidate") == "1:1.24-1");
    CHECK(told("nginx", "upgradable") == "true");
    CHECK(told("nginx", "repository") == R"("base")");
    CHECK(told("glibc", "candidate") == "not set");
    CHECK(told("kernel", "candidate") == "cannot tell: zypper is not there");
    CHECK(told("nosuch", "held") == "absent");
}

TEST_CASE("zypper is not started where it would fetch metadata") {
    auto host = host_with_rpm();
    host.file("/var/cache/zypp/solv/@System/solv", "")
        .file("/etc/zypp/locks", "type: package\nmatch_type: regex\nsolvable_name: ^k\n");
    const auto told = [&](const char* attribute) {
        return found(host, package("nginx", attribute), suse());
    };

    CHECK(
        told("candidate") == "cannot tell: zypper has no enabled repository in /etc/zypp/repos.d"
    );
    host.file("/etc/zypp/repos.d/base.repo", "[base]\nname=b\n");
    CHECK(
        told("candidate")
        == R"(cannot tell: zypper has not the metadata of the repository "base" in its cache)"
    );
    CHECK(runs_of(host, "run zypper") == 0);
    CHECK(told("held") == R"(cannot tell: /etc/zypp/locks has the lock "^k" of type "regex")");
}

TEST_CASE("rpm tells of the neighbour of a package that is not there") {
    auto host = host_with_rpm();

    const auto finding =
        gather(host, package_resources(), {package("nginx-mod-stream", "installed")}, fedora())
            .at(0);

    CHECK(
        std::get<Value>(finding.found).remark
        == "no package nginx-mod-stream; installed: nginx 1:1.22.1-9.el9"
    );
}
