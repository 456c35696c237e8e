#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

enum class DigestAlgorithm { md5, sha1, sha256, sha512 };

std::string_view name(DigestAlgorithm algorithm);  ///< "sha256"
std::optional<DigestAlgorithm> digest_algorithm_named(std::string_view name);

/// A digest over bytes that come in pieces.
class Digester {
public:
    explicit Digester(DigestAlgorithm algorithm);
    ~Digester();
    Digester(Digester&&) noexcept;
    Digester& operator=(Digester&&) noexcept;

    void add(std::string_view bytes);
    std::string bytes();  ///< the raw digest; the digester is used up
    std::string hex();    ///< lower case; the digester is used up

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Lower-case hexadecimal digest of `bytes`.
std::string hex_digest(DigestAlgorithm algorithm, std::string_view bytes);

/// HMAC-SHA1 of `text` under `key` (RFC 2104), raw: what a hashed line of known_hosts holds.
std::string hmac_sha1(std::string_view key, std::string_view text);

/// A digest of a secret that takes tens of milliseconds (PBKDF2), so that guessing it back takes long; in
/// hexadecimal.
std::string stretched_digest(std::string_view secret, std::string_view salt);

/// `count` bytes of the system's random source.
std::string random_bytes(std::size_t count);

std::string to_hex(std::string_view bytes);

}  // namespace muster
