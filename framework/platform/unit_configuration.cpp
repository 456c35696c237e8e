#include "framework/platform/unit_configuration.hpp"

#include "framework/base/text.hpp"
#include "framework/platform/systemd_unit.hpp"
#include "framework/platform/unit_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

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

/// What an empty assignment does: takes back what was said, or nothing, as systemd finds no word in it.
enum class Empty { resets, ignored };

/// The last assignment; nothing where there is none.
std::optional<std::string> last_of(
    const std::vector<UnitSetting>& settings, std::string_view key, Empty empty
) {
    std::optional<std::string> value;
    for (const auto& setting : settings)
        if (setting.key == key and not setting.value.empty())
            value = setting.value;
        else if (setting.key == key and empty == Empty::resets)
            value.reset();
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

/// A setting that `systemctl show` prints as it is written (systemd.service(5), systemd.exec(5), systemd.kill(5)). Of
/// words that it does not know systemd only warns.
struct PlainProperty {
    std::string_view name;
    std::string_view words =
        "no yes";             ///< the usual one first; none: any text, not set where there is none
    bool of_sandbox = false;  ///< DynamicUser= changes it
};

constexpr std::array plain_properties = {
    PlainProperty{"Restart", "no always on-success on-failure on-abnormal on-abort on-watchdog"},
    PlainProperty{"KillMode", "control-group mixed process none"},
    PlainProperty{"User", "", true},
    PlainProperty{"Group", "", true},
    PlainProperty{"RemainAfterExit"},
    PlainProperty{"NonBlocking"},
    PlainProperty{"DynamicUser"},
    PlainProperty{"LockPersonality"},
    PlainProperty{"MemoryDenyWriteExecute"},
    PlainProperty{"PrivateDevices"},
    PlainProperty{"PrivateNetwork"},
    PlainProperty{"PrivateUsers"},
    PlainProperty{"PrivateTmp", "no yes", true},
    PlainProperty{"NoNewPrivileges", "no yes", true},
    PlainProperty{"RestrictSUIDSGID", "no yes", true},
    PlainProperty{"ProtectSystem", "no yes full strict", true},
    PlainProperty{"ProtectHome", "no yes read-only tmpfs", true},
    PlainProperty{"ProtectClock"},
    PlainProperty{"ProtectControlGroups"},
    PlainProperty{"ProtectHostname"},
    PlainProperty{"ProtectKernelLogs"},
    PlainProperty{"ProtectKernelModules"},
    PlainProperty{"ProtectKernelTunables"},
    PlainProperty{"RestrictRealtime"},
};
constexpr std::string_view service_types = "simple exec forking oneshot dbus notify idle";

/// `true`, `on` and `1` are printed as yes.
std::string as_printed(const std::string& text) {
    const auto word = lower_case(text);
    if (word == "1" or word == "y" or word == "t" or word == "true" or word == "on")
        return "yes";
    if (word == "0" or word == "n" or word == "f" or word == "false" or word == "off")
        return "no";
    return word;
}

bool is_among(std::string_view word, std::string_view words) {
    const auto all = words_of(words);
    return std::ranges::find(all, word) != all.end();
}

bool is_dynamic(const std::vector<UnitSetting>& settings) {
    return as_printed(last_of(settings, "DynamicUser", Empty::ignored).value_or("")) == "yes";
}

std::string type_of_service(const std::vector<UnitSetting>& settings) {
    if (const auto type = last_of(settings, "Type", Empty::ignored))
        return *type;
    if (last_of(settings, "BusName", Empty::resets))
        return "dbus";
    return last_of(settings, "ExecStart", Empty::resets) ? "simple" : "oneshot";
}

/// A word that systemd knows, or that is of no list.
Value known_word(std::string_view property, const std::string& text, std::string_view words) {
    const bool is_known = words.empty() or is_among(text, words);
    if (not is_known or text.find('%') != std::string::npos)
        throw when_it_runs(property);
    return text.empty() ? not_set : Value(Scalar{text});
}

Value property_from(const std::vector<UnitSetting>& settings, const std::string& property) {
    if (property == "Type")
        return known_word(property, type_of_service(settings), service_types);
    const auto plain = std::ranges::find(plain_properties, property, &PlainProperty::name);
    if (plain == plain_properties.end() or (plain->of_sandbox and is_dynamic(settings)))
        throw when_it_runs(property);
    if (plain->words.empty())
        return known_word(property, last_of(settings, property, Empty::resets).value_or(""), "");
    const auto usual = std::string(plain->words.substr(0, plain->words.find(' ')));
    const auto text = last_of(settings, property, Empty::ignored).value_or(usual);
    return known_word(property, as_printed(text), plain->words);
}

/// The unit's own name and the one that it was asked by.
std::vector<std::string> names_of(const std::string& unit, const UnitFile& file) {
    std::vector<std::string> names = {unit};
    if (file.name != unit and is_template(file.name) == is_template(unit))
        names.push_back(file.name);
    return names;
}

}  // namespace

Task<Value> configured_drop_ins(Host& host, std::string unit, UnitFile file) {
    auto asked = drop_ins_of(host, names_of(unit, file));
    std::vector<std::string> paths;
    for (const auto& drop_in : co_await asked)
        paths.push_back(drop_in.path);
    co_return sequence_of_texts(paths);
}

Task<Value> configured_user(Host& host, std::string unit, UnitFile file) {
    const auto section = exec_section(unit);
    if (section.empty())
        co_return not_set;
    auto asked = drop_ins_of(host, names_of(unit, file));
    const auto& drop_ins = co_await asked;
    const auto settings = settings_of(file, drop_ins, section);
    const auto user = last_of(settings, "User", Empty::resets);
    if (user ? user->find('%') != std::string::npos : is_dynamic(settings))
        throw when_it_runs("User");
    co_return Value(user.value_or("root"));
}

Task<Value> configured_property(Host& host, std::string unit, UnitFile file, std::string property) {
    if (not unit.ends_with(".service"))
        throw when_it_runs(property);
    auto asked = drop_ins_of(host, names_of(unit, file));
    const auto& drop_ins = co_await asked;
    co_return property_from(settings_of(file, drop_ins, "Service"), property);
}

}  // namespace muster
