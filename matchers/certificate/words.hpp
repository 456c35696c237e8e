#pragma once

// What can be known of a certificate, whoever shows it: a TLS server, a file.

#include "framework/base/clock.hpp"
#include "framework/model/fact.hpp"
#include "framework/model/http.hpp"
#include "framework/model/vocabulary.hpp"

#include <vector>

namespace muster {

/// The attributes of a certificate that is shown with its chain.
std::vector<AttributeEntry> certificate_attributes();

/// The value of one of them. Throws CannotTell for bytes that are no certificate and where nobody could say
/// whether it is trusted.
Value certificate_value(const Fact& fact, const TlsPeer& shown, Instant now);

}  // namespace muster
