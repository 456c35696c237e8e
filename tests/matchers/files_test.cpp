#include "framework/host/resource.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> files_resources();
std::span<const Resource> file_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

FakeHost host_with_files() {
    FakeHost host;
    host.file("/srv/app/run", "#!/bin/sh\n", 0755)
        .file("/srv/app/.hidden", "")
        .file("/srv/app/open", "x", 0666)
        .file("/srv/su", "1234", 04711)
        .file("/srv/sg", "", 02755)
        .folder("/srv/drop", 0777)
        .folder("/srv/tmp", 01777)
        .link("/srv/fine", "/srv/su")
        .link("/srv/broken", "/none")
        .entry("/srv/alien", {.type = FileType::regular, .permissions = 0600, .uid = 7, .gid = 8})
        .entry("/srv/mnt", {.type = FileType::directory, .permissions = 0755, .device = 9})
        .entry("/srv/mnt/su", {.type = FileType::regular, .permissions = 04755, .device = 9});
    return host;
}

Fact under(std::string folder, std::string attribute) {
    return fact("files_under", std::move(folder), std::move(attribute));
}

Fact matching(std::string glob, std::string attribute) {
    return fact("files", std::move(glob), std::move(attribute));
}

std::string found(FakeHost& host, const Fact& fact) {
    return tests::found(host, files_resources(), fact);
}

std::string why_broken(const Fact& fact) {
    const Vocabulary vocabulary({files_resources()});
    return vocabulary.find(fact.subject.resource)->entry.broken_subject(fact.subject);
}

}  // namespace

TEST_CASE("the sets of a folder are found by one walk each, in one exchange") {
    auto host = host_with_files();
    std::vector<Fact> facts;
    for (const auto* attribute :
         {"world_writable", "unowned", "ungrouped", "setuid", "setgid", "dangling_links", "count"})
        facts.push_back(under("/srv", attribute));

    const auto findings = gather(host, files_resources(), facts);

    CHECK(shown(findings[0]) == R"(["/srv/app/open", "/srv/drop"])");
    CHECK(shown(findings[1]) == R"(["/srv/alien"])");
    CHECK(shown(findings[2]) == R"(["/srv/alien"])");
    CHECK(shown(findings[3]) == R"(["/srv/su"])");
    CHECK(shown(findings[4]) == R"(["/srv/sg"])");
    CHECK(shown(findings[5]) == R"(["/srv/broken"])");
    CHECK(shown(findings[6]) == "12");
    CHECK(host.exchanges() == 1);
}

TEST_CASE("of a folder that is not there the sets are empty, and say so") {
    auto host = host_with_files();

    const auto findings = gather(
        host,
        files_resources(),
        {under("/typo", "unowned"), under("/srv/mnt", "unowned"), matching("/typo/*", "paths")}
    );

    CHECK(shown(findings[0]) == "[]");
    CHECK(std::get<Value>(findings[0].found).remark == "there is no /typo");
    CHECK(shown(findings[1]) == "[]");
    CHECK(std::get<Value>(findings[1].found).remark.empty());
    CHECK(std::get<Value>(findings[2].found).remark == "there is no /typo");
    CHECK(host.exchanges() == 1);
}

TEST_CASE("files_under: paths and names, and what narrows them") {
    auto host = host_with_files();
    const auto paths = under("/srv", "paths");

    CHECK(
        found(host, narrowed("depth", {1}, narrowed("of_type", {"directory"}, paths)))
        == R"(["/srv/app", "/srv/drop", "/srv/mnt", "/srv/tmp"])"
    );
    CHECK(found(host, narrowed("named", {"*d*"}, paths)) == R"(["/srv/app/.hidden", "/srv/drop"])");
    CHECK(found(host, narrowed("named", {"s?"}, under("/srv/", "names"))) == R"(["sg", "su"])");
    CHECK(found(host, narrowed("larger_than", {3}, paths)) == R"(["/srv/app/run", "/srv/su"])");
    CHECK(found(host, narrowed("larger_than", {4}, paths)) == R"(["/srv/app/run"])");
    const auto without =
        narrowed("excluding", {"/srv/app/"}, narrowed("excluding", {"/srv/[b-t]*"}, paths));
    CHECK(found(host, without) == R"(["/srv/alien"])");
    CHECK(found(host, narrowed("excluding", {"/srv"}, paths)).starts_with("[\"/srv/alien\""));
}

TEST_CASE(
    "what is mounted below is left out unless asked for, and a foreign file system in any case"
) {
    auto host = host_with_files();
    const auto all = narrowed("including_other_file_systems", {}, under("/srv", "setuid"));

    CHECK(found(host, under("/srv", "setuid")) == R"(["/srv/su"])");
    CHECK(
        found(host, all)
        == "cannot tell: no /proc/self/mountinfo, which tells what is mounted where"
    );
    host.file(
        "/proc/self/mountinfo", "36 35 98:0 / /srv/mnt rw,noatime shared:1 - ext4 /dev/sdb rw\n"
    );
    CHECK(found(host, all) == R"(["/srv/mnt/su", "/srv/su"])");
    host.file("/proc/self/mountinfo", "36 35 0:9 / /srv/mnt rw - nfs4 far:/x rw\n");
    CHECK(found(host, all) == R"(["/srv/su"])");
}

