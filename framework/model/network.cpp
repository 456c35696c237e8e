#include "framework/model/network.hpp"

#include <algorithm>

namespace muster {

namespace {

/// The bits of byte `place` that belong to the network of a prefix.
std::uint8_t mask_of(int prefix, std::size_t place) {
    const int bits = std::clamp(prefix - 8 * static_cast<int>(place), 0, 8);
    return static_cast<std::uint8_t>(0xFF00U >> bits);
}

int prefix_of(const Address& address) {
    return address.prefix.value_or(address.is_v6() ? 128 : 32);
}

}  // namespace

bool is_within(const Address& address, const Address& network) {
    if (address.is_v6() != network.is_v6())
        return false;
    Address wider = address;
    wider.prefix = prefix_of(network);
    return network_of(wider).bytes == network_of(network).bytes;
}

Address network_of(Address address) {
    for (std::size_t i = 0; i < address.bytes.size(); ++i)
        address.bytes[i] &= mask_of(prefix_of(address), i);
    return address;
}

Address last_of_network(Address address) {
    for (std::size_t i = 0; i < address.bytes.size(); ++i)
        address.bytes[i] |= static_cast<std::uint8_t>(~mask_of(prefix_of(address), i));
    address.prefix.reset();
    return address;
}

}  // namespace muster
