#pragma once

// The outer shape of DER (X.690): enough to tell forms of keys apart, also of a file that is cut short.

#include <optional>
#include <string_view>

namespace muster {

struct DerElement {
    unsigned char tag = 0;     ///< with its class and form: 0x30 is a sequence
    std::string_view content;  ///< what there is of it
    bool is_cut = false;       ///< there should be more
};

inline constexpr unsigned char der_integer = 0x02;
inline constexpr unsigned char der_octets = 0x04;
inline constexpr unsigned char der_object = 0x06;
inline constexpr unsigned char der_sequence = 0x30;

/// Takes an element off the front; nothing when `bytes` do not begin with one.
std::optional<DerElement> take_der(std::string_view& bytes);

/// A sequence, all of it, and nothing behind it.
bool is_whole_der_sequence(std::string_view bytes);

}  // namespace muster
