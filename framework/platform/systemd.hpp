#pragma once

// systemd as a service manager: one `systemctl show` for all units of a suite.

#include "framework/platform/service_manager.hpp"
#include "framework/platform/systemd_unit.hpp"

namespace muster {

extern const ServiceManager systemd;

/// The names of all services that fit a pattern, from `systemctl list-unit-files` and `list-units`
/// (systemd_services.cpp).
Task<std::vector<std::string>> all_systemd_services(Host& host, ServiceName pattern);

/// Units in the lines of `systemctl list-unit-files` and `list-units`, aliases, templates and what is only named
/// by others left out.
std::vector<std::string> units_in_files_list(std::string_view report);
std::vector<std::string> units_in_units_list(std::string_view report);

/// Whether systemd has a state of this unit: it is known, or was deleted while it still runs.
bool has_state(const UnitProperties& unit);

/// An attribute of `service(…)` from a unit's properties alone: what `systemctl show` said means.
/// Throws NotAsked for what systemd has no notion of.
Value unit_attribute(const UnitProperties& unit, std::string_view attribute);

/// "Sun 2026-11-22 10:00:44 UTC", as systemctl prints a time in UTC; nothing for anything else.
std::optional<Instant> systemd_time(std::string_view text);

}  // namespace muster
