#include "framework/model/cannot_tell.hpp"

#include <array>

namespace muster {

std::string_view name(Kind kind) {
    constexpr std::array<std::string_view, 8> names = {
        "denied",
        "missing tool",
        "timed out",
        "lost",
        "unparsable",
        "too large",
        "unsupported",
        "failed",
    };
    return names.at(static_cast<std::size_t>(kind));
}

}  // namespace muster
