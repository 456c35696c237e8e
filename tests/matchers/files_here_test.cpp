// File sets of the machine that runs the tests, held against find(1) and stat(1).

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/text.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> files_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

/// The lines that a tool prints, as a set.
std::string told_by(const std::string& line) {
    const auto output = run_tool(line).output;
    std::vector<std::string> texts;
    for (const auto text : lines_of(output))
        texts.emplace_back(text);
    return to_shown(Value(set_of_texts(texts)));
}

std::string told(const Fact& fact) {
    LocalBackend host;
    return found(host, files_resources(), fact);
}

Fact listed(Fact fact, std::string column) {
    fact.attribute = "list";
    fact.parameters = {Value(std::move(column))};
    return fact;
}

}  // namespace

TEST_CASE("what is below a folder of this machine is what find says") {
    const auto below = [](std::string attribute) {
        return fact("files_under", "/usr/bin", std::move(attribute));
    };

    CHECK(told(below("setuid")) == told_by("find /usr/bin -xdev -type f -perm -4000"));
    CHECK(told(below("setgid")) == told_by("find /usr/bin -xdev -type f -perm -2000"));
    CHECK(told(below("unowned")) == told_by("find /usr/bin -xdev -nouser"));
    CHECK(
        told(narrowed("of_type", {"symlink"}, narrowed("named", {"z*"}, below("paths"))))
        == told_by("find /usr/bin -xdev -type l -name 'z*'")
    );
    CHECK(
        told(narrowed("larger_than", {1000000}, below("paths")))
        == told_by("find /usr/bin -xdev -mindepth 1 -size +1000000c")
    );
    CHECK(
        told(fact("files_under", "/bin", "count"))
        == std::string(trimmed(run_tool("find /bin/ -mindepth 1 -printf x | wc -c").output))
    );
}

TEST_CASE("what a glob finds on this machine is what a shell finds") {
    const auto etc = [](std::string attribute) {
        return fact("files", "/etc/*", std::move(attribute));
    };

    CHECK(told(etc("paths")) == told_by("printf '%s\\n' /etc/*"));
    CHECK(told(listed(etc(""), "owner")) == told_by("stat -L -c %U /etc/* 2>/dev/null | sort -u"));
    CHECK(told(etc("dangling_links")) == told_by("for l in /etc/*; do [ -e $l ] || echo $l; done"));
    CHECK(
        told(fact("files", "/etc/**/*.conf", "paths"))
        == told_by("bash -c 'shopt -s globstar; printf \"%s\\n\" /etc/**/*.conf'")
    );
}
