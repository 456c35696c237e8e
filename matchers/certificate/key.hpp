#pragma once

#include "framework/host/host.hpp"

#include <optional>
#include <string>

namespace muster {

/// The public half (SubjectPublicKeyInfo, DER) of the private key in a file of the target, as its own `openssl` tells
/// it: the key stays there. Nothing where there is no such file; throws CannotTell where it cannot be read, is
/// encrypted, or nobody there can tell.
Task<std::optional<std::string>> public_half_of(Host& host, std::string path);

}  // namespace muster
