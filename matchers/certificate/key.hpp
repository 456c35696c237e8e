#pragma once

#include "framework/host/host.hpp"

#include <optional>
#include <string>

namespace muster {

/// SubjectPublicKeyInfo (DER) of the private key in a file of the target, whose bytes are forgotten as soon as they were
/// looked at. Nothing where there is no such file. Throws CannotTell where it holds none, or an encrypted one.
Task<std::optional<std::string>> public_half_of(Host& host, std::string path);

/// The same of what was found.
std::string public_half_in(const KeyInFile& found, const std::string& path);

}  // namespace muster
