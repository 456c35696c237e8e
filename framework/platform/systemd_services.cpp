// All services of a host: what has a unit file, what is loaded, and instances that are only linked to start.
//
// A template is no service, its instances are. An alias stands for its unit. What other units only name
// (LoadState `not-found`) is not there, unless it runs: a unit file may be deleted while its service runs on.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/systemctl.hpp"
#include "framework/platform/systemd.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// Links that start an instance of a template: …/getty.target.wants/getty@tty1.service
Task<std::vector<std::string>> linked_instances(Host& host) {
    auto wanted = host.glob("/etc/systemd/system/*.wants/*@*");
    auto required = host.glob("/etc/systemd/system/*.requires/*@*");
    std::vector<std::string> units;
    const auto add = [&units](const std::optional<Names>& found) {
        for (const auto& path : found ? found->names : std::vector<std::string>())
            if (const auto unit = path.substr(path.rfind('/') + 1);
                unit_name(unit) == unit and not is_template(unit))
                units.push_back(unit);
    };
    add(co_await wanted);
    add(co_await required);
    co_return units;
}

/// All units of the system, or of a user's own manager; once for all who ask.
Task<std::vector<std::string>> all_units(Host& host, std::string user) {
    check_user(user);
    const auto list_files =
        systemctl({"list-unit-files", "--full", "--no-legend", "--no-pager"}, user);
    const auto list_loaded =
        systemctl({"list-units", "--all", "--full", "--plain", "--no-legend", "--no-pager"}, user);
    auto files = host.run(list_files);
    auto loaded = host.run(list_loaded);
    std::optional<Task<std::vector<std::string>>> instances;
    if (user.empty())
        instances = linked_instances(host);

    const auto& of_files = co_await files;
    check_systemctl("list-unit-files", of_files, user);
    const auto& of_loaded = co_await loaded;
    check_systemctl("list-units", of_loaded, user);
    auto units = units_in_files_list(of_files.out);
    const auto running = units_in_units_list(of_loaded.out);
    if (units.empty() or running.empty())
        throw CannotTell{Kind::unparsable, "systemctl lists no unit at all"};
    units.insert(units.end(), running.begin(), running.end());
    if (instances) {
        const auto& linked = co_await *instances;
        units.insert(units.end(), linked.begin(), linked.end());
    }
    co_return units;
}

}  // namespace

std::vector<std::string> units_in_files_list(std::string_view report) {
    std::vector<std::string> units;
    for (const auto line : lines_of(report)) {
        // nginx.service enabled enabled
        const auto words = words_of(line);
        if (words.size() < 2 or unit_name(words[0]) != words[0])
            continue;
        if (words[1] != "alias" and not is_template(words[0]))
            units.emplace_back(words[0]);
    }
    return units;
}

std::vector<std::string> units_in_units_list(std::string_view report) {
    std::vector<std::string> units;
    for (const auto line : lines_of(report)) {
        // nginx.service loaded active running A web server
        const auto words = words_of(line);
        if (words.size() < 4 or unit_name(words[0]) != words[0])
            continue;
        if (words[1] != "not-found" or words[2] != "inactive")
            units.emplace_back(words[0]);
    }
    return units;
}

Task<std::vector<std::string>> all_systemd_services(Host& host, ServiceName pattern) {
    auto& shared = host.once(all_units, pattern.user);
    const auto& units = co_await shared;
    co_return fitting_unit_names(units, pattern.name);
}

}  // namespace muster
