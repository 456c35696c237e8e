#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

/// Fields of a certificate's subject or issuer in their order: {"CN", "example.org"}.
using DistinguishedName = std::vector<std::pair<std::string, std::string>>;

/// Reads `C = JP, O = X, CN = y` (openssl x509), `/C=JP/O=X/CN=y` (of old) and RFC 4514
/// (`CN=y,O=X,C=JP`), with their quotes and backslashes; nothing for anything else.
std::optional<DistinguishedName> distinguished_name_from(std::string_view text);

/// `C = JP, O = "X, Inc.", CN = y`.
std::string to_text(const DistinguishedName& name);

/// Whether both have the same fields. Their order does not count: RFC 4514 turns it round.
bool same_distinguished_name(std::string_view left, std::string_view right);

}  // namespace muster
