#include "framework/platform/unit_files.hpp"

#include "framework/base/text.hpp"
#include "framework/platform/init_scripts.hpp"
#include "framework/platform/openrc.hpp"
#include "framework/platform/systemd_unit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

// Where an administrator, this boot, and packages put unit files; the first one counts (systemd.unit(5)).
constexpr std::array<std::string_view, 5> folders = {
    "/etc/systemd/system",
    "/run/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
};

struct UnitFile {
    std::string name;  ///< the unit's own, where it was asked for by an alias
    std::string path;
    std::string text;
    bool masked = false;
    bool linked = false;  ///< from outside, by `systemctl link`
};

std::string base_name(std::string_view path) {
    return std::string(path.substr(path.rfind('/') + 1));
}

bool is_in_folders(std::string_view path) {
    return std::ranges::any_of(folders, [&](std::string_view folder) {
        return path.starts_with(folder);
    });
}

/// The file that makes this unit. An alias is a link to a unit of another name, a mask a link to
/// /dev/null or an empty file.
Task<std::optional<UnitFile>> unit_file(Host& host, std::string unit) {
    struct Place {
        std::string path;
        Pending<std::optional<LinkText>> link;
        Pending<std::optional<Content>> content;
    };
    std::vector<Place> places;
    for (const auto folder : folders) {
        auto path = fmt::format("{}/{}", folder, unit);
        places.push_back({path, host.readlink(path), host.read(path)});
    }
    for (auto& place : places) {
        const auto& link = co_await place.link;
        const auto& content = co_await place.content;
        if (not link)
            continue;
        UnitFile file{.name = unit, .path = place.path};
        const auto& target = link->text;
        file.masked = target == "/dev/null" or (content and content->bytes.empty());
        file.linked = link->is_link and not file.masked and target.starts_with('/')
                      and not is_in_folders(target);
        file.text = content ? content->bytes : "";
        if (link->is_link and not file.masked)
            file.name = base_name(target);
        co_return file;
    }
    co_return std::nullopt;
}

/// All links that may enable a unit, as paths.
Task<Names> enabling_links(Host& host) {
    auto wants = host.glob("/etc/systemd/system/*.wants/*");
    auto required = host.glob("/etc/systemd/system/*.requires/*");
    auto upholds = host.glob("/etc/systemd/system/*.upholds/*");
    auto boot_wants = host.glob("/run/systemd/system/*.wants/*");
    auto boot_requires = host.glob("/run/systemd/system/*.requires/*");
    auto aliases = host.glob("/etc/systemd/system/*.*");

    Names all;
    const auto add = [&all](const std::optional<Names>& found) {
        if (found)
            all.names.insert(all.names.end(), found->names.begin(), found->names.end());
    };
    add(co_await wants);
    add(co_await required);
    add(co_await upholds);
    add(co_await boot_wants);
    add(co_await boot_requires);
    add(co_await aliases);
    co_return all;
}

/// The word of `systemctl is-enabled` for a unit with this file and these links.
std::string enablement(const UnitFile& file, const std::string& unit, const Names& links) {
    if (file.masked)
        return file.path.starts_with("/run/") ? "masked-runtime" : "masked";
    const auto install = parse_install(file.text);
    std::vector<std::string> names = {unit};
    if (is_template(unit) == is_template(file.name))
        names.push_back(file.name);
    if (is_template(unit) and not install.default_instance.empty()) {
        auto instance = file.name;
        names.push_back(instance.insert(instance.find('@') + 1, install.default_instance));
    }
    const auto is_ours = [&](const std::string& path) {
        const bool alias = path.substr(0, path.rfind('/')) == folders[0];
        const auto& fitting = alias ? install.aliases : names;
        return std::ranges::find(fitting, base_name(path)) != fitting.end();
    };
    bool this_boot = false;
    for (const auto& path : links.names)
        if (is_ours(path)) {
            if (path.starts_with("/etc/"))
                return "enabled";
            this_boot = true;
        }
    if (this_boot)
        return "enabled-runtime";
    if (file.linked)
        return "linked";
    if (install.wanted or not install.aliases.empty() or not install.default_instance.empty())
        return "disabled";
    return install.also.empty() ? "static" : "indirect";
}

/// The name of the SysV script that makes a service without a unit file; empty for what has none.
std::string script_of(const std::string& unit) {
    const auto name = short_unit_name(unit);
    return name == unit or name.find('\\') != std::string::npos ? "" : name;
}

struct Configured {
    std::string enablement;
    std::string path;
    std::string script = {};  ///< of a service that has no unit file
};

