#pragma once

#include "framework/fleet/alert/message.hpp"

#include <string>

namespace muster {

/// Where an Alertmanager takes alerts, below its url: with API v2, by POST.
constexpr std::string_view alertmanager_path = "/api/v2/alerts";

/// The alerts of a message (API v2, `postableAlerts`), one for each notice. Labels, by which an alert and its end are
/// known to be of one thing: alertname (the title of the spec, "unreachable", "blind" …), fleet, target, role (of
/// several with commas), id, impact, owner. Annotations: summary, expected, actual, message, hint, because, runbook,
/// again.
///
/// An alert holds until four times `repeat` after it was told last, and is to be told again each `repeat`; an end is
/// one that ended when it was found. What only happened (a value that changed) holds for one `repeat`.
std::string alertmanager_alerts(const Message& message, Nanoseconds repeat);

}  // namespace muster
