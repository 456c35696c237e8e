#pragma once

// Numbers as the bytes that they are stored in.

#include <cstdint>
#include <string_view>

namespace muster {

/// Of at most eight bytes, the most significant one first.
constexpr std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t number = 0;
    for (const char byte : bytes)
        number = number << 8U | static_cast<unsigned char>(byte);
    return number;
}

/// The same with the most significant one last.
constexpr std::uint64_t little_endian(std::string_view bytes) {
    std::uint64_t number = 0;
    for (auto place = bytes.size(); place-- > 0;)
        number = number << 8U | static_cast<unsigned char>(bytes[place]);
    return number;
}

}  // namespace muster
