// Which files are specs, by their names and by what stands in them.
#include "framework/run/spec_files.hpp"

#include "framework/base/error.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

std::vector<std::string> names(const std::vector<SpecFile>& files, const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& file : files)
        names.push_back(file.path.substr(folder.size() + 1) + (file.named ? "" : " (found)"));
    return names;
}

}  // namespace

TEST_CASE("a folder gives its C++ and the YAML that is a spec, sorted, and leaves other YAML alone"
) {
    const TemporaryFolder folder;
    (void)folder.write("web.cpp", "");
    (void)folder.write("below/db.yml", "spec: db\nexpect: []\n");
    (void)folder.write("app.yaml", "---\n---\nspec: app\nexpect: []\n");
    (void)folder.write("common.yaml", "- {package: bash, installed: true}\n");
    (void)folder.write("inventory.yaml", "targets: []\n");
    (void)folder.write("helm.yaml", "a: {{ .Values.a }}\n");
    (void)folder.write("manifest.yaml", "kind: Pod\nspec:\n  containers: []\n");
    (void)folder.write("notes.txt", "");

    const auto found = find_spec_files({folder.path()});

    CHECK(names(found, folder.path()) == std::vector<std::string>{
              "app.yaml (found)",
              "below/db.yml (found)",
              "web.cpp (found)",
          });
}

TEST_CASE("a file that is named is a spec whatever its folder, with the lines that are named") {
    const TemporaryFolder folder;
    const auto web = folder.write("web.yaml", "spec: web\nexpect: []\n");

    const auto of_lines = find_spec_files({web + ":2", web + ":7"});
    const auto of_folder = find_spec_files({folder.path(), web + ":2"});

    REQUIRE(of_lines.size() == 1);
    CHECK(of_lines[0].named);
    CHECK(of_lines[0].lines == std::vector<int>{2, 7});
    REQUIRE(of_folder.size() == 1);
    CHECK(of_folder[0].named);
    CHECK(of_folder[0].lines.empty());  // all of them
}

TEST_CASE("what is no spec is told by its name") {
    const TemporaryFolder folder;
    const auto text = folder.write("notes.txt", "");
    const auto broken = folder.write("broken.yaml", "spec: [\n");

    CHECK_THROWS_WITH(find_spec_files({text}), Catch::Contains("a name ends in .cpp or .yaml"));
    CHECK_THROWS_WITH(
        find_spec_files({folder.path() + "/notes.tx"}),
        Catch::Contains("did you mean \"notes.txt\"?")
    );
    CHECK_THROWS_WITH(find_spec_files({folder.path()}), Catch::Contains(broken + ":2"));
}
