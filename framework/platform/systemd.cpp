#include "framework/platform/systemd.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/version_text.hpp"
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

/// A key is a unit, or a unit, a blank and one more property to ask for.
struct UnitKey {
    std::string unit;
    std::string property;
};

UnitKey unit_key(std::string_view key) {
    const auto blank = key.find(' ');
    if (blank == std::string_view::npos)
        return {std::string(key), ""};
    return {std::string(key.substr(0, blank)), std::string(key.substr(blank + 1))};
}

bool accepts(std::string_view key) {
    const auto [unit, property] = unit_key(key);
    return unit_name(unit) == unit and not is_template(unit)
           and (property.empty() or is_property_name(property));
}

/// The units of these keys, each once, in the order of the command line.
std::vector<std::string> units_of(std::span<const std::string> keys) {
    std::vector<std::string> units;
    for (const auto& key : keys)
        if (const auto unit = unit_key(key).unit; std::ranges::find(units, unit) == units.end())
            units.push_back(unit);
    return units;
}

Command show(std::span<const std::string> keys) {
    std::set<std::string> more;
    for (const auto& key : keys)
        if (auto property = unit_key(key).property; not property.empty())
            more.insert(std::move(property));
    std::string properties(usual_properties);
    for (const auto& property : more)
        properties += "," + property;
    Command command{{"systemctl", "show", "--property=" + properties, "--"}};
    for (auto& unit : units_of(keys))
        command.words.push_back(std::move(unit));
    // systemctl prints times in the zone of whoever calls it.
    command.environment = {{"TZ", "UTC"}};
    return command;
}

void check_show(const Output& output) {
    if (output.exit_status == 0)
        return;
    const auto said = escaped(trimmed(output.err), 200);
    if (output.exit_status == 127)
        throw CannotTell{Kind::missing_tool, "systemctl is not there", "is this a systemd host?"};
    const bool denied = output.err.find("Access denied") != std::string::npos
                        or output.err.find("Permission denied") != std::string::npos;
    throw CannotTell{
        denied ? Kind::denied : Kind::failed,
        fmt::format("systemctl show ended with {}: {}", output.exit_status, said),
        denied ? "try --sudo" : ""};
}

std::map<std::string, std::string> split_show(
    std::span<const std::string> keys, const Output& output
) {
    check_show(output);
    const auto units = units_of(keys);
    const auto blocks = unit_blocks(units, output.out);
    std::map<std::string, std::string> parts;
    for (const auto& key : keys) {
        const auto place = std::ranges::find(units, unit_key(key).unit);
        parts[key] = blocks[static_cast<std::size_t>(place - units.begin())];
    }
    return parts;
}

const Bulk show_bulk = {
    .name = "systemctl show",
    .accepts = accepts,
    .command = show,
    .split = split_show,
};

// --- a user's own manager ------------------------------------------------------------------------

/// Her systemctl finds her manager by the folder that logind made for her. `--machine=alice@` would
/// need her D-Bus, which a server often lacks.
Command as_user(Command command, const std::string& user) {
    const std::string script = "XDG_RUNTIME_DIR=/run/user/$(id -u) exec \"$@\"";
    std::vector<std::string> words = {"sh", "-c", script, "sh", "systemctl", "--user"};
    words.insert(words.end(), command.words.begin() + 1, command.words.end());
    command.words = std::move(words);
    command.user = user;
    return command;
}

Task<std::string> block_of_user(Host& host, std::string key, std::string user) {
    const std::vector<std::string> keys = {key};
    const auto command = as_user(show(keys), user);
    auto answer = host.run(command);
    const auto& output = co_await answer;
    if (output.err.find("Failed to connect to bus") != std::string::npos)
        throw CannotTell{
            Kind::failed,
            fmt::format("no systemd --user of {} runs", quoted(user)),
            "it runs while she is logged in, or always after loginctl enable-linger"};
    check_show(output);
    co_return unit_blocks(units_of(keys), output.out).at(0);
}

Task<std::optional<UnitProperties>> properties(
    Host& host, ServiceName service, std::string property
) {
    const auto unit = unit_name(service.name);
    if (not unit)
        co_return std::nullopt;
    const auto key = property.empty() ? *unit : *unit + " " + property;
    if (not service.user.empty()) {
        auto asked = block_of_user(host, key, service.user);
        const auto& block = co_await asked;
        auto properties = parse_properties(block);
        if (auto place = properties.find("User");
            place != properties.end() and place->second.empty())
            place->second = service.user;  // what runs under her manager runs as her
        co_return properties;
    }
    auto part = host.joined(show_bulk, key);
    const auto& block = co_await part;
    if (not block)
        co_return std::nullopt;
    co_return parse_properties(*block);
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

const ServiceManager systemd = {.name = "systemd", .ask = ask, .property = property};

}  // namespace muster
