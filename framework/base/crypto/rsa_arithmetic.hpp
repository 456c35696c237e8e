#pragma once

// Whether the numbers of an RSA key fit together; for the sources of this folder alone.

#include "framework/base/crypto/openssl.hpp"

#include <string>

namespace muster {

/// What does not fit, in OpenSSL's words where it has them; "" when all does. That p and q are primes is not
/// tried, but what follows from it: what is enciphered can be deciphered. Of a key of more than two primes
/// only that no number is larger than the modulus.
std::string rsa_trouble(const EVP_PKEY* key);

bool rsa_has_more_primes(const EVP_PKEY* key);

}  // namespace muster
