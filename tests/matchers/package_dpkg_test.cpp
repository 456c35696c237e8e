// Packages that the real dpkg installed into a root of the test's own: what it says of their files, and that an image
// of that root says the same without it.

#include "framework/backend/image/image_backend.hpp"
#include "framework/backend/image/root_folder.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/dpkg.hpp"
#include "framework/platform/dpkg_files.hpp"
#include "framework/platform/dpkg_status.hpp"
#include "tests/framework/backend/local/public_folder.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

namespace muster {
std::span<const Resource> file_resources();
std::span<const Resource> package_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;
using Catch::Contains;

namespace {

/// A root in which dpkg knows a package `tool`, and one for each architecture, `library`.
class DpkgRoot {
public:
    DpkgRoot() {
        for (const auto* const folder : {"root/var/lib/dpkg/info", "root/var/lib/dpkg/updates"})
            (void)world_.folder(folder);
        (void)world_.file("root/var/lib/dpkg/status", "");
        build(
            "tool",
            "all",
            "Multi-Arch: foreign\n",
            {"usr/bin/tool", "usr/share/tool/a b", "etc/tool.conf"}
        );
        build("library", architecture(), "Multi-Arch: same\n", {"usr/lib/library.so"});
        does(fmt::format(
            "dpkg --root={0} --force-all --log=/dev/null -i {1}/tool.deb {1}/library.deb",
            root(),
            world_.path()
        ));
    }

    std::string root() const { return world_ / "root"; }
    std::string operator/(const std::string& path) const { return root() + path; }
    static void does(const std::string& line) {
        const auto run = run_tool(line);
        INFO(line << '\n' << run.output);
        REQUIRE(run.exit_status == 0);
    }
    /// What the image says.
    std::string of(const std::span<const Resource> resources, const Fact& fact) const {
        ImageBackend image(std::make_unique<RootFolder>(root()));
        return found(image, resources, fact);
    }
    std::string package(const std::string& name, const std::string& attribute) const {
        return of(package_resources(), fact("package", name, attribute));
    }
    std::string file(const std::string& path, const std::string& attribute) const {
        return of(file_resources(), fact("file", path, attribute));
    }
    /// What dpkg says: `modified_files` of its report.
    std::string verified(const std::string& package) const {
        const auto run = run_tool(fmt::format("dpkg --root={} --verify {}", root(), package));
        auto files = parse_dpkg_verify(run.output).modified;
        std::ranges::sort(files);
        return to_text(files);
    }
    static std::string to_text(const std::vector<std::string>& files) {
        std::vector<std::string> all;
        for (const auto& file : files)
            all.push_back('"' + file + '"');
        return "[" + join(all, ", ") + "]";
    }

private:
    static std::string architecture() {
        return std::string(trimmed(run_tool("dpkg --print-architecture").output));
    }
    void build(
        const std::string& name,
        const std::string& architecture,
        const std::string& more,
        const std::vector<std::string>& files
    ) const {
        (void)world_.folder(name + "/DEBIAN");
        (void)world_.file(
            name + "/DEBIAN/control",
            fmt::format(
                "Package: {}\nVersion: 1\nArchitecture: {}\nMaintainer: x <x@example.org>\n"
                "Description: x\n{}",
                name,
                architecture,
                more
            )
        );
        for (const auto& file : files) {
            (void)world_.folder(name + "/" + file.substr(0, file.rfind('/')));
            (void)world_.file(name + "/" + file, file);
        }
        if (name == "tool") {
            (void)world_.file(name + "/DEBIAN/conffiles", "/etc/tool.conf\n");
            (void)world_.link(name + "/usr/bin/alias", "tool");
        }
        does(fmt::format(
            "cd {0}/{1} && find usr -type f | LC_ALL=C sort | xargs -d '\\n' md5sum > "
            "DEBIAN/md5sums && "
            "dpkg-deb --root-owner-group -b . ../{1}.deb",
            world_.path(),
            name
        ));
    }

