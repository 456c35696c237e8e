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

/// The attributes of a certificate that is shown with its chain.
std::vector<AttributeEntry> certificate_attributes();

/// Whether a certificate that was shown belongs to a key in this file: its public half, or nothing where there is
/// no such file.
Value matches_key(
    const TlsPeer& shown, const std::optional<std::string>& public_half, const std::string& path
);

/// The value of all others. Throws CannotTell for bytes that are no certificate and where nobody could say
/// whether it is trusted.
Value certificate_value(const Fact& fact, const TlsPeer& shown, Instant now);

}  // namespace muster
