// Modules and parameters of this machine's kernel, held against lsmod, modinfo, sysctl and the files themselves.

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> kernel_module_resources();
std::span<const Resource> kernel_parameter_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

Platform this_kernel() {
    auto platform = debian();
    platform.kernel = trimmed(run_tool("uname -r").output);
    return platform;
}

std::string shown_list(std::string_view lines) {
    std::vector<std::string> items;
    for (const auto line : lines_of(lines))
        items.emplace_back(line);
    return to_shown(set_of_texts(items), SIZE_MAX);
}

std::string whole(const Finding& finding) {
    const auto* value = std::get_if<Value>(&finding.found);
    return value == nullptr ? shown(finding) : to_shown(*value, SIZE_MAX);
}

}  // namespace

TEST_CASE("the modules of this machine are those that lsmod lists, none of a kernel that loads none"
) {
    LocalBackend machine;
    const auto listed =
        run_tool("test ! -e /proc/modules || lsmod | tail -n +2 | awk '{print $1}' | sort").output;

    const Fact names{{"kernel_modules", {}}, "names"};
    const auto findings = gather(machine, kernel_module_resources(), {names}, this_kernel());

    CHECK(whole(findings.at(0)) == shown_list(listed));
}

TEST_CASE("parameters of this machine's modules are what their files hold") {
    LocalBackend machine;
    const auto files =
        run_tool("find /sys/module/*/parameters -type f -perm -400 | sort | head -n 200").output;
    std::vector<Fact> facts;
    std::vector<std::string> texts;
    for (const auto path : lines_of(files)) {
        const auto text = run_tool("cat " + shell_quoted(path));
        if (text.exit_status != 0)
            continue;
        const auto names = split(path, '/');
        facts.push_back(
            fact("kernel_module", std::string(names.at(3)), "parameter", {std::string(names.at(5))})
        );
        texts.push_back(to_shown(scalar_of(text.output)));
    }
    if (facts.empty())
        return skip("no module shows a parameter here");

    const auto findings = gather(machine, kernel_module_resources(), facts, this_kernel());

    for (std::size_t i = 0; i < facts.size(); ++i) {
        INFO(describe(facts[i]));
        CHECK(shown(findings[i]) == texts[i]);
    }
}

TEST_CASE("the kernel parameters of a pattern are the files of this machine") {
    LocalBackend machine;
    const auto listed = run_tool("cd /proc/sys && for file in net/ipv4/tcp_*; do "
                                 "test -f $file && echo $file; done | tr / . | sort")
                            .output;

    const Fact names{{"kernel_parameters", {Value("net.ipv4.tcp_*")}}, "names"};
    const auto findings = gather(machine, kernel_parameter_resources(), {names}, this_kernel());

    REQUIRE(lines_of(listed).size() > 5);
    CHECK(whole(findings.at(0)) == shown_list(listed));
}
