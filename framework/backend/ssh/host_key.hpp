#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// A public key as SSH sends it (RFC 4253, 6.6): its type is the first string of its blob.
struct PublicKey {
    std::string type;  ///< "ssh-ed25519"
    std::string blob;

    friend bool operator==(const PublicKey&, const PublicKey&) = default;
};

/// The key in a blob; nothing when the blob does not begin with the name of a type.
std::optional<PublicKey> public_key_from_blob(std::string_view blob);

/// The key in `ssh-ed25519 AAAA… comment`; nothing when blob and type don't agree or it is none.
std::optional<PublicKey> public_key_from_line(std::string_view line);

/// "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8", as `ssh-keygen -l` writes it.
std::string fingerprint(const PublicKey& key);

}  // namespace muster
