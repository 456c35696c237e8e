#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// RFC 4648, with padding, on one line.
std::string to_base64(std::string_view bytes);

/// Nothing when `text` is not exactly what `to_base64` would have written.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace muster
