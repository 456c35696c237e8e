#include "framework/platform/unit_configuration.hpp"

#include "framework/base/text.hpp"
#include "framework/platform/configuration_folders.hpp"
#include "framework/platform/systemd_unit.hpp"
#include "framework/platform/unit_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace muster {

namespace {

/// The settings of a section, those of the drop-ins behind those of the file.
std::vector<UnitSetting> settings_of(
    const UnitFile& file, const std::vector<NamedContent>& drop_ins, std::string_view section
) {
    auto settings = unit_settings(file.text, section);
    for (const auto& drop_in : drop_ins)
        std::ranges::move(unit_settings(bytes_of(drop_in), section), std::back_inserter(settings));
    return settings;
}

/// The last assignment; nothing where there is none, or an empty one took it back.
std::optional<std::string> last_of(const std::vector<UnitSetting>& settings, std::string_view key) {
    std::optional<std::string> value;
    for (const auto& setting : settings)
        if (setting.key == key)
            value = setting.value.empty() ? std::nullopt : std::optional(setting.value);
    return value;
}

/// The section that says how a unit's programs run (systemd.exec(5)); empty for a unit that runs none.
std::string_view exec_section(std::string_view unit) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> sections = {{
        {".service", "Service"},
        {".socket", "Socket"},
        {".mount", "Mount"},
        {".swap", "Swap"},
    }};
    for (const auto& [suffix, section] : sections)
        if (unit.ends_with(suffix))
            return section;
    return "";
}

NotAsked when_it_runs(std::string_view property) {
    return {fmt::format("what systemd makes of {} is known when it runs", property)};
}

// --- properties ----------------------------------------------------------------------------------

enum class Form { text, flag };

/// A setting that `systemctl show` prints as it is written (systemd.service(5), systemd.exec(5), systemd.kill(5)).
struct PlainProperty {
    std::string_view name;
    Form form = Form::flag;
    std::string_view usual = "no";
    bool of_sandbox = false;  ///< DynamicUser= changes it
};

constexpr std::array plain_properties = {
    PlainProperty{"Restart", Form::text, "no"},
    PlainProperty{"KillMode", Form::text, "control-group"},
    PlainProperty{"PIDFile", Form::text, ""},
    PlainProperty{"User", Form::text, ""},
    PlainProperty{"Group", Form::text, ""},
    PlainProperty{"RemainAfterExit"},
    PlainProperty{"NonBlocking"},
    PlainProperty{"DynamicUser"},
    PlainProperty{"LockPersonality"},
    PlainProperty{"MemoryDenyWriteExecute"},
    PlainProperty{"PrivateDevices"},
    PlainProperty{"PrivateNetwork"},
    PlainProperty{"PrivateUsers"},
    PlainProperty{"PrivateTmp", Form::flag, "no", true},
    PlainProperty{"NoNewPrivileges", Form::flag, "no", true},
    PlainProperty{"RestrictSUIDSGID", Form::flag, "no", true},
    PlainProperty{"ProtectSystem", Form::flag, "no", true},
    PlainProperty{"ProtectHome", Form::flag, "no", true},
    PlainProperty{"ProtectClock"},
    PlainProperty{"ProtectControlGroups"},
    PlainProperty{"ProtectHostname"},
    PlainProperty{"ProtectKernelLogs"},
    PlainProperty{"ProtectKernelModules"},
    PlainProperty{"ProtectKernelTunables"},
    PlainProperty{"RestrictRealtime"},
};

/// `true`, `on` and `1` are printed as yes; ProtectSystem= has other words, too.
std::string as_flag(const std::string& text) {
    const auto word = lower_case(text);
    if (word == "1" or word == "y" or word == "t" or word == "true" or word == "on")
        return "yes";
    if (word == "0" or word == "n" or word == "f" or word == "false" or word == "off")
        return "no";
    return word;
}

std::string type_of_service(const std::vector<UnitSetting>& settings) {
    if (const auto type = last_of(settings, "Type"))
        return *type;
    if (last_of(settings, "BusName"))
        return "dbus";
    return last_of(settings, "ExecStart") ? "simple" : "oneshot";
}

Value scalar(const std::string& text, std::string_view property) {
    if (text.find('%') != std::string::npos)
        throw when_it_runs(property);
    return text.empty() ? not_set : Value(Scalar{text});
}

Value property_from(
    const std::vector<UnitSetting>& settings, const std::string& unit, const std::string& property
) {
    if (property == "Type" and unit.ends_with(".service"))
        return scalar(type_of_service(settings), property);
    const auto plain = std::ranges::find(plain_properties, property, &PlainProperty::name);
    const bool is_dynamic = as_flag(last_of(settings, "DynamicUser").value_or("")) == "yes";
    if (plain == plain_properties.end() or (plain->of_sandbox and is_dynamic))
        throw when_it_runs(property);
    const auto text = last_of(settings, property).value_or(std::string(plain->usual));
    return scalar(plain->form == Form::flag ? as_flag(text) : text, property);
}

// --- who wants whom ------------------------------------------------------------------------------