TEST_CASE("a folder that is not there holds nothing") {
    FakeHost host;

    for (const auto* attribute : {"paths", "names", "setuid", "unowned", "dangling_links"})
        CHECK(found(host, under("/none", attribute)) == "[]");
    CHECK(found(host, under("/none", "count")) == "0");
    CHECK(found(host, matching("/none/*", "paths")) == "[]");
}

TEST_CASE("a folder below that cannot be entered: cannot tell, with its name") {
    auto host = host_with_files();
    host.denied("/srv/app");

    for (const auto* attribute : {"paths", "names", "count", "world_writable", "setgid"})
        CHECK(
            found(host, under("/srv", attribute))
            == "cannot tell: permission denied reading /srv/app"
        );
    CHECK(found(host, narrowed("depth", {1}, under("/srv", "setuid"))) == R"(["/srv/su"])");
    CHECK(
        found(host, narrowed("excluding", {"/srv/app"}, under("/srv", "setuid")))
        == R"(["/srv/su"])"
    );
}

TEST_CASE("columns are those of file, and path and name") {
    auto host = host_with_files();
    const auto listed = [](std::string column, Fact fact) {
        fact.attribute = "list";
        fact.parameters = {Value(std::move(column))};
        return fact;
    };
    const auto su = narrowed("where", {"size", 4}, under("/srv", "paths"));

    CHECK(found(host, listed("owner", under("/srv", ""))) == R"(["7", "root"])");
    CHECK(found(host, listed("mode", matching("/srv/s?", ""))) == "[2755, 4711]");
    CHECK(found(host, su) == R"(["/srv/fine", "/srv/su"])");
    CHECK(
        found(host, narrowed("where", {"name", "su"}, under("/srv", "setuid"))) == R"(["/srv/su"])"
    );
    CHECK(found(host, narrowed("where", {"name", "x"}, under("/srv", "setuid"))) == "[]");
    CHECK(found(host, narrowed("where", {"path", "/srv/app/run"}, under("/srv", "count"))) == "1");
}

TEST_CASE("files: a glob as in sh, its sets, and every row") {
    auto host = host_with_files();
    auto every = matching("/srv/s*", "every");
    every.parameters = {Value("owner"), equals(Value("root"))};

    CHECK(found(host, matching("/srv/app/*", "paths")) == R"(["/srv/app/open", "/srv/app/run"])");
    CHECK(found(host, matching("/srv/app/.*", "names")) == R"([".hidden"])");
    CHECK(found(host, matching("/srv/*", "setuid")) == R"(["/srv/su"])");
    CHECK(found(host, matching("/srv/*", "setgid")) == R"(["/srv/sg"])");
    CHECK(found(host, matching("/srv/*", "unowned")) == R"(["/srv/alien"])");
    CHECK(found(host, matching("/srv/*", "ungrouped")) == R"(["/srv/alien"])");
    CHECK(found(host, matching("/srv/*", "dangling_links")) == R"(["/srv/broken"])");
    CHECK(found(host, matching("/srv/*", "world_writable")) == R"(["/srv/drop"])");
    CHECK(found(host, matching("/srv/su", "count")) == "1");
    CHECK(found(host, narrowed("of_type", {"symlink"}, matching("/srv/*", "count"))) == "2");
    CHECK(found(host, every) == "true");
}

TEST_CASE("files: two stars walk, and find hidden names by their dot only") {
    auto host = host_with_files();

    CHECK(found(host, matching("/srv/**/s*", "paths")) == R"(["/srv/sg", "/srv/su"])");
    CHECK(found(host, matching("/srv/app/**", "count")) == "2");
    CHECK(found(host, matching("/srv/**/.h*", "names")) == R"([".hidden"])");
    CHECK(found(host, matching("/srv/**", "setuid")) == R"(["/srv/su"])");
    host.denied("/srv/tmp");
    CHECK(
        found(host, matching("/srv/**/s*", "count"))
        == "cannot tell: permission denied reading /srv/tmp"
    );
}

TEST_CASE("what is no path, type, depth or size is a broken spec") {
    CHECK(why_broken(under("srv", "count")) == "a folder begins with /");
    CHECK(why_broken(matching("*.conf", "count")) == "a glob begins with /");
    CHECK(
        why_broken(narrowed("of_type", {"dir"}, under("/", "count")))
        == R"("dir" is no type of a file)"
    );
    CHECK(why_broken(narrowed("depth", {0}, under("/", "count"))) == "depth counts from 1");
    CHECK(
        why_broken(narrowed("excluding", {"proc"}, under("/", "count")))
        == "what is left out begins with /"
    );
    CHECK(
        why_broken(narrowed("named", {"a/b"}, under("/", "count")))
        == "a name has no slash; name folders in the glob"
    );
    CHECK(why_broken(narrowed("of_type", {"pipe"}, under("/", "count"))).empty());
}

TEST_CASE("a path that means something to a shell or a pattern is one path") {
    FakeHost host;
    const std::string name = "/srv/-a b;\n'*?\\";
    host.file(name, "x", 04755);

    CHECK(found(host, under("/srv", "count")) == "1");
    CHECK(
        found(host, narrowed("excluding", {R"(/srv/-a b;*'\*\?\\)"}, under("/srv", "count"))) == "0"
    );
    CHECK(found(host, narrowed("where", {"path", name}, under("/srv", "setuid"))) != "[]");
}
