#include "framework/platform/systemd.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/version_text.hpp"
#include "framework/platform/systemctl.hpp"
#include "framework/platform/unit_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace muster {

namespace {

// --- one run for all units -----------------------------------------------------------------------

constexpr std::string_view usual_properties =
    "Id,Names,LoadState,ActiveState,SubState,UnitFileState,MainPID,NRestarts,ActiveEnterTimestamp,"
    "User,FragmentPath,SourcePath,DropInPaths,NeedDaemonReload,WantedBy,RequiredBy,MemoryCurrent,"
    "TasksCurrent";

bool is_property_name(std::string_view name) {
    return not name.empty() and std::ranges::all_of(name, version_text::is_alphanumeric);
}

/// A key is a user (none: the system), a line end, a unit, and maybe a blank and one more property to ask for.
struct UnitKey {
    std::string user;
    std::string unit;
    std::string property;
};

std::string text_of(const UnitKey& key) {
    return key.user + "\n" + key.unit + (key.property.empty() ? "" : " " + key.property);
}

std::string_view user_of(std::string_view key) {
    return key.substr(0, key.find('\n'));
}

UnitKey unit_key(std::string_view key) {
    const auto user = user_of(key);
    const auto rest = key.substr(user.size() + 1);
    const auto blank = rest.find(' ');
    const auto property = blank == std::string_view::npos ? "" : rest.substr(blank + 1);
    return {std::string(user), std::string(rest.substr(0, blank)), std::string(property)};
}

bool accepts(std::string_view key) {
    const auto parts = unit_key(key);
    return unit_name(parts.unit) == parts.unit and not is_template(parts.unit)
           and (parts.property.empty() or is_property_name(parts.property));
}

/// The units of these keys, each once, in the order of the command line.
std::vector<std::string> units_of(std::span<const std::string> keys) {
    std::vector<std::string> units;
    std::set<std::string> seen;
    for (const auto& key : keys)
        if (auto unit = unit_key(key).unit; seen.insert(unit).second)
            units.push_back(std::move(unit));
    return units;
}

/// All keys of one run are of one user.
Command show(std::span<const std::string> keys) {
    std::set<std::string> more;
    for (const auto& key : keys)
        if (auto property = unit_key(key).property; not property.empty())
            more.insert(std::move(property));
    std::string properties(usual_properties);
    for (const auto& property : more)
        properties += "," + property;
    std::vector<std::string> words = {"show", "--property=" + properties, "--"};
    for (auto& unit : units_of(keys))
        words.push_back(std::move(unit));
    return systemctl(std::move(words), std::string(user_of(keys.front())));
}

std::map<std::string, std::string> split_show(
    std::span<const std::string> keys, const Output& output
) {
    check_systemctl("show", output, std::string(user_of(keys.front())));
    const auto units = units_of(keys);
    const auto blocks = unit_blocks(units, output.out);
    std::map<std::string, std::string> by_unit;
    for (std::size_t i = 0; i < units.size(); ++i)
        by_unit[units[i]] = blocks[i];
    std::map<std::string, std::string> parts;
    for (const auto& key : keys)
        parts[key] = by_unit[unit_key(key).unit];
    return parts;
}

const Bulk show_bulk = {
    .name = "systemctl show",
    .accepts = accepts,
    .command = show,
    .split = split_show,
    .group = user_of,
};

Task<std::optional<UnitProperties>> properties(
    Host& host, ServiceName service, std::string property
) {
    const auto unit = unit_name(service.name);
    if (not unit)
        co_return std::nullopt;
    check_user(service.user);
    auto part = host.joined(show_bulk, text_of({service.user, *unit, property}));
    const auto& block = co_await part;
    if (not block)
        co_return std::nullopt;
    auto properties = parse_properties(*block);
    const auto place = properties.find("User");
    if (not service.user.empty() and place != properties.end() and place->second.empty())
        place->second = service.user;  // what runs under her manager runs as her
    co_return properties;
}

// --- the answers ---------------------------------------------------------------------------------

Task<Value> of_template(Host& host, ServiceName service, std::string unit, std::string attribute) {
    if (not service.user.empty())
        throw CannotTell{
            Kind::unsupported, "no reader for the templates of a user's units", "ask an instance"};
    auto asked = template_attribute(host, unit, attribute);
    co_return co_await asked;
}

Task<Value> ask(Host& host, ServiceName service, std::string attribute) {
    host.require(Ability::run);
    if (const auto unit = unit_name(service.name); unit and is_template(*unit)) {
        auto asked = of_template(host, service, *unit, attribute);
        co_return co_await asked;
    }
    auto asked = properties(host, service, "");
    const auto& unit = co_await asked;
    co_return unit ? unit_attribute(*unit, attribute) : absent;
}

Task<Value> property(Host& host, ServiceName service, std::string name) {
    if (not is_property_name(name))
        co_return not_set;
    if (const auto unit = unit_name(service.name); unit and is_template(*unit)) {
        auto asked = of_template(host, service, *unit, "property");
        co_return co_await asked;
    }
    auto asked = properties(host, service, name);
    const auto& unit = co_await asked;
    if (not unit or not has_state(*unit))
        co_return absent;
    const auto text = property_of(*unit, name);
    if (not text.empty())
        co_return Scalar{std::string(text)};
    Value value = not_set;
    value.remark = unit->contains(name) ? "" : fmt::format("systemd knows no property {}", name);
    co_return value;
}

}  // namespace

const ServiceManager systemd = {
    .name = "systemd",
    .ask = ask,
    .all = all_systemd_services,
    .property = property,
    .serves_users = true,
};

}  // namespace muster