/// By a unit's name what it names, as it is written.
using Named = std::map<std::string, std::set<std::string>>;

struct Dependencies {
    Named wanted;     ///< and required
    Named mentioned;  ///< in whatever way: these are loaded when it is (systemd.unit(5))
};

void add_links(Dependencies& all, const std::optional<Names>& links) {
    for (const auto& path : links ? links->names : std::vector<std::string>()) {
        const auto unit = std::string(file_name_of(path));
        const auto folder = path.substr(0, path.size() - unit.size() - 1);
        const auto by = file_name_of(folder);
        const auto name = std::string(by.substr(0, by.rfind('.')));
        all.wanted[name].insert(unit);
        all.mentioned[name].insert(unit);
    }
}

void add_text(Dependencies& all, const std::string& by, std::string_view text) {
    constexpr std::array<std::string_view, 11> mentioning = {
        "Wants",
        "Requires",
        "Requisite",
        "BindsTo",
        "PartOf",
        "Upholds",
        "Conflicts",
        "Before",
        "After",
        "OnFailure",
        "OnSuccess"};
    for (const auto& [key, value] : unit_settings(text, "Unit"))
        if (std::ranges::find(mentioning, key) != mentioning.end())
            for (const auto unit : words_of(value)) {
                all.mentioned[by].emplace(unit);
                if (key == "Wants" or key == "Requires")
                    all.wanted[by].emplace(unit);
            }
}

/// Those that are loaded in a boot into `first`: systemd knows of no others.
std::set<std::string> loaded_from(const std::string& first, const Named& mentioned) {
    std::set<std::string> loaded;
    std::vector<std::string> next = {first};
    while (not next.empty()) {
        const auto unit = std::move(next.back());
        next.pop_back();
        if (not loaded.insert(unit).second)
            continue;
        if (const auto found = mentioned.find(unit); found != mentioned.end())
            next.insert(next.end(), found->second.begin(), found->second.end());
    }
    return loaded;
}

/// What units want and require that a boot loads, once for all who ask; of one name the first folder's file counts.
Task<Named> wanted_at_boot(Host& host) {
    std::vector<Pending<std::optional<Names>>> links;
    std::vector<Pending<std::vector<NamedContent>>> units;
    std::vector<Pending<std::vector<NamedContent>>> drop_ins;
    for (const auto& folder : unit_folders(host.platform())) {
        links.push_back(host.glob(folder + "/*.wants/*"));
        links.push_back(host.glob(folder + "/*.requires/*"));
        units.push_back(host.read_matching(folder + "/*.*"));
        drop_ins.push_back(host.read_matching(folder + "/*.d/*.conf"));
    }
    auto by_default = unit_file_of(host, "default.target");

    Dependencies all;
    std::set<std::string> seen;
    for (auto& one : links)
        add_links(all, co_await one);
    for (auto& folder : units)
        for (const auto& file : co_await folder)
            if (const auto unit = std::string(file_name_of(file.path)); seen.insert(unit).second)
                add_text(all, unit, bytes_of(file));
    for (auto& folder : drop_ins)
        for (const auto& file : co_await folder) {
            const auto above = file.path.substr(0, file.path.rfind('/'));
            auto unit = std::string(file_name_of(above));
            unit.resize(unit.size() - 2);  // .d
            add_text(all, unit, bytes_of(file));
        }
    const auto& target = co_await by_default;
    if (not target)
        co_return std::move(all.wanted);  // what is no system that boots
    const auto loaded = loaded_from(target->name, all.mentioned);
    std::erase_if(all.wanted, [&](const auto& one) { return not loaded.contains(one.first); });
    co_return std::move(all.wanted);
}

}  // namespace

Task<Value> configured_drop_ins(Host& host, std::string unit) {
    auto asked = drop_ins_of(host, unit);
    std::vector<std::string> paths;
    for (const auto& file : co_await asked)
        paths.push_back(file.path);
    co_return sequence_of_texts(paths);
}

Task<Value> configured_user(Host& host, std::string unit, UnitFile file) {
    const auto section = exec_section(unit);
    if (section.empty())
        co_return not_set;
    auto asked = drop_ins_of(host, unit);
    const auto& drop_ins = co_await asked;
    const auto user = last_of(settings_of(file, drop_ins, section), "User").value_or("root");
    if (user.find('%') != std::string::npos)
        throw when_it_runs("User");
    co_return Value(user);
}

Task<Value> configured_wanted_by(Host& host, std::string unit, UnitFile file) {
    auto& shared = host.once(wanted_at_boot);
    std::vector<std::string> by;
    for (const auto& [name, wanted] : co_await shared)
        if (wanted.contains(unit) or wanted.contains(file.name))
            by.push_back(name);
    co_return set_of_texts(by);
}

Task<Value> configured_property(Host& host, std::string unit, UnitFile file, std::string property) {
    const auto section = exec_section(unit);
    if (section.empty())
        throw when_it_runs(property);
    auto asked = drop_ins_of(host, unit);
    const auto& drop_ins = co_await asked;
    co_return property_from(settings_of(file, drop_ins, section), unit, property);
}

}  // namespace muster
