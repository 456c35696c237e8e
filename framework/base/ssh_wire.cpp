#include "framework/base/ssh_wire.hpp"

#include "framework/base/bytes.hpp"

namespace muster {

std::optional<std::uint32_t> take_ssh_number(std::string_view& bytes) {
    if (bytes.size() < 4)
        return std::nullopt;
    const auto number = static_cast<std::uint32_t>(big_endian(bytes.substr(0, 4)));
    bytes.remove_prefix(4);
    return number;
}

std::optional<std::string_view> take_ssh_string(std::string_view& bytes) {
    auto rest = bytes;
    const auto length = take_ssh_number(rest);
    if (not length or *length > rest.size())
        return std::nullopt;
    const auto text = rest.substr(0, *length);
    bytes = rest.substr(*length);
    return text;
}

std::string ssh_number(std::uint32_t number) {
    std::string bytes;
    for (const int shift : {24, 16, 8, 0})
        bytes += static_cast<char>(number >> shift & 0xff);
    return bytes;
}

std::string ssh_string(std::string_view bytes) {
    return ssh_number(static_cast<std::uint32_t>(bytes.size())) + std::string(bytes);
}

}  // namespace muster
