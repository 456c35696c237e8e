// Packages that the real rpm, dnf, zypper and pacman of this machine installed into a root of the test's own,
// and what they say of them. The packages are built here, too: nothing is fetched.

#include "framework/backend/image/image_backend.hpp"
#include "framework/backend/image/root_folder.hpp"
#include "framework/backend/local/local_backend.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/sqlite/sqlite.hpp"
#include "framework/base/text.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/ndb_bytes.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <array>

namespace muster {
std::span<const Resource> package_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;
using Catch::Contains;

namespace {

/// This machine's tools over another root: each has an option for it. Debian keeps rpm's database in the home
/// of whoever asks, so a home of the test's own says where it lies elsewhere.
class OtherRoot : public LocalBackend {
public:
    OtherRoot(std::string root, std::string home)
        : root_(std::move(root)), home_(std::move(home)) {}

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override {
        std::vector<Question> moved;
        for (const auto& question : batch)
            moved.push_back(std::visit([&](auto q) { return in_root(std::move(q)); }, question));
        auto answers = LocalBackend::exchange(moved, deadline);
        for (auto& answer : answers)
            out_of_root(answer);
        return answers;
    }

private:
    template<class Q>
    Question in_root(Q question) {
        if constexpr (requires { question.path; })
            question.path = root_ + question.path;
        if constexpr (requires { question.pattern; })
            question.pattern = root_ + question.pattern;
        return question;
    }
    Question in_root(Run run) {
        const std::map<std::string, std::vector<std::string>> options = {
            {"rpm", {"--root", root_}},
            {"dnf",
             {"--installroot=" + root_, "--releasever=1", "--setopt=reposdir=" + root_ + "/repos"}},
            {"zypper", {"--root", root_}},
            {"pacman", {"--sysroot", root_}}};
        auto& words = run.command.words;
        if (const auto found = options.find(words[0]); found != options.end())
            words.insert(words.begin() + 1, found->second.begin(), found->second.end());
        run.command.environment.emplace_back("HOME", home_);
        return run;
    }

    /// Paths that were found are told as a host of its own would tell them.
    void out_of_root(Answer& answer) const {
        const auto strip = [&](std::string& path) {
            if (path.starts_with(root_))
                path.erase(0, root_.size());
        };
        if (auto* names = std::get_if<std::optional<Names>>(&answer); names != nullptr and *names)
            std::ranges::for_each((*names)->names, strip);
        if (auto* files = std::get_if<std::vector<NamedContent>>(&answer))
            for (auto& file : *files)
                strip(file.path);
    }

    std::string root_;
    std::string home_;
};

constexpr const char* spec = R"(
Name: nginx
Version: {}
Release: 9.el9
Epoch: 1
Summary: x
License: MIT
BuildArch: noarch
Provides: webserver = 2
Requires: nginx-core
%description
x
%package core
Summary: x
%description core
x
%install
mkdir -p %{{buildroot}}/usr/bin %{{buildroot}}/etc %{{buildroot}}/var/log %{{buildroot}}/srv/nginx
echo a > %{{buildroot}}/usr/bin/nginx
echo b > %{{buildroot}}/usr/bin/core
echo c > %{{buildroot}}/etc/nginx.conf
ln -s nginx %{{buildroot}}/usr/bin/alias
%files
/usr/bin/nginx
/usr/bin/alias
%dir /srv/nginx
%config(noreplace) /etc/nginx.conf
%ghost /var/log/nginx.log
%files core
/usr/bin/core
)";

/// Packages nginx 1:1.22.1-9.el9 and 1:1.24.0-9.el9, with nginx-core, and a place to install them to.
class RpmWorld {
public:
    RpmWorld() {
        home_.write(
            "home/.rpmmacros",
            fmt::format("%_dbpath /var/lib/rpm\n%_topdir {}/build\n", home_.path())
        );
        home_.write("root/etc/os-release", "ID=test\nVERSION_ID=1\n");
        for (const auto* version : {"1.22.1", "1.24.0"}) {
            const auto file = home_.write("nginx.spec", fmt::format(fmt::runtime(spec), version));
            does("rpmbuild -bb --quiet " + file);
        }
    }

