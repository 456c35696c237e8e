#pragma once

// Numbers and strings as SSH packs them (RFC 4251, 5): in what it sends and in its files of keys.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// Takes a string with its four bytes of length off the front; nothing when `bytes` are too short.
std::optional<std::string_view> take_ssh_string(std::string_view& bytes);
std::optional<std::uint32_t> take_ssh_number(std::string_view& bytes);

/// The other way.
std::string ssh_number(std::uint32_t number);
std::string ssh_string(std::string_view bytes);

}  // namespace muster
