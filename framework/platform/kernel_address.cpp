#include "framework/platform/kernel_address.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace muster {

ByteOrder byte_order(const Platform& platform) {
    constexpr std::array<std::string_view, 10> big = {
        "s390x", "s390", "ppc64", "ppc", "mips", "mips64", "sparc64", "sparc", "m68k", "parisc64"};
    return std::ranges::find(big, platform.arch) != big.end() ? ByteOrder::big : ByteOrder::little;
}

std::optional<std::uint64_t> hexadecimal(std::string_view text) {
    std::uint64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number, 16);
    return error == std::errc() and stop == end ? std::optional(number) : std::nullopt;
}

std::optional<Address> kernel_address(std::string_view hex, ByteOrder order) {
    if (hex.size() != 8 and hex.size() != 32)
        return std::nullopt;
    Address address;
    for (std::size_t at = 0; at < hex.size(); at += 8) {
        const auto word = hexadecimal(hex.substr(at, 8));
        if (not word)
            return std::nullopt;
        for (int i = 0; i < 4; ++i) {
            const int shift = order == ByteOrder::little ? 8 * i : 24 - 8 * i;
            address.bytes.push_back(static_cast<std::uint8_t>(*word >> shift));
        }
    }
    return address;
}

}  // namespace muster
