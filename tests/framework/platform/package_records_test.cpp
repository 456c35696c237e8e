#include "framework/platform/package_records.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

PackageTable table_of(std::initializer_list<const char*> names) {
    PackageTable table;
    for (const auto* name : names) {
        PackageRecord record;
        record.name = name;
        record.architecture = "amd64";
        record.version = "1";
        record.state = "installed";
        record.installed = true;
        table[name].push_back(std::move(record));
    }
    return table;
}

std::string neighbour(const PackageTable& table, std::string name) {
    const auto found = neighbour_in(table, {std::move(name), ""});
    return found ? found->name : "";
}

}  // namespace

TEST_CASE("a package's name has only signs that its manager knows") {
    CHECK(package_name("g++", "", "+-._")->name == "g++");
    CHECK(package_name("_x", "_", "_")->name == "_x");
    CHECK(package_name("a:i386", "", "-")->architecture == "i386");
    for (const auto* bad : {"", ":", "a:", ":b", "-a", "a b", "a*", "a:b:c", "a:*", "a\n", "_x"})
        CHECK_FALSE(package_name(bad, "", "-").has_value());
}

TEST_CASE("the stems of a name end before its dashes") {
    CHECK(stems_of("python3-foo-bar") == std::vector<std::string>{"python3-foo", "python3"});
    CHECK(stems_of("nginx").empty());
    CHECK(stems_of("a-b").empty());
    CHECK(stems_of("--").empty());
    CHECK(stems_of("ab--c") == std::vector<std::string>{"ab"});
}

TEST_CASE("the neighbour of a name is its stem, what goes on behind it, or a slip of the keys") {
    const auto table =
        table_of({"libc6", "nginx", "nginx-core", "nginx-core-extra", "postgresql15"});

    CHECK(neighbour(table, "nginx-core-more") == "nginx-core");
    CHECK(neighbour(table, "nginx-full") == "nginx");
    CHECK(neighbour(table, "postgresql") == "postgresql15");
    CHECK(neighbour(table, "ngnix") == "nginx");
    CHECK(neighbour(table, "nginx") == "nginx");  // of another architecture
    CHECK(neighbour(table, "zsh").empty());
    CHECK(neighbour(table, "").empty());
    CHECK(neighbour({}, "nginx").empty());
}

TEST_CASE("entries of one name are sorted by their manager's order") {
    std::vector<PackageRecord> records(3);
    for (auto& record : records) {
        record.name = "kernel";
        record.installed = true;
    }
    records[0].version = "5.9-1";
    records[1].version = "5.10-1";
    records[2].version = "6-1";
    records[2].installed = false;

    const auto meant = records_meant(records, {"kernel", ""}, VersionOrder::rpm);

    CHECK(meant[0].version == "5.10-1");
    CHECK(meant[1].version == "5.9-1");
    CHECK(meant[2].version == "6-1");
    CHECK(records_meant(records, {"kernel", "i686"}, VersionOrder::rpm).empty());
}

TEST_CASE("what an entry provides is a name without its version") {
    CHECK(provided_name("web=2") == "web");
    CHECK(provided_name(" nginx-abi (= 1)") == "nginx-abi");
    CHECK(provided_name("so:libc.so.1=1") == "so:libc.so.1");
    CHECK(provided_name("").empty());
}
