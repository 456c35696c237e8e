#include "framework/fleet/watch/changed_files.hpp"

#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

using namespace muster;

namespace {

/// A folder of specs, and whether it looks as it did.
struct Specs {
    TemporaryFolder folder;
    std::vector<std::string> paths = {folder.file("specs"), folder.file("watch.yaml")};
    std::string before;

    Specs() {
        (void)folder.write("specs/a.yaml", "a");
        (void)folder.write("specs/roles/b.yaml", "b");
        (void)folder.write("watch.yaml", "c");
        before = look_of_files(paths);
    }
};

}  // namespace

TEST_CASE("files that nobody touches look as they did") {
    Specs specs;
    CHECK(look_of_files(specs.paths) == specs.before);
}

TEST_CASE("a file that is changed, added, replaced or removed is seen, however deep") {
    Specs specs;
    const auto sees = [&] {
        const auto now = look_of_files(specs.paths);
        return std::exchange(specs.before, now) != now;
    };
    (void)specs.folder.write("specs/roles/b.yaml", "longer");
    CHECK(sees());
    (void)specs.folder.write("specs/roles/deeper/c.yaml", "c");
    CHECK(sees());
    std::filesystem::remove(specs.folder.file("specs/a.yaml"));
    CHECK(sees());
    (void)specs.folder.write("other", "d");
    std::filesystem::rename(specs.folder.file("other"), specs.folder.file("watch.yaml"));
    CHECK(sees());
    std::filesystem::remove(specs.folder.file("watch.yaml"));
    CHECK(sees());
    CHECK_FALSE(sees());
}

TEST_CASE("what is hidden is an editor's, or git's") {
    Specs specs;
    (void)specs.folder.write("specs/.a.yaml.swp", "x");
    (void)specs.folder.write("specs/.git/objects/x", "x");
    CHECK(look_of_files(specs.paths) == specs.before);
}

TEST_CASE("a folder that may not be read hides none of the others") {
    if (::geteuid() == 0) {
        WARN("root may read everything: not tried");
        return;
    }
    Specs specs;
    (void)specs.folder.write("specs/closed/x.yaml", "x");
    (void)::chmod(specs.folder.file("specs/closed").c_str(), 0);
    specs.before = look_of_files(specs.paths);
    (void)specs.folder.write("specs/roles/b.yaml", "longer");
    CHECK(look_of_files(specs.paths) != specs.before);
    (void)::chmod(specs.folder.file("specs/closed").c_str(), 0700);
}
