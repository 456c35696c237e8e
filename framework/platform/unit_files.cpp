#include "framework/platform/unit_files.hpp"

#include "framework/base/text.hpp"
#include "framework/platform/configuration_folders.hpp"
#include "framework/platform/init_scripts.hpp"
#include "framework/platform/openrc.hpp"
#include "framework/platform/systemd_unit.hpp"
#include "framework/platform/unit_configuration.hpp"
#include "framework/platform/unit_places.hpp"
#include "framework/platform/unit_presets.hpp"
#include "framework/platform/unit_wants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

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
        const bool alias = path.substr(0, path.rfind('/')) == "/etc/systemd/system";
        const auto& fitting = alias ? install.aliases : names;
        return std::ranges::find(fitting, std::string(file_name_of(path))) != fitting.end();
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

/// The name of the SysV script that makes a service without a unit file; empty for what can have none.
std::string script_of(const std::string& unit) {
    const auto name = short_unit_name(unit);
    return name == unit or name.find('\\') != std::string::npos ? "" : name;
}

constexpr std::string_view of_shell = ".sh";  // systemd leaves it out of a unit's name

/// Of a template presets enable the instance that it names as its usual one, and no other.
bool is_enabled_by(
    const std::vector<Preset>& presets, const UnitFile& file, const std::string& unit
) {
    if (not enables(presets, file.name))
        return false;
    if (not is_template(file.name))
        return true;
    const auto instance = parse_install(file.text).default_instance;
    auto usual = file.name;
    usual.insert(usual.find('@') + 1, instance);
    return not instance.empty() and (unit == file.name or unit == usual);
}

struct Configured {
    std::string enablement;
    UnitFile file;            ///< of a script only its path
    std::string script = {};  ///< of a service that has no unit file
};

Task<std::optional<Configured>> configured(Host& host, std::string unit) {
    auto made_by = unit_file_or_template(host, unit);
    auto& shared_links = host.once(enabling_links);
    auto& shared_presets = host.once(presets_of_first_boot);
    auto script = script_exists(host, script_of(unit));
    auto script_of_shell = script_exists(host, script_of(unit) + std::string(of_shell));

    const auto& file = co_await made_by;
    const auto& links = co_await shared_links;
    const auto& presets = co_await shared_presets;
    if (file) {
        auto word = enablement(*file, unit, links);
        if (word == "disabled" and presets and is_enabled_by(*presets, *file, unit))
            word = "enabled";
        co_return Configured{std::move(word), *file};
    }
    auto name = script_of(unit);
    const bool has_plain = co_await script;
    const bool has_shell = co_await script_of_shell;
    if (name.empty() or not(has_plain or has_shell))
        co_return std::nullopt;
    if (not has_plain)
        name += of_shell;
    co_return Configured{"generated", UnitFile{.name = name, .path = script_path(name)}, name};
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
        asked.push_back(unit_file_of(host, *unit_name(name)));
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

Task<Value> enabled(Host& host, Configured found) {
    if (found.script.empty())
        co_return flag_with_reason(
            found.enablement == "enabled", "its enablement is " + found.enablement
        );
    auto by_script = script_enabled(host, found.script);
    co_return co_await by_script;
}

/// What the texts of a unit tell; a script has none.
Task<Value> attribute_of_texts(
    Host& host, const std::string& unit, const Configured& found, std::string_view attribute
) {
    if (not found.script.empty())
        throw NotAsked{fmt::format("a script says nothing of {}", attribute)};
    if (attribute == "drop_ins")
        return configured_drop_ins(host, unit, found.file);
    if (attribute == "user")
        return configured_user(host, unit, found.file);
    return configured_wanted_by(host, unit, found.file);
}

/// What files tell; nothing for what they do not.
Task<std::optional<Value>> attribute_of_files(Host& host, std::string unit, std::string attribute) {
    auto asked = configured(host, unit);
    const auto& found = co_await asked;
    constexpr std::array<std::string_view, 8> known = {
        "exists", "enabled", "enablement", "masked", "unit_file", "drop_ins", "user", "wanted_by"};
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
        co_return Value(found->file.path);
    if (attribute == "enabled") {
        auto read = enabled(host, *found);
        co_return co_await read;
    }
    auto read = attribute_of_texts(host, unit, *found, attribute);
    co_return co_await read;
}

NotAsked no_manager(const Host& host) {
    host.require(Ability::live);
    return {"no service manager runs here"};
}

Task<Value> ask(Host& host, ServiceName service, std::string attribute) {
    if (not service.user.empty())
        throw no_manager(host);
    const auto unit = unit_name(service.name);
    if (not unit)
        co_return absent;
    if (attribute == "runlevels")
        throw has_no("systemd", attribute);
    auto asked = attribute_of_files(host, *unit, attribute);
    const auto& value = co_await asked;
    if (not value)
        throw no_manager(host);
    co_return *value;
}

Task<Value> property(Host& host, ServiceName service, std::string name) {
    if (not service.user.empty())
        throw no_manager(host);
    const auto unit = unit_name(service.name);
    if (not unit)
        co_return absent;
    auto asked = configured(host, *unit);
    const auto& found = co_await asked;
    if (not found)
        co_return absent;
    if (not found->script.empty())
        throw NotAsked{"a script has no properties"};
    auto read = configured_property(host, *unit, found->file, name);
    co_return co_await read;
}

/// Units with a file, those with a link that starts them, and scripts.
Task<std::vector<std::string>> all(Host& host, ServiceName pattern) {
    if (not pattern.user.empty())
        throw no_manager(host);
    std::vector<Pending<std::optional<Names>>> asked;
    for (const auto& folder : unit_folders(host.platform()))
        asked.push_back(host.glob(fmt::format("{}/*.*", folder)));
    auto& links = host.once(enabling_links);
    auto scripts = names_of_scripts(host);

    std::vector<std::string> units;
    const auto add = [&units](const Names& paths) {
        for (const auto& path : paths.names)
            if (auto unit = std::string(file_name_of(path));
                unit_name(unit) == unit and not is_template(unit))
                units.push_back(std::move(unit));
    };
    for (auto& one : asked)
        if (const auto& found = co_await one)
            add(*found);
    add(co_await links);
    for (auto script : co_await scripts) {
        if (script.ends_with(of_shell))
            script.resize(script.size() - of_shell.size());
        if (const auto unit = unit_name(script))
            units.push_back(*unit);
    }
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
