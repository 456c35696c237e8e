#include "framework/base/crypto/der.hpp"

#include <cstddef>

namespace muster {

namespace {

/// X.690, 8.1.3: up to 127 as it is, else how many bytes it has and those. No file has more than four.
std::optional<std::size_t> take_length(std::string_view& bytes) {
    if (bytes.empty())
        return std::nullopt;
    const auto first = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    if (first < 0x80)
        return first;
    const std::size_t count = first & 0x7FU;
    if (count == 0 or count > 4 or count > bytes.size())
        return std::nullopt;
    std::size_t length = 0;
    for (const char byte : bytes.substr(0, count))
        length = length << 8U | static_cast<unsigned char>(byte);
    bytes.remove_prefix(count);
    return length;
}

}  // namespace

std::optional<DerElement> take_der(std::string_view& bytes) {
    if (bytes.empty())
        return std::nullopt;
    auto rest = bytes;
    const auto tag = static_cast<unsigned char>(rest.front());
    rest.remove_prefix(1);
    const auto length = take_length(rest);
    if (not length)
        return std::nullopt;
    const DerElement element{tag, rest.substr(0, *length), *length > rest.size()};
    bytes = rest.substr(element.content.size());
    return element;
}

bool is_whole_der_sequence(std::string_view bytes) {
    const auto element = take_der(bytes);
    return element and element->tag == der_sequence and not element->is_cut and bytes.empty();
}

}  // namespace muster
