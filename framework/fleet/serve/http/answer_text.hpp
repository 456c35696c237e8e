#pragma once

// An answer as it goes over the wire.

#include "framework/base/clock.hpp"
#include "framework/fleet/serve/http/http_messages.hpp"

#include <string>

namespace muster {

struct AnswerForm {
    enum class Body { sent, left_out };
    enum class After { next_request, end };
    Body body = Body::sent;
    After after = After::end;
};

/// Head and body. Throws Mistake for a header that cannot be sent and a status that ends no request.
std::string answer_text(const HttpAnswer& answer, AnswerForm form, Instant now);

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 5.6.7).
std::string http_date(Instant instant);

}  // namespace muster
