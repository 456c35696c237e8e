#pragma once

#include "framework/host/host.hpp"

#include <optional>
#include <string>

namespace muster {

/// Why something of a private key in a file is not known.
CannotTell not_known(const PrivateKeyFacts& key, const std::string& path);

/// SubjectPublicKeyInfo (DER) of the private key in a file of the target. Nothing where there is no such file. Throws
/// CannotTell where it holds none, or one that does not tell it.
Task<std::optional<std::string>> public_half_of(Host& host, std::string path);

/// Throws CannotTell for a path that does not begin with `/`.
void require_absolute(const std::string& path);

}  // namespace muster
