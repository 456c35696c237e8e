#include "framework/platform/unit_files.hpp"

#include "framework/base/text.hpp"
#include "framework/platform/systemd_unit.hpp"
#include "framework/platform/unit_text.hpp"

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

/// A service without a unit file: its SysV script, if there is one, and whether it has an S link in the
/// default runlevel (2 on Debian, 3 elsewhere).
struct Script {
    bool exists = false;
    bool enabled = false;
};

Task<Script> sysv_script(Host& host, std::string unit) {
    constexpr std::string_view suffix = ".service";
    const auto name = unit.substr(0, unit.size() - suffix.size());
    if (not unit.ends_with(suffix) or name.find('\\') != std::string::npos)
        co_return Script();
    const auto* level = host.platform().family == "debian" ? "2" : "3";
    auto script = host.stat("/etc/init.d/" + name);
    auto start = host.glob(fmt::format("/etc/rc{}.d/S[0-9][0-9]{}", level, name));
    const auto& file = co_await script;
    const auto& links = co_await start;
    co_return Script{file.has_value(), links and not links->names.empty()};
}

struct Configured {
    std::string enablement;
    bool enabled = false;
    std::string path;
};

Task<std::optional<Configured>> configured(Host& host, std::string unit) {
    auto own = unit_file(host, unit);
    auto general = unit_file(host, template_of(unit).value_or(unit));
    auto& shared_links = host.once(enabling_links);
    auto script = sysv_script(host, unit);

    auto file = co_await own;
    if (not file)
        file = co_await general;
    const auto& links = co_await shared_links;
    const auto& sysv = co_await script;
    if (file) {
        const auto word = enablement(*file, unit, links);
        co_return Configured{word, word == "enabled", file->path};
    }
    if (sysv.exists)
        co_return Configured{"generated", sysv.enabled, ""};
    co_return std::nullopt;
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
        co_return found->path.empty() ? not_set : Value(found->path);
    Value enabled = found->enabled;
    if (not found->enabled)
        enabled.remark = fmt::format("its enablement is {}", found->enablement);
    co_return enabled;
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

}  // namespace

InstallSection parse_install(std::string_view unit_file) {
    InstallSection install;
    for (const auto& [key, value] : unit_settings(unit_file, "Install")) {
        const auto values = words_of(value);
        if (key == "WantedBy" or key == "RequiredBy" or key == "UpheldBy")
            install.wanted = install.wanted or not values.empty();
        else if (key == "Alias")
            install.aliases.insert(install.aliases.end(), values.begin(), values.end());
        else if (key == "Also")
            install.also.insert(install.also.end(), values.begin(), values.end());
        else if (key == "DefaultInstance" and not values.empty())
            install.default_instance = values.front();
    }
    return install;
}

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

const ServiceManager no_service_manager = {.name = "none", .ask = ask, .property = property};

}  // namespace muster
