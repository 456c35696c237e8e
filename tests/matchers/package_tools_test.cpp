// Packages that the real rpm, dnf, zypper and pacman of this machine installed into a root of the test's own,
// and what they say of them. The packages are built here, too: nothing is fetched.

#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/package_worlds.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <array>

using namespace muster;
using namespace muster::tests;
using Catch::Contains;

namespace {

/// Of several facts at once, as a suite asks them: name, attribute, value.
using Expected = std::vector<std::array<std::string, 3>>;

void check_all(OtherRoot& host, const Platform& platform, const Expected& expected) {
    std::vector<Fact> facts;
    for (const auto& [name, attribute, value] : expected)
        facts.push_back(fact("package", name, attribute));
    const auto findings = gather(host, package_resources(), facts, platform);
    for (std::size_t i = 0; i < facts.size(); ++i) {
        INFO(describe(facts[i]));
        CHECK(shown(findings[i]) == expected[i][2]);
    }
}

}  // namespace

TEST_CASE("the real rpm is understood") {
    if (not have({"rpm", "rpmbuild"}))
        return;
    const RpmWorld world;
    world.install({"nginx-1.22.1", "nginx-core-1.24.0"});
    auto host = world.host();
    const auto tells = [&](std::string name, std::string attribute) {
        return told(host, of_family("rhel"), std::move(name), std::move(attribute));
    };

    CHECK(tells("nginx", "installed") == "true");
    CHECK(tells("nginx", "version") == "1:1.22.1-9.el9");
    CHECK(tells("nginx", "upstream_version") == "1.22.1");
    CHECK(tells("nginx", "release") == R"("9.el9")");
    CHECK(tells("nginx", "architecture") == R"("noarch")");
    CHECK(tells("nginx:noarch", "installed") == "true");
    CHECK(tells("nginx:i686", "installed") == "absent");
    // rpm itself would answer for these
    CHECK(tells("nginx-1.22.1", "installed") == "absent");
    CHECK(tells("nginx.noarch", "installed") == "absent");
    CHECK(tells("nosuch", "installed") == "absent");
    CHECK(tells("webserver", "installed") == "absent");
    CHECK(tells("webserver", "provided") == "true");
    CHECK(tells("nosuch", "provided") == "absent");
    CHECK(tells("nginx", "intact") == "true");
    CHECK(
        found(host, package_resources(), {{"packages", {}}, "names"}, of_family("rhel"))
        == R"(["nginx", "nginx-core"])"
    );

    world.folder().write("root/usr/bin/nginx", "changed");
    world.folder().write("root/etc/nginx.conf", "mine");
    CHECK(::unlink((world.root() + "/usr/bin/core").c_str()) == 0);

    CHECK(tells("nginx", "intact") == "false");
    CHECK(tells("nginx", "modified_files") == R"(["/usr/bin/nginx"])");
    CHECK(tells("nginx-core", "modified_files") == R"(["/usr/bin/core"])");
}

TEST_CASE("a neighbour is told of by the real rpm in the exchange that misses") {
    if (not have({"rpm", "rpmbuild"}))
        return;
    const RpmWorld world;
    world.does(fmt::format("rpm --root {} -i {}", world.root(), world.package("nginx-core-1.24.0"))
    );
    auto host = world.host();

    const auto finding = gather(
        host,
        package_resources(),
        {fact("package", "nginx-core-extra", "installed")},
        of_family("rhel")
    );

    CHECK(
        std::get<Value>(finding.at(0).found).remark
        == "no package nginx-core-extra; installed: nginx-core 1:1.24.0-9.el9"
    );
}

TEST_CASE("the real dnf tells reasons, origins and offers of its cache alone") {
    if (not have({"rpm", "rpmbuild", "dnf", "createrepo_c"}))
        return;
    const RpmWorld world;
    world.folder().write(
        "root/repos/base.repo",
        fmt::format(
            "[base]\nname=base\nbaseurl=file://{}/build/RPMS\ngpgcheck=0\n", world.folder().path()
        )
    );
    world.does("createrepo_c -q build/RPMS");
    const auto dnf = fmt::format(
        "dnf -q -y --installroot={0} --releasever=1 --setopt=reposdir={0}/repos ", world.root()
    );
    auto host = world.host();
    const auto tells = [&](std::string name, std::string attribute) {
        return told(host, of_family("rhel"), std::move(name), std::move(attribute));
    };
    world.does("rpm --root " + world.root() + " -i " + world.package("nginx-core-1.22.1"));
    CHECK(
        tells("nginx-core", "candidate")
        == "cannot tell: dnf has not the metadata of all its repositories in its cache"
    );
    world.does("rpm --root " + world.root() + " -e nginx-core");

    world.does(dnf + "install nginx-1.22.1");

    check_all(
        host,
        of_family("rhel"),
        {
            {"nginx", "automatic", "false"},
            {"nginx-core", "automatic", "true"},
            {"nginx", "repository", R"("base")"},
            {"nginx", "candidate", "1:1.24.0-9.el9"},
            {"nginx", "upgradable", "true"},
            {"nginx-core", "upgradable", "false"},
            {"nginx", "held", "false"},
        }
    );
}

