#pragma once

// What the forms of /silences send, read and checked: the server decodes nothing of it itself.

#include "framework/fleet/state/watched.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace muster {

using FormFields = std::vector<std::pair<std::string, std::string>>;

/// The fields of a body of the type application/x-www-form-urlencoded, in their order; nothing where a `%` is not
/// followed by two hexadecimal digits, or where there are more than 100.
std::optional<FormFields> form_fields(std::string_view body);

/// Why a form means nothing: "for: \"4 hours\" is no time: write 30m, 4h, 7d".
struct FormSlip {
    std::string reason;
};

/// The silence that the fields of POST /api/v1/silences (routes.cpp) ask for, beginning now; without a number yet. It needs
/// a reason, and who wants it; a silence needs to say of what, `*` for everything, and an end within a year.
/// `who` stands in the place of the field where the reader has logged in; empty: nobody has.
std::variant<Silence, FormSlip> silence_from(
    const FormFields& fields, const std::string& who, Instant now
);

/// The number that POST /api/v1/silences/end is about.
std::variant<std::int64_t, FormSlip> ended_number(const FormFields& fields);

}  // namespace muster
