#pragma once

// systemd as a service manager: one `systemctl show` for all units of a suite.

#include "framework/platform/service_manager.hpp"
#include "framework/platform/systemd_unit.hpp"

namespace muster {

extern const ServiceManager systemd;

/// Whether systemd has a state of this unit: it is known, or was deleted while it still runs.
bool has_state(const UnitProperties& unit);

/// An attribute of `service(…)` from a unit's properties alone: what `systemctl show` said means.
/// Throws NotAsked for what systemd has no notion of.
Value unit_attribute(const UnitProperties& unit, std::string_view attribute);

/// "Sun 2026-11-22 10:00:44 UTC", as systemctl prints a time in UTC; nothing for anything else.
std::optional<Instant> systemd_time(std::string_view text);

}  // namespace muster
