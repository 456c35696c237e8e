// Packages that the real rpm installed into a root of the test's own: an image of that root says the same without rpm.

#include "framework/backend/image/image_backend.hpp"
#include "framework/backend/image/root_folder.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/sqlite/sqlite.hpp"
#include "tests/support/ndb_bytes.hpp"
#include "tests/support/package_worlds.hpp"

using namespace muster;
using namespace muster::tests;
using Catch::Contains;

namespace {

const Platform rhel = of_family("rhel");

std::string image_tells(const RpmWorld& world, const char* name, const char* attribute) {
    ImageBackend image(std::make_unique<RootFolder>(world.root()));
    return told(image, rhel, name, attribute);
}

std::string names_in_image(const RpmWorld& world) {
    ImageBackend image(std::make_unique<RootFolder>(world.root()));
    return found(image, package_resources(), {{"packages", {}}, "names"}, rhel);
}

bool can_build() {
    return have({"rpm", "rpmbuild"});
}

/// A world with nginx of one version and nginx-core of another.
class InstalledWorld : public RpmWorld {
public:
    InstalledWorld() { install({"nginx-1.22.1", "nginx-core-1.24.0"}); }
};

constexpr const char* database = "/var/lib/rpm/rpmdb.sqlite";

}  // namespace

TEST_CASE("of an image rpm's database says what rpm would say") {
    if (not can_build())
        return;
    const InstalledWorld world;
    auto host = world.host();
    for (const auto* name :
         {"nginx", "nginx-core", "nginx:noarch", "nginx:i686", "webserver", "nosuch"}) {
        for (const auto* attribute :
             {"installed", "version", "upstream_version", "release", "architecture", "provided"}) {
            INFO(name << " " << attribute);
            CHECK(image_tells(world, name, attribute) == told(host, rhel, name, attribute));
        }
    }
    CHECK(image_tells(world, "nginx", "version") == "1:1.22.1-9.el9");
    CHECK(
        names_in_image(world) == found(host, package_resources(), {{"packages", {}}, "names"}, rhel)
    );
}

TEST_CASE("of an image is told what rpm --verify would say, whatever is broken") {
    if (not can_build())
        return;
    const InstalledWorld world;
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
        CHECK(image_tells(world, "nginx", "modified_files") == modified);
        CHECK(told(host, rhel, "nginx", "modified_files") == modified);
        CHECK(image_tells(world, "nginx-core", "intact") == "true");
    }
    world.does("rm " + world.root() + "/usr/bin/core");
    CHECK(image_tells(world, "nginx-core", "modified_files") == R"(["/usr/bin/core"])");
}

TEST_CASE("a damaged database of rpm cannot be told, and never means that nothing is installed") {
    if (not can_build())
        return;
    const InstalledWorld world;
    const auto bytes = read_file(world.root() + database).value();
    const auto write = [&](const std::string& ending, const std::string& content) {
        world.folder().write(std::string("root") + database + ending, content);
    };
    const auto why = [&] { return image_tells(world, "nginx", "installed"); };
    write("-wal", "x");
    CHECK_THAT(why(), Contains("cannot tell: rpmdb.sqlite has a log of changes beside it"));
    write("-wal", "");
    write("", bytes.substr(0, bytes.size() / 2));
    CHECK_THAT(why(), Contains("rpmdb.sqlite cannot be read: database disk image is malformed"));
    write("", "no database at all");
    CHECK_THAT(why(), Contains("cannot tell: rpmdb.sqlite cannot be read: file is not a database"));
    REQUIRE(::unlink((world.root() + database).c_str()) == 0);
    CHECK_THAT(
        why(), Contains("cannot tell: only rpmdb.sqlite and Packages.db are read in an image")
    );
}

TEST_CASE("packages in the database of SUSE's rpm are those of the other one") {
    if (not can_build())
        return;
    const InstalledWorld world;
    std::vector<std::string> headers;
    query_database(
        read_file(world.root() + database).value(),
        "SELECT blob FROM Packages",
        [&](std::string_view header) { headers.emplace_back(header); }
    );
    REQUIRE(::unlink((world.root() + database).c_str()) == 0);
    world.folder().write("root/var/lib/rpm/Packages.db", ndb_of(headers));
    CHECK(image_tells(world, "nginx", "version") == "1:1.22.1-9.el9");
    CHECK(image_tells(world, "nginx-core", "intact") == "true");
    CHECK(names_in_image(world) == R"(["nginx", "nginx-core"])");
}