    PublicFolder world_;
};

bool can_install() {
    if (::geteuid() == 0 and has_tool("dpkg") and has_tool("dpkg-deb"))
        return true;
    skip("no dpkg here, or not root");
    return false;
}

}  // namespace

TEST_CASE("of an image is told which package brought a file, and whether it is as packaged") {
    if (not can_install())
        return;
    const DpkgRoot root;
    CHECK(root.file("/usr/bin/tool", "package") == "\"tool\"");
    CHECK(root.file("/usr/bin/alias", "package") == "\"tool\"");
    CHECK(root.file("/usr/lib/library.so", "package") == "\"library\"");
    CHECK(root.file("/usr/share/tool/a b", "as_packaged") == "true");
    CHECK(root.file("/etc/tool.conf", "as_packaged") == "true");
    CHECK(root.file("/usr/bin", "package") == "\"tool\"");
    CHECK(root.file("/var/lib/dpkg/status", "package") == "not set");
    CHECK(root.file("/nothing", "package") == "absent");

    write_file(root / "/usr/share/tool/a b", "changed");
    write_file(root / "/etc/tool.conf", "changed");
    CHECK(root.file("/usr/share/tool/a b", "as_packaged") == "false");
    CHECK(root.file("/etc/tool.conf", "as_packaged") == "false");
}

TEST_CASE("of an image is told what dpkg --verify would say") {
    if (not can_install())
        return;
    const DpkgRoot root;
    for (const auto* const name : {"tool", "library"}) {
        CHECK(root.package(name, "intact") == "true");
        CHECK(root.package(name, "modified_files") == "[]");
        CHECK(root.verified(name) == "[]");
    }
    CHECK(root.package("nosuch", "intact") == "absent");

    write_file(root / "/usr/bin/tool", "changed");
    write_file(root / "/etc/tool.conf", "changed, as it may be");
    REQUIRE(::unlink((root / "/usr/bin/alias").c_str()) == 0);
    REQUIRE(::unlink((root / "/usr/lib/library.so").c_str()) == 0);
    CHECK(root.package("tool", "modified_files") == R"(["/usr/bin/alias", "/usr/bin/tool"])");
    CHECK(root.package("tool", "intact") == "false");
    CHECK(root.package("library", "modified_files") == R"(["/usr/lib/library.so"])");
    for (const auto* const name : {"tool", "library"})
        CHECK(root.package(name, "modified_files") == root.verified(name));

    // Another package's file stands in its place: its own is elsewhere.
    DpkgRoot::does(fmt::format(
        "dpkg-divert --root={} --quiet --package other --divert '/usr/share/tool/moved' --rename "
        "--add "
        "'/usr/share/tool/a b'",
        root.root()
    ));
    write_file(root / "/usr/share/tool/a b", "of another");
    CHECK(root.file("/usr/share/tool/a b", "as_packaged") == "not set");
    CHECK(root.package("tool", "modified_files") == root.verified("tool"));
    write_file(root / "/usr/share/tool/moved", "changed");
    CHECK(root.package("tool", "modified_files") == root.verified("tool"));
    REQUIRE(::unlink((root / "/usr/share/tool/moved").c_str()) == 0);
    CHECK_THAT(root.package("tool", "modified_files"), Contains("/usr/share/tool/moved"));
    CHECK(root.package("tool", "modified_files") == root.verified("tool"));

    // A link to a file with the same content is not the file.
    DpkgRoot::does(
        "cd " + root.root()
        + "/usr/lib && echo -n usr/lib/library.so >same && ln -s same library.so"
    );
    CHECK(root.package("library", "modified_files") == R"(["/usr/lib/library.so"])");
    CHECK(root.package("library", "modified_files") == root.verified("library"));
}

TEST_CASE("configuration files in dpkg's status") {
    const std::string_view status =
        "Package: a\nStatus: install ok installed\nArchitecture: all\nConffiles:\n /etc/a 1\n "
        "/etc/b c 2 obsolete\nDescription: x\n more\n\nPackage: b\nArchitecture: "
        "amd64\nConffiles:\n "
        "/etc/of-b 3\n";
    CHECK(
        parse_conffiles(dpkg_conffiles_field(status, {"a", ""}))
        == DpkgDigests{{"/etc/a", "1"}, {"/etc/b c", "2"}}
    );
    CHECK(
        parse_conffiles(dpkg_conffiles_field(status, {"b", "amd64"}))
        == DpkgDigests{{"/etc/of-b", "3"}}
    );
    CHECK(dpkg_conffiles_field(status, {"b", "i386"}).empty());
    CHECK(dpkg_conffiles_field(status, {"c", ""}).empty());
}
