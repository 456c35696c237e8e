#include "framework/platform/systemd_unit.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"
#include "framework/model/version_text.hpp"
#include "framework/platform/service_manager.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace muster {

namespace {

// systemd: UNIT_NAME_MAX.
constexpr std::size_t longest_name = 255;

bool is_unit_character(char c) {
    return version_text::is_alphanumeric(c)
           or std::string_view(":-_.\\@").find(c) != std::string_view::npos;
}

/// Whether a block is about `unit`: systemctl puts the name that it knows it by first and quotes odd
/// ones.
bool is_about(std::string_view block, std::string_view unit) {
    if (unit.find('\\') != std::string_view::npos)
        return true;
    const auto properties = parse_properties(block);
    const auto names = words_of(property_of(properties, "Names"));
    return std::ranges::find(names, unit) != names.end();
}

}  // namespace

bool has_unit_suffix(std::string_view text) {
    constexpr std::array<std::string_view, 11> suffixes = {
        "service",
        "socket",
        "device",
        "mount",
        "automount",
        "swap",
        "target",
        "path",
        "timer",
        "slice",
        "scope",
    };
    const auto dot = text.rfind('.');
    return dot != std::string_view::npos
           and std::ranges::find(suffixes, text.substr(dot + 1)) != suffixes.end();
}

std::string short_unit_name(std::string_view unit) {
    constexpr std::string_view suffix = ".service";
    if (not unit.ends_with(suffix))
        return std::string(unit);
    const auto name = unit.substr(0, unit.size() - suffix.size());
    // foo.socket.service is not foo.socket
    return std::string(has_unit_suffix(name) ? unit : name);
}

std::vector<std::string> fitting_unit_names(
    const std::vector<std::string>& units, std::string_view pattern
) {
    std::string whole(pattern);
    if (not has_unit_suffix(pattern))
        whole += ".service";
    std::set<std::string> names;
    for (const auto& unit : units)
        if (fits_pattern(whole, unit))
            names.insert(short_unit_name(unit));
    return {names.begin(), names.end()};
}

std::optional<std::string> unit_name(std::string_view text) {
    std::string name(text);
    if (not has_unit_suffix(name))
        name += ".service";
    const bool good = not name.starts_with('.') and not name.starts_with('@')
                      and name.size() <= longest_name
                      and std::ranges::all_of(name, is_unit_character);
    return good ? std::optional(name) : std::nullopt;
}

bool is_template(std::string_view unit) {
    const auto at = unit.find('@');
    return at != std::string_view::npos and at + 1 == unit.rfind('.');
}

std::optional<std::string> template_of(std::string_view unit) {
    const auto at = unit.find('@');
    if (at == std::string_view::npos or is_template(unit))
        return std::nullopt;
    return std::string(unit.substr(0, at + 1)) + std::string(unit.substr(unit.rfind('.')));
}

UnitProperties parse_properties(std::string_view block) {
    UnitProperties properties;
    for (const auto line : lines_of(block)) {
        const auto equals = line.find('=');
        if (equals == std::string_view::npos)
            continue;
        const std::string name(line.substr(0, equals));
        const auto value = line.substr(equals + 1);
        const auto [place, is_new] = properties.try_emplace(name, value);
        if (not is_new)
            place->second += "\n" + std::string(value);
    }
    return properties;
}

std::string_view property_of(const UnitProperties& unit, const std::string& name) {
    const auto found = unit.find(name);
    return found == unit.end() ? std::string_view() : found->second;
}

std::vector<std::string> unit_blocks(std::span<const std::string> units, std::string_view output) {
    std::vector<std::string> blocks(1);
    for (const auto line : lines_of(output)) {
        if (line.empty())
            blocks.emplace_back();
        else
            blocks.back() += std::string(line) + "\n";
    }
    bool complete = blocks.size() == units.size();
    for (std::size_t i = 0; complete and i < units.size(); ++i)
        complete = is_about(blocks[i], units[i]);
    if (not complete)
        throw CannotTell{
            Kind::unparsable,
            fmt::format(
                "systemctl show answered {} for {} units", quoted(output, 100), units.size()
            )};
    return blocks;
}

}  // namespace muster
