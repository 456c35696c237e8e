#include "framework/platform/service_manager.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/systemd.hpp"
#include "framework/platform/unit_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

// A manager goes in here; those that an issue to come brings are named below, so that they are never
// taken for "no service manager".
const std::array<const ServiceManager*, 1> managers = {&systemd};

constexpr std::array<std::string_view, 8> not_yet = {
    "openrc",
    "sysv",
    "sysvinit",
    "runit",
    "busybox",
    "daemontools",
    "s6",
    "supervisor",
};

bool is_not_yet(std::string_view name) {
    return std::ranges::find(not_yet, name) != not_yet.end();
}

CannotTell no_reader(std::string_view name) {
    std::vector<std::string> known(not_yet.begin(), not_yet.end());
    for (const auto* manager : managers)
        known.emplace_back(manager->name);
    const auto hint = is_not_yet(name) ? "" : did_you_mean(name, known);
    return {
        Kind::unsupported,
        fmt::format("no reader for the service manager {}{}", quoted(name), hint),
        "only systemd is known here"};
}

}  // namespace

const ServiceManager& service_manager(
    const Platform& platform, const std::optional<std::string>& under
) {
    const auto& name = under ? *under : platform.init;
    const auto found =
        std::ranges::find(managers, name, [](const auto* manager) { return manager->name; });
    if (found != managers.end())
        return **found;
    if (under or is_not_yet(name))
        throw no_reader(name);
    if (name.empty())
        throw CannotTell{
            Kind::failed,
            "nothing tells which service manager runs here",
            "name it with .under(\"systemd\")"};
    return no_service_manager;
}

}  // namespace muster
