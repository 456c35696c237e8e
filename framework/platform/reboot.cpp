#include "framework/platform/reboot.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/installed_kernels.hpp"
#include "framework/platform/virtualization.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// What the family's own way says: whether it answers at all, and a reason to boot again.
struct FamilyAnswer {
    bool answers = false;
    std::optional<std::string> reason = {};
};

/// Packages leave the mark themselves; with it the names of those that did.
Task<FamilyAnswer> by_mark(Host& host, std::string mark) {
    auto there = host.stat(mark);
    auto packages = host.read_matching(mark + ".pkgs");
    const bool is_there = (co_await there).has_value();
    const auto& files = co_await packages;
    FamilyAnswer answer{true, {}};
    if (not is_there)
        co_return answer;
    answer.reason = mark + " is there";
    for (const auto& file : files)
        if (const auto* text = std::get_if<std::string>(&file.bytes))
            *answer.reason += ", for " + escaped(squeezed(*text), 200);
    co_return answer;
}

/// needs-restarting(1): 1 "Reboot is required", 0 not. Python says 1 of its own mistakes, too.
Task<FamilyAnswer> by_needs_restarting(Host& host) {
    const Command command{{"needs-restarting", "-r"}};
    auto running = host.run(command);
    const auto& output = co_await running;
    if (output.exit_status == 0)
        co_return FamilyAnswer{true, {}};
    const bool required =
        output.exit_status == 1 and output.out.find("Reboot is required") != std::string::npos;
    if (required)
        co_return FamilyAnswer{true, "needs-restarting -r says so"};
    if (output.exit_status == 127)
        co_return FamilyAnswer{};
    throw CannotTell{
        Kind::failed,
        fmt::format(
            "needs-restarting ended with {}: {}",
            output.exit_status,
            escaped(trimmed(output.err), 200)
        )};
}

/// zypper(8), needs-rebooting: 102 required, 0 not. Older ones know no such command.
Task<FamilyAnswer> by_zypper(Host& host) {
    const Command command{{"zypper", "--non-interactive", "needs-rebooting"}};
    auto running = host.run(command);
    auto marking = by_mark(host, "/run/reboot-needed");
    const auto& output = co_await running;
    const auto& mark = co_await marking;
    if (mark.reason)
        co_return mark;
    if (output.exit_status == 102)
        co_return FamilyAnswer{true, "zypper needs-rebooting says so"};
    co_return FamilyAnswer{output.exit_status == 0, {}};
}

Task<FamilyAnswer> by_family(Host& host) {
    const auto& family = host.platform().family;
    if (family == "rhel")
        return by_needs_restarting(host);
    if (family == "suse")
        return by_zypper(host);
    return by_mark(host, "/run/reboot-required");
}

}  // namespace

Task<std::optional<std::string>> reboot_reason(Host& host) {
    host.require(Ability::live);
    const auto& platform = host.platform();
    auto asking = by_family(host);
    auto listing = installed_kernels(host);
    const auto& answer = co_await asking;
    const auto& installed = co_await listing;
    if (answer.reason or is_container(platform.virtualization))
        co_return answer.reason;
    if (const auto newer = newer_kernel(platform.kernel, installed))
        co_return fmt::format("kernel {} is installed, {} runs", *newer, platform.kernel);
    // Only Debian's and SUSE's packages leave marks: elsewhere that there is none says nothing.
    const bool told =
        answer.answers
        and (platform.family == "debian" or platform.family == "rhel" or platform.family == "suse");
    if (not told and installed.empty()) {
        throw CannotTell{
            Kind::unsupported,
            "nothing tells whether the system should boot again: no kernel is installed below "
            "/lib/modules"};
    }
    co_return std::nullopt;
}

}  // namespace muster