TEST_CASE("the real zypper keeps locks, and tells offers of its cache alone") {
    if (not have({"rpm", "rpmbuild", "zypper", "createrepo_c"}))
        return;
    const RpmWorld world;
    world.does("createrepo_c -q build/RPMS");
    const auto zypper =
        fmt::format("zypper --root {} --non-interactive --no-gpg-checks ", world.root());
    world.does(fmt::format(
        "rpm --root {} -i {} {}",
        world.root(),
        world.package("nginx-1.22.1"),
        world.package("nginx-core-1.24.0")
    ));
    auto host = world.host();
    const auto tells = [&](std::string name, std::string attribute) {
        return told(host, of_family("suse"), std::move(name), std::move(attribute));
    };
    CHECK(
        tells("nginx", "candidate")
        == "cannot tell: zypper has no enabled repository in /etc/zypp/repos.d"
    );

    world.does(zypper + "addrepo file://$PWD/build/RPMS base");
    world.does(zypper + "refresh");
    world.does(zypper + "addlock 'nginx-c*'");
    world.folder().write("root/var/lib/zypp/AutoInstalled", "nginx-core\n");

    check_all(
        host,
        of_family("suse"),
        {
            {"nginx", "candidate", "1:1.24.0-9.el9"},
            {"nginx", "upgradable", "true"},
            {"nginx", "repository", R"("base")"},
            {"nginx-core", "upgradable", "false"},
            {"nginx-core", "held", "true"},
            {"nginx", "held", "false"},
            {"nginx-core", "automatic", "true"},
        }
    );
}

TEST_CASE("the real pacman is understood") {
    if (not have({"pacman", "repo-add", "bsdtar"}))
        return;
    const TemporaryFolder folder;
    const auto root = folder.path() + "/root";
    folder.write(
        "root/etc/pacman.conf",
        "[options]\nSigLevel = Never\nIgnorePkg = al*\n[core]\nServer = file:///x\n"
    );
    folder.write("root/var/lib/pacman/sync/.keep", "");
    folder.write("root/var/cache/pacman/pkg/.keep", "");
    const auto build = [&](const std::string& name,
                           const std::string& version,
                           const std::string& more) {
        const auto file = fmt::format("{}/root/{}-{}-any.pkg.tar.gz", folder.path(), name, version);
        folder.write(name + "/usr/bin/" + name, "x");
        folder.write(name + "/etc/" + name + ".conf", "x");
        folder.write(
            name + "/.PKGINFO",
            fmt::format(
                "pkgname = {0}\npkgbase = {0}\npkgver = {1}\narch = any\nbuilddate = 1\nsize = 1\n"
                "backup = etc/{0}.conf\n{2}\n",
                name,
                version,
                more
            )
        );
        const auto run = run_tool(fmt::format(
            "cd {}/{} && bsdtar -czf .MTREE --format=mtree "
            "--options='!all,use-set,type,uid,gid,mode,time,size,md5,sha256,link' .PKGINFO usr etc "
            "&& "
            "bsdtar -czf {} .PKGINFO .MTREE usr etc",
            folder.path(),
            name,
            file
        ));
        INFO(run.output);
        REQUIRE(run.exit_status == 0);
        return file.substr(root.size());
    };
    const auto does = [&](const std::string& line) {
        const auto run = run_tool(line);
        INFO(line << '\n' << run.output);
        REQUIRE(run.exit_status == 0);
    };
    const auto pacman = "pacman --sysroot " + root + " --noconfirm ";
    does(pacman + "-U " + build("alpha", "1.0-1", "provides = web=2"));
    does(pacman + "-U --asdeps " + build("beta", "2:3.1-4", ""));
    OtherRoot host(root, folder.path());
    const auto tells = [&](std::string name, std::string attribute) {
        return told(host, of_family("arch"), std::move(name), std::move(attribute));
    };
    CHECK(
        tells("alpha", "candidate") == "cannot tell: pacman has no database in /var/lib/pacman/sync"
    );
    const auto newer = build("alpha", "1.1-1", "provides = web=2");
    does(fmt::format(
        "cd {0} && repo-add -q core.db.tar.gz root{1} && cp core.db.tar.gz "
        "root/var/lib/pacman/sync/core.db",
        folder.path(),
        newer
    ));

    CHECK(tells("alpha", "version") == "1.0-1");
    CHECK(tells("beta", "version") == "2:3.1-4");
    CHECK(tells("web", "installed") == "absent");
    CHECK(tells("web", "provided") == "true");
    CHECK(tells("alpha", "automatic") == "false");
    CHECK(tells("beta", "automatic") == "true");
    CHECK(tells("alpha", "held") == "true");
    CHECK(tells("beta", "held") == "false");
    CHECK(tells("alpha", "candidate") == "1.1-1");
    CHECK(tells("alpha", "upgradable") == "true");
    CHECK(tells("alpha", "repository") == "not set");
    CHECK(tells("beta", "candidate") == "not set");
    CHECK(tells("alpha", "intact") == "true");

    folder.write("root/usr/bin/alpha", "changed");
    folder.write("root/etc/alpha.conf", "mine");

    CHECK(tells("alpha", "intact") == "false");
    CHECK(tells("alpha", "modified_files") == R"(["/usr/bin/alpha"])");
    CHECK(
        found(host, package_resources(), {{"packages", {}}, "names"}, of_family("arch"))
        == R"(["alpha", "beta"])"
    );
}
