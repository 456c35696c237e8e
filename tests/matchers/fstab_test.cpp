#include "framework/host/resource.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> fstab_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

FakeHost with(const std::string& text) {
    FakeHost host;
    host.file("/etc/fstab", text);
    return host;
}

Value value_of(FakeHost& host, const std::string& path, const std::string& attribute) {
    const auto findings = gather(host, fstab_resources(), {fact("fstab", path, attribute)});
    return std::get<Value>(findings.at(0).found);
}

std::string of(FakeHost& host, const std::string& path, const std::string& attribute) {
    return found(host, fstab_resources(), fact("fstab", path, attribute));
}

std::string option(FakeHost& host, const std::string& path, const std::string& name) {
    return found(host, fstab_resources(), fact("fstab", path, "option", {name}));
}

const std::vector<std::string> attributes = {"exists", "device", "type", "options", "dump", "pass"};

}  // namespace

TEST_CASE("the fields of a line of fstab are read exactly") {
    auto host = with("UUID=\"4f-2a\"\t/home\text4  defaults,size=4k,nodev\t1 2\n");

    CHECK(of(host, "/home", "exists") == "true");
    CHECK(of(host, "/home", "device") == R"("UUID=4f-2a")");
    CHECK(of(host, "/home", "type") == R"("ext4")");
    CHECK(of(host, "/home", "options") == R"(["defaults", "size=4k", "nodev"])");
    CHECK(of(host, "/home", "dump") == "1");
    CHECK(of(host, "/home", "pass") == "2");
    CHECK(option(host, "/home", "size") == R"("4k")");
    CHECK(option(host, "/home", "nodev") == "not set");
    CHECK(option(host, "/home", "mode") == "not set");
}

TEST_CASE("dump and pass are 0 where they are not written, and what is no number is not one") {
    auto host = with("/dev/a /a ext4 rw\n/dev/b /b ext4\n/dev/c /c ext4 rw x\n");

    CHECK(of(host, "/a", "dump") == "0");
    CHECK(of(host, "/a", "pass") == "0");
    CHECK(of(host, "/b", "options") == "[]");
    CHECK(of(host, "/c", "dump") == R"(is "x", not a number)");
}

TEST_CASE("names with blanks are decoded, paths tidied, and only a tag's quotes dropped") {
    auto host = with("/dev/disk/a\\040b /mnt/c\\040d/ ext4 rw\n"
                     "LABEL='x' /e//f ext4 rw\n\"dev\" /g ext4 rw\n");

    CHECK(of(host, "/mnt/c d", "device") == R"("/dev/disk/a b")");
    CHECK(of(host, "/e/f", "device") == R"("LABEL=x")");
    CHECK(of(host, "/e/f/", "exists") == "true");
    CHECK(of(host, "/g", "device") == R"("\"dev\"")");
    CHECK(of(host, "/mnt/c", "exists") == "absent");
}

TEST_CASE("of two lines for one path the last one counts, and a remark names both") {
    auto host = with("/dev/a /srv ext4 rw\n\n/dev/b /srv xfs ro\n");

    CHECK(of(host, "/srv", "type") == R"("xfs")");
    CHECK(
        value_of(host, "/srv", "type").remark
        == "lines 1, 3 are all of this path; the last one counts"
    );
}

TEST_CASE("line commented out (fstab)") {
    auto host = with("#/dev/a /srv ext4 rw\n  # /dev/b /opt ext4 rw\n# a plain remark\n");

    for (const auto& attribute : attributes)
        CHECK(of(host, "/srv", attribute) == "absent");
    CHECK(value_of(host, "/srv", "exists").remark == "line 1 is commented out");
    CHECK(of(host, "/opt", "exists") == "absent");
    CHECK(of(host, "plain", "exists") == "absent");
}

TEST_CASE("without fstab no path has a line; one that may not be read cannot be told") {
    FakeHost none;
    auto denied = with("/dev/a /srv ext4 rw\n");
    denied.denied("/etc/fstab");

    for (const auto& attribute : attributes) {
        CHECK(of(none, "/srv", attribute) == "absent");
        CHECK(of(denied, "/srv", attribute) == "cannot tell: permission denied reading /etc/fstab");
    }
    CHECK(option(none, "/srv", "size") == "absent");
    CHECK(option(denied, "/srv", "size").starts_with("cannot tell: "));
}

TEST_CASE("links on the way are resolved, of the path asked for and of the line") {
    auto host = with("tmpfs /var/run tmpfs rw\n/dev/a /srv ext4 rw\n");
    host.folder("/run").link("/var/run", "/run").folder("/srv").link("/data", "/srv");

    CHECK(of(host, "/run", "type") == R"("tmpfs")");
    CHECK(of(host, "/data", "type") == R"("ext4")");
    CHECK(of(host, "/run/x", "exists") == "absent");
}

TEST_CASE("all lines that are there cost one exchange") {
    auto host = with("/dev/a /srv ext4 rw\n/dev/b /opt ext4 rw\n");
    std::vector<Fact> facts;
    for (const std::string path : {"/srv", "/opt"})
        for (const auto& attribute : attributes)
            facts.push_back(fact("fstab", path, attribute));

    gather(host, fstab_resources(), facts);

    CHECK(host.exchanges() == 1);
}

TEST_CASE("the entries of fstab are its mount points, without swap") {
    auto host = with("/dev/a /srv ext4 rw\n/dev/b none swap sw\n/dev/c /srv xfs rw\n"
                     "s:/x /mnt nfs _netdev\n");
    const Fact names{{"fstab_entries", {}}, "names"};
    const Fact types{{"fstab_entries", {}}, "list", {Value("type")}};
    auto denied = host;
    denied.denied("/etc/fstab");

    CHECK(found(host, fstab_resources(), names) == R"(["/mnt", "/srv"])");
    CHECK(found(host, fstab_resources(), types) == R"(["nfs", "xfs"])");
    CHECK(found(denied, fstab_resources(), names).starts_with("cannot tell: "));
}
