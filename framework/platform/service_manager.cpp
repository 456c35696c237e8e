#include "framework/platform/service_manager.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/openrc.hpp"
#include "framework/platform/supervise_tools.hpp"
#include "framework/platform/supervisor.hpp"
#include "framework/platform/systemd.hpp"
#include "framework/platform/sysv.hpp"
#include "framework/platform/unit_files.hpp"

#include <fmt/format.h>

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <utility>

namespace muster {

namespace {

// A manager goes in here.
const std::array<const ServiceManager*, 7> managers = {
    &systemd, &openrc, &sysv, &runit, &daemontools, &s6, &supervisor};

/// Programs that run as PID 1 under another name than their manager's.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> other_names = {{
    {"sysvinit", "sysv"},
    {"runsvdir", "runit"},
    {"svscan", "daemontools"},
    {"s6-svscan", "s6"},
    {"supervisord", "supervisor"},
}};

std::string_view manager_of_program(std::string_view program) {
    const auto other =
        std::ranges::find(other_names, program, [](const auto& pair) { return pair.first; });
    return other == other_names.end() ? program : other->second;
}

const ServiceManager* find_manager(std::string_view name) {
    const auto found =
        std::ranges::find(managers, name, [](const auto* manager) { return manager->name; });
    return found == managers.end() ? nullptr : *found;
}

CannotTell no_reader(std::string_view name) {
    std::vector<std::string> known;
    for (const auto* manager : managers)
        known.emplace_back(manager->name);
    return {
        Kind::unsupported,
        fmt::format(
            "no reader for the service manager {}{}", quoted(name), did_you_mean(name, known)
        ),
        "known here: " + join(known, ", ")};
}

/// systemd answers while it runs.
const ServiceManager& answering(const ServiceManager& manager, const Host& host) {
    return &manager == &systemd and not host.can(Ability::live) ? no_service_manager : manager;
}

}  // namespace

const ServiceManager& service_manager(const Host& host, const std::optional<std::string>& under) {
    if (under) {
        if (const auto* named = find_manager(*under))
            return answering(*named, host);
        throw no_reader(*under);
    }
    const auto& platform = host.platform();
    if (platform.init.empty() and not host.can(Ability::live))
        return no_service_manager;  // an image of a container
    if (platform.init.empty())
        throw CannotTell{
            Kind::failed,
            "nothing tells which service manager runs here",
            "name it with .under(\"systemd\")"};
    if (const auto* running = find_manager(manager_of_program(platform.init)))
        return answering(*running, host);
    // busybox's init starts what its inittab says, and knows no services by name.
    if (platform.init == "busybox" and not host.can(Ability::live))
        throw NotAsked{"busybox's init knows no services by name"};
    if (platform.init == "busybox")
        throw no_reader(platform.init);
    return no_service_manager;
}

NotAsked has_no(std::string_view manager, std::string_view attribute) {
    return {fmt::format("{} has no {}", manager, attribute)};
}

Task<Value> ask_one_of(
    Host& host,
    std::span<const ServiceAttribute> attributes,
    std::string_view manager,
    std::string service,
    std::string_view attribute
) {
    const auto row = std::ranges::find(attributes, attribute, &ServiceAttribute::name);
    if (row == attributes.end())
        throw has_no(manager, attribute);
    return row->read(host, std::move(service));
}

bool fits_pattern(const std::string& pattern, const std::string& name) {
    return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

Task<std::vector<std::string>> existing_services(
    Host& host, const ServiceManager* manager, std::vector<std::string> names, std::string pattern
) {
    const std::string exists = "exists";
    std::vector<std::string> fitting;
    std::vector<Task<Value>> asked;
    for (auto& name : names) {
        if (not fits_pattern(pattern, name))
            continue;
        asked.push_back(manager->ask(host, {name}, exists));
        fitting.push_back(std::move(name));
    }
    std::vector<std::string> found;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const auto& there = co_await asked[i];
        if (not there.is_nothing())
            found.push_back(fitting[i]);
    }
    co_return found;
}

Value flag_with_reason(bool yes, std::string reason) {
    Value value = yes;
    if (not yes)
        value.remark = std::move(reason);
    return value;
}

Value enablement_word(const Value& enabled) {
    const auto* yes = enabled.as<bool>();
    if (yes == nullptr)
        return enabled;
    return *yes ? "enabled" : "disabled";
}

}  // namespace muster