Task<std::optional<Configured>> configured(Host& host, std::string unit) {
    auto own = unit_file(host, unit);
    auto general = unit_file(host, template_of(unit).value_or(unit));
    auto& shared_links = host.once(enabling_links);
    auto script = script_exists(host, script_of(unit));

    auto file = co_await own;
    if (not file)
        file = co_await general;
    const auto& links = co_await shared_links;
    if (file)
        co_return Configured{enablement(*file, unit, links), file->path};
    if (not co_await script)
        co_return std::nullopt;
    const auto name = script_of(unit);
    co_return Configured{"generated", script_path(name), name};
}

/// Whether a script starts at boot: by its links in /etc/runlevels where OpenRC has them, else by S links.
Task<Value> script_enabled(Host& host, std::string name) {
    auto runlevels = host.stat("/etc/runlevels");
    auto start = start_of_script(host, name);
    const auto& of_openrc = co_await runlevels;
    if (of_openrc) {
        const std::string enabled = "enabled";
        auto asked = openrc.ask(host, {name}, enabled);
        co_return co_await asked;
    }
    const auto& by_links = co_await start;
    co_return flag_with_reason(
        by_links.at_boot, "it has no S link in the default runlevel " + by_links.default_runlevel
    );
}

/// Those that are no aliases: an alias stands for its unit.
Task<std::vector<std::string>> own_names(Host& host, std::vector<std::string> names) {
    std::vector<Task<std::optional<UnitFile>>> asked;
    for (const auto& name : names)
        asked.push_back(unit_file(host, *unit_name(name)));
    std::vector<std::string> own;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto& file = co_await asked[i];
        const auto unit = *unit_name(names[i]);
        const bool alias = file and file->name != unit and not is_template(file->name);
        if (not alias)
            own.push_back(names[i]);
    }
    co_return own;
}

/// What files tell; nothing for what they do not.
Task<std::optional<Value>> attribute_of_files(Host& host, std::string unit, std::string attribute) {
    auto asked = configured(host, unit);
    const auto& found = co_await asked;
    constexpr std::array<std::string_view, 5> known = {
        "exists", "enabled", "enablement", "masked", "unit_file"};
    if (std::ranges::find(known, attribute) == known.end())
        co_return std::nullopt;
    if (not found)
        co_return absent;
    if (attribute == "exists")
        co_return Value(true);
    if (attribute == "masked")
        co_return Value(found->enablement.starts_with("masked"));
    if (attribute == "enablement")
        co_return Value(found->enablement);
    if (attribute == "unit_file")
        co_return Value(found->path);
    if (found->script.empty())
        co_return flag_with_reason(
            found->enablement == "enabled", "its enablement is " + found->enablement
        );
    auto by_script = script_enabled(host, found->script);
    co_return co_await by_script;
}

NotAsked no_manager() {
    return {"no service manager runs here"};
}

Task<Value> ask(Host& host, ServiceName service, std::string attribute) {
    if (not service.user.empty())
        throw no_manager();
    const auto unit = unit_name(service.name);
    if (not unit)
        co_return absent;
    auto asked = attribute_of_files(host, *unit, attribute);
    const auto& value = co_await asked;
    if (not value)
        throw no_manager();
    co_return *value;
}

Task<Value> property(Host&, ServiceName, std::string) {
    throw no_manager();
    co_return absent;
}

/// Units with a file, those with a link that starts them, and scripts.
Task<std::vector<std::string>> all(Host& host, ServiceName pattern) {
    if (not pattern.user.empty())
        throw no_manager();
    std::vector<Pending<std::optional<Names>>> asked;
    for (const auto folder : folders)
        asked.push_back(host.glob(fmt::format("{}/*.*", folder)));
    auto& links = host.once(enabling_links);
    auto scripts = names_of_scripts(host);

    std::vector<std::string> units;
    const auto add = [&units](const Names& paths) {
        for (const auto& path : paths.names)
            if (auto unit = base_name(path); unit_name(unit) == unit and not is_template(unit))
                units.push_back(std::move(unit));
    };
    for (auto& one : asked)
        if (const auto& found = co_await one)
            add(*found);
    add(co_await links);
    for (const auto& script : co_await scripts)
        if (const auto unit = unit_name(script))
            units.push_back(*unit);
    auto own = own_names(host, fitting_unit_names(units, pattern.name));
    const auto& names = co_await own;
    auto there = existing_services(host, &no_service_manager, names, "*");
    co_return co_await there;
}

}  // namespace

Task<Value> template_attribute(Host& host, std::string unit, std::string attribute) {
    auto asked = attribute_of_files(host, unit, attribute);
    auto known = configured(host, unit);
    const auto& value = co_await asked;
    const auto& found = co_await known;
    if (value)
        co_return *value;
    if (not found)
        co_return absent;
    if (attribute == "running" or attribute == "failed")
        co_return false;  // only instances run
    throw NotAsked{fmt::format("a template has no {}; its instances have", attribute)};
}

const ServiceManager no_service_manager = {
    .name = "none", .ask = ask, .all = all, .property = property, .serves_users = true};

}  // namespace muster
