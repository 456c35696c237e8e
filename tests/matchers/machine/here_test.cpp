// The machine that runs the tests, held against its own tools.

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/detect.hpp"
#include "tests/support/far_machine.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> machine_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

Platform platform_here() {
    LocalBackend host;
    const Vocabulary none({});
    Gatherer gatherer(none, host, {});
    return gatherer.ask(detect_platform, Deadline(std::chrono::seconds(60)));
}

std::string here(const std::string& attribute) {
    FarMachine host;
    const Fact fact{{"machine", {}}, attribute};
    return found(host, machine_resources(), fact, platform_here());
}

std::string told_by(const std::string& line) {
    return std::string(trimmed(run_tool(line).output));
}

std::string quoted_by(const std::string& line) {
    return '"' + told_by(line) + '"';
}

}  // namespace

TEST_CASE("names, kernel and release of this machine are what its own tools say") {
    CHECK(here("kernel") == quoted_by("uname -r"));
    CHECK(here("arch") == quoted_by("uname -m"));
    CHECK(here("hostname") == quoted_by("uname -n"));
    CHECK(here("distribution") == quoted_by(". /etc/os-release; echo $ID"));
    CHECK(here("pretty_name") == quoted_by(". /etc/os-release; echo $PRETTY_NAME"));
    if (has_tool("hostname")) {
        const bool has_name = run_tool("hostname -f").exit_status == 0;
        CHECK((not has_name or here("fqdn") == quoted_by("hostname -f")));
    }
}

TEST_CASE("memory, swap and processors of this machine are what free and getconf say") {
    if (not has_tool("free"))
        return skip("no free here");

    CHECK(here("memory") == told_by("free --bytes | awk '/^Mem/ {print $2}'"));
    CHECK(here("swap") == told_by("free --bytes | awk '/^Swap/ {print $2}'"));
    CHECK(here("cpus") == told_by("getconf _NPROCESSORS_ONLN"));
}

TEST_CASE("this machine has been up since it booted") {
    const auto before = whole_number(told_by("cut -d. -f1 /proc/uptime"));
    const auto uptime = whole_number(here("uptime"));
    const auto after = whole_number(told_by("cut -d. -f1 /proc/uptime"));

    REQUIRE((before and uptime and after));
    CHECK(*before <= *uptime);
    CHECK(*uptime <= *after);
    CHECK(
        here("boot_time")
        == told_by("date -u -d @$(awk '/^btime/ {print $2}' /proc/stat) +%Y-%m-%dT%H:%M:%SZ")
    );
}

TEST_CASE("the clock of this machine is as synchronised as its kernel says") {
    const bool by_timedatectl = run_tool("timedatectl show").exit_status == 0;
    if (not by_timedatectl and not has_tool("busybox"))
        return skip("neither timedatectl nor busybox tells here");
    const auto told =
        by_timedatectl
            ? told_by("timedatectl show --property=NTPSynchronized --value")
            : told_by("busybox adjtimex | grep -q 'maxerror: *16000000' && echo no || echo yes");

    CHECK(here("clock_synchronised") == (told == "yes" ? "true" : "false"));
}

TEST_CASE("each fact of this machine has an answer or a reason") {
    FarMachine host;
    for (const auto& attribute : machine_resources()[0].entry.attributes) {
        const Fact fact{{"machine", {}}, std::string(attribute.name)};
        const auto finding = gather(host, machine_resources(), {fact}, platform_here()).at(0);
        INFO(attribute.name);
        if (const auto* why = std::get_if<CannotTell>(&finding.found))
            CHECK(not why->message.empty());
        else
            CHECK(std::holds_alternative<Value>(finding.found));
    }
}
