#include "framework/base/utf8.hpp"

#include "framework/base/text.hpp"

#include <algorithm>
#include <array>

namespace muster {

Utf8Character first_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(0) < 0x80)
        return {byte(0), 1};
    for (std::size_t length = 2; length <= std::min<std::size_t>(4, text.size()); ++length) {
        if (not is_utf8(text.substr(0, length)))
            continue;
        constexpr std::array<unsigned char, 5> lead = {0, 0x7F, 0x1F, 0x0F, 0x07};
        char32_t code = byte(0) & lead.at(length);
        for (std::size_t i = 1; i < length; ++i)
            code = (code << 6) | (byte(i) & 0x3FU);
        return {code, length};
    }
    return {};
}

bool deceives(char32_t code) {
    return (code >= 0x80 and code < 0xA0) or (code >= 0x200B and code <= 0x200F)
           or (code >= 0x2028 and code <= 0x202E) or (code >= 0x2060 and code <= 0x206F)
           or code == 0xFEFF;
}

}  // namespace muster