    std::string root() const { return home_.path() + "/root"; }
    std::string package(const std::string& name) const {
        return home_.path() + "/build/RPMS/noarch/" + name + "-9.el9.noarch.rpm";
    }
    void install(const std::vector<std::string>& names) const {
        auto line = fmt::format("rpm --root {} -i", root());
        for (const auto& name : names)
            line += " " + package(name);
        does(line);
    }
    /// Runs a line with the home of this world.
    void does(const std::string& line) const {
        const auto run =
            run_tool(fmt::format("HOME={0}/home; export HOME; cd {0}; {1}", home_.path(), line));
        INFO(line << '\n' << run.output);
        REQUIRE(run.exit_status == 0);
    }
    OtherRoot host() const { return OtherRoot(root(), home_.path() + "/home"); }
    const TemporaryFolder& folder() const { return home_; }

private:
    TemporaryFolder home_;
};

std::string told(Backend& host, const Platform& platform, std::string name, std::string attribute) {
    return found(
        host, package_resources(), fact("package", std::move(name), std::move(attribute)), platform
    );
}

Platform of_family(std::string family) {
    auto platform = debian();
    platform.family = std::move(family);
    return platform;
}

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

/// Whether all are here; says what is not.
bool have(std::initializer_list<const char*> tools) {
    for (const std::string tool : tools)
        if (not has_tool(tool)) {
            skip("no " + tool + " here");
            return false;
        }
    if (::geteuid() != 0) {
        skip("not root, who alone may install into another root");
        return false;
    }
    return true;
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

namespace {

/// Breaks one thing after the other, and compares what the image says with what `rpm --verify` does.
void verify_as_rpm_does(const RpmWorld& world) {
    const auto rhel = of_family("rhel");
    const std::string nginx = world.root() + "/usr/bin/nginx";
    const std::vector<std::pair<std::string, std::string>> breaks = {
        {"true", "[]"},
        {"mkdir -p " + world.root() + "/var/log; echo x > " + world.root()
             + "/var/log/nginx.log; chown 1:1 " + world.root() + "/var/log/nginx.log",
         "[]"},
        {"mv " + world.root() + "/srv/nginx " + world.root() + "/srv/moved; ln -s moved "
             + world.root() + "/srv/nginx",
         "[]"},
        {"chmod 0700 " + nginx, R"(["/usr/bin/nginx"])"},
        {"chmod 0644 " + nginx + "; chown 1 " + nginx, R"(["/usr/bin/nginx"])"},
        {"chown 0:1 " + nginx, R"(["/usr/bin/nginx"])"},
        {"chown 0:0 " + nginx, "[]"},
        {"touch -d 2001-01-01 " + nginx, "[]"},
        {"echo changed > " + nginx, R"(["/usr/bin/nginx"])"},
        {"ln -sf core " + world.root() + "/usr/bin/alias",
         R"(["/usr/bin/alias", "/usr/bin/nginx"])"},
        {"rm -f " + nginx + "; mkdir " + nginx, R"(["/usr/bin/alias", "/usr/bin/nginx"])"},
        {"rmdir " + nginx, R"(["/usr/bin/alias", "/usr/bin/nginx"])"},
        {"rm " + world.root() + "/etc/nginx.conf", R"(["/usr/bin/alias", "/usr/bin/nginx"])"}};
    for (const auto& [line, modified] : breaks) {
        world.does(line);
        INFO(line);
        auto host = world.host();
        ImageBackend image(std::make_unique<RootFolder>(world.root()));
        CHECK(told(image, rhel, "nginx", "modified_files") == modified);
        CHECK(told(host, rhel, "nginx", "modified_files") == modified);
        CHECK(told(image, rhel, "nginx-core", "intact") == "true");
    }
}

}  // namespace

TEST_CASE("of an image rpm's database says what rpm would say") {
    if (not have({"rpm", "rpmbuild"}))
        return;
    const RpmWorld world;
    world.install({"nginx-1.22.1", "nginx-core-1.24.0"});
    auto host = world.host();
    ImageBackend image(std::make_unique<RootFolder>(world.root()));
    const auto rhel = of_family("rhel");
    for (const auto* name :
         {"nginx", "nginx-core", "nginx:noarch", "nginx:i686", "webserver", "nosuch"}) {
        for (const auto* attribute :
             {"installed", "version", "upstream_version", "release", "architecture", "provided"}) {
            INFO(name << " " << attribute);
            CHECK(told(image, rhel, name, attribute) == told(host, rhel, name, attribute));
        }
    }
    CHECK(told(image, rhel, "nginx", "version") == "1:1.22.1-9.el9");
    const Fact names = {{"packages", {}}, "names"};
    CHECK(
        found(image, package_resources(), names, rhel)
        == found(host, package_resources(), names, rhel)
    );

    verify_as_rpm_does(world);

    const auto database = world.root() + "/var/lib/rpm/rpmdb.sqlite";
    const auto is_told = [&](const std::string& why) {
        ImageBackend again(std::make_unique<RootFolder>(world.root()));
        CHECK_THAT(
            told(again, of_family("rhel"), "nginx", "installed"), Contains("cannot tell: " + why)
        );
    };
    const auto bytes = read_file(database).value();
    world.folder().write("root/var/lib/rpm/rpmdb.sqlite-wal", "x");
    is_told("rpmdb.sqlite has a log of changes beside it");
    world.folder().write("root/var/lib/rpm/rpmdb.sqlite-wal", "");
    world.folder().write("root/var/lib/rpm/rpmdb.sqlite", bytes.substr(0, bytes.size() / 2));
    is_told("rpmdb.sqlite cannot be read: database disk image is malformed");
    world.folder().write("root/var/lib/rpm/rpmdb.sqlite", "no database at all");
    is_told("rpmdb.sqlite cannot be read: file is not a database");
    REQUIRE(::unlink(database.c_str()) == 0);
    is_told("only rpmdb.sqlite and Packages.db are read in an image");

    // As SUSE keeps them; Debian's rpm writes no such file, so the test does.
    std::vector<std::string> headers;
    query_database(bytes, "SELECT blob FROM Packages", [&](std::string_view header) {
        headers.emplace_back(header);
    });
    world.folder().write("root/var/lib/rpm/Packages.db", ndb_of(headers));
    ImageBackend suse(std::make_unique<RootFolder>(world.root()));
    CHECK(told(suse, rhel, "nginx", "version") == "1:1.22.1-9.el9");
    CHECK(told(suse, rhel, "nginx-core", "intact") == "true");
    CHECK(found(suse, package_resources(), names, rhel) == R"(["nginx", "nginx-core"])");
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
