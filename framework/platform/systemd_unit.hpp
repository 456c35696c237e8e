#pragma once

// Names and properties of systemd's units, as texts.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// A unit's full name: `nginx` is `nginx.service`, any suffix that systemd knows is kept
/// (systemd.unit(5)). Nothing for what can be no unit's name: it is not there, and never a pattern, a
/// path or an option.
std::optional<std::string> unit_name(std::string_view text);

/// Whether a name ends as a unit's does: `x.timer`, and not `x.y`.
bool has_unit_suffix(std::string_view text);

/// What a unit is asked by: `nginx` of `nginx.service`, any other name in full.
std::string short_unit_name(std::string_view unit);

/// The patterns of units are as those of names: `ngin*` means `ngin*.service`. The names that units which fit are
/// asked by, sorted, each once.
std::vector<std::string> fitting_unit_names(
    const std::vector<std::string>& units, std::string_view pattern
);

/// `getty@.service`: systemd loads its instances, never itself.
bool is_template(std::string_view unit);

/// The template of an instance (`getty@tty1.service` → `getty@.service`); nothing for other units.
std::optional<std::string> template_of(std::string_view unit);

/// Properties by name, as `systemctl show` prints them; one that is printed several times has a line
/// for each.
using UnitProperties = std::map<std::string, std::string>;
UnitProperties parse_properties(std::string_view block);

/// The property's value; empty when there is none.
std::string_view property_of(const UnitProperties& unit, const std::string& name);

/// The output of `systemctl show` cut into the blocks of `units`, in the order asked. Throws CannotTell
/// when it does not have a block for each, or a block of another unit.
std::vector<std::string> unit_blocks(std::span<const std::string> units, std::string_view output);

}  // namespace muster
