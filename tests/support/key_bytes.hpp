#pragma once

// Keys by their bytes: PEM, DER and OpenSSH's format, taken apart and put together again.

#include <cstdint>
#include <string>
#include <string_view>

namespace muster::tests {

/// A key of OpenSSH (PROTOCOL.key) that is not encrypted, by its parts.
struct OpensshKey {
    std::string cipher = "none";
    std::string derivation = "none";
    std::string options = {};
    std::uint32_t keys = 1;
    std::string public_half;
    std::string section;
    std::string behind = {};

    static OpensshKey from(std::string_view file);
    /// The file.
    std::string text() const;
};

/// What is between the lines BEGIN and END of the first block of PEM.
std::string bytes_of_pem(std::string_view text);
std::string pem_of(std::string_view label, std::string_view bytes);

/// An element of DER (X.690).
std::string der(char tag, std::string_view content);

}  // namespace muster::tests
