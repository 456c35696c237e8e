#pragma once

// Addresses as the kernel prints them in the files of /proc/net.

#include "framework/model/platform.hpp"
#include "framework/model/term.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace muster {

/// The order of the bytes of a number in memory, in which some files print addresses.
enum class ByteOrder { little, big };

ByteOrder byte_order(const Platform& platform);

/// A number in base 16 that is nothing else.
std::optional<std::uint64_t> hexadecimal(std::string_view text);

/// "0100007F": words of 32 bits, each in the kernel's byte order. Files that print IPv6 addresses byte by byte
/// (if_inet6, ipv6_route) are read with `ByteOrder::big`.
std::optional<Address> kernel_address(std::string_view hex, ByteOrder order);

}  // namespace muster
