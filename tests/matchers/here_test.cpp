// Packages, services and the platform of the machine that runs the tests, held against its own tools.

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/detect.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> package_resources();
std::span<const Resource> service_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

/// This machine, asked as if reading its files cost a journey.
class AsIfFar : public LocalBackend {
public:
    bool reads_are_free() const override { return false; }
};

Platform platform_of(Backend& host) {
    const Vocabulary none({});
    Gatherer gatherer(none, host, {});
    return gatherer.ask(detect_platform, Deadline(std::chrono::seconds(60)));
}

std::string told_by(const std::string& line) {
    return std::string(trimmed(run_tool(line).output));
}

}  // namespace

TEST_CASE("the platform of this machine is what its own tools say") {
    LocalBackend near;
    AsIfFar far;

    const auto platform = platform_of(near);

    CHECK(platform == platform_of(far));
    CHECK(platform.kernel == told_by("uname -r"));
    CHECK(platform.arch == told_by("uname -m"));
    CHECK(platform.distribution == told_by(". /etc/os-release; echo $ID"));
    if (has_tool("systemd-detect-virt"))
        CHECK(platform.virtualization == told_by("systemd-detect-virt"));
}

TEST_CASE("dpkg's files and dpkg-query agree about every package of this machine") {
    if (not has_tool("dpkg-query"))
        return skip("no dpkg here");
    LocalBackend near;
    AsIfFar far;
    std::vector<Fact> facts;
    const auto names = run_tool("dpkg-query --show --showformat='${Package}\\n' | sort -u").output;
    for (const auto name : lines_of(names))
        for (const auto* attribute :
             {"installed", "state", "versions", "architectures", "held", "provided"})
            facts.push_back(fact("package", std::string(name), attribute));
    facts.push_back(fact("package", "no-such-package", "installed"));
    facts.push_back(fact("package", "awk", "provided"));

    const auto read = gather(near, package_resources(), facts);
    const auto asked = gather(far, package_resources(), facts);

    REQUIRE(facts.size() > 300);
    for (std::size_t i = 0; i < facts.size(); ++i) {
        INFO(describe(facts[i]));
        CHECK(shown(read[i]) == shown(asked[i]));
    }
    CHECK(shown(read[facts.size() - 2]) == "absent");
    CHECK(shown(read[facts.size() - 1]) == "true");
}

TEST_CASE("versions of this machine are those that dpkg prints") {
    if (not has_tool("dpkg-query"))
        return skip("no dpkg here");
    LocalBackend host;

    CHECK(
        found(host, package_resources(), fact("package", "dpkg", "version"))
        == told_by("dpkg-query --show --showformat='${Version}' dpkg")
    );
    CHECK(found(host, package_resources(), fact("package", "dpkg", "installed")) == "true");
}

TEST_CASE("all packages of this machine, and who asked for them, are what dpkg and apt-mark list") {
    if (not has_tool("dpkg-query") or not has_tool("apt-mark"))
        return skip("no dpkg or apt here");
    LocalBackend near;
    AsIfFar far;
    const auto lines = [](const Finding& finding) {
        std::string text;
        const auto* list = std::get<Value>(finding.found).as<List>();
        REQUIRE(list != nullptr);
        for (const auto& item : list->items)
            text += to_plain(item) + "\n";
        return text;
    };
    const auto all =
        run_tool("dpkg-query --show --showformat='${db:Status-Status} ${Package}\\n' | "
                 "grep -v '^config-files ' | cut -d' ' -f2 | LC_ALL=C sort -u")
            .output;
    const auto manual = run_tool("apt-mark showmanual | LC_ALL=C sort -u").output;
    const Fact names{{"packages", {}}, "names"};
    auto asked_for = names;
    asked_for.subject.qualifiers = {{"where", {Value("automatic"), Value(false)}}};

    for (Backend* host : std::initializer_list<Backend*>{&near, &far}) {
        const auto findings = gather(*host, package_resources(), {names, asked_for});
        CHECK(lines(findings[0]) == all);
        CHECK(lines(findings[1]) == manual);
    }
}

TEST_CASE("what unit files say of this machine is what systemctl makes of them") {
    if (not has_tool("systemctl"))
        return skip("no systemctl here");
    if (run_tool("test -d /run/systemd/system").exit_status == 0)
        return skip("systemd runs here, and generates units of its own");
    LocalBackend host;
    auto platform = debian();
    platform.init = "none";
    std::vector<Fact> facts;
    std::vector<std::string> words;
    const auto units = run_tool("systemctl list-unit-files --no-legend --no-pager").output;
    for (const auto line : lines_of(units)) {
        const auto columns = words_of(line);
        // An alias stands for its unit, which is in the list itself.
        if (columns.size() < 2 or columns[1] == "alias")
            continue;
        facts.push_back(fact("service", std::string(columns[0]), "enablement"));
        words.push_back('"' + std::string(columns[1]) + '"');
    }

    const auto findings = gather(host, service_resources(), facts, platform);

    REQUIRE(facts.size() > 20);
    for (std::size_t i = 0; i < facts.size(); ++i) {
        INFO(describe(facts[i]));
        CHECK(shown(findings[i]) == words[i]);
    }
}
