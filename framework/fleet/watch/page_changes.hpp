#pragma once

#include "framework/fleet/serve/http/http_messages.hpp"

#include <string>

namespace muster {

/// What somebody who was let in changes by a POST, written to the store:
///
/// - /api/v1/silences: kind (silence, ack), target, role, id, for, reason, who: a form, or an object of JSON;
/// - /api/v1/silences/end: number;
/// - /api/v1/marks: text, target, who.
///
/// A form is answered with the page that shows it, JSON with what was kept; 400 says what is wrong, 404 that there is no
/// such thing to change.
HttpAnswer change_by(const HttpRequest& request, const std::string& store);

}  // namespace muster
