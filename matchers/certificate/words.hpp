#pragma once

// What can be known of a certificate, whoever shows it: a TLS server, a file.

#include "framework/base/clock.hpp"
#include "framework/model/fact.hpp"
#include "framework/model/http.hpp"
#include "framework/model/vocabulary.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

/// The attributes of a certificate that is shown with its chain; `trusted` means as much of it as whoever
/// shows it can be held to.
std::vector<AttributeEntry> certificate_attributes(std::string_view what_trusted_means);

/// Whether a certificate that was shown belongs to the key in this file: its public half. Without one, as there is no
/// such file, it has no value: a slip in the path makes no negation hold.
Value matches_key(
    const TlsPeer& shown, const std::optional<std::string>& public_half, const std::string& path
);

/// The value of all others. Throws CannotTell for bytes that are no certificate and where nobody could say
/// whether it is trusted.
Value certificate_value(const Fact& fact, const TlsPeer& shown, Instant now);

}  // namespace muster
