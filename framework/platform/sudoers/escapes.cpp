#include "framework/platform/sudoers/escapes.hpp"

#include "framework/base/text.hpp"

#include <fmt/format.h>

namespace muster::sudoers {

namespace {

int hexadecimal_digit(char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto found = digits.find(lower_case(std::string_view(&byte, 1)));
    return found == std::string_view::npos ? -1 : static_cast<int>(found);
}

}  // namespace

std::string unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' or i + 1 == text.size()) {
            plain += text[i];
            continue;
        }
        const int high =
            i + 3 < text.size() and text[i + 1] == 'x' ? hexadecimal_digit(text[i + 2]) : -1;
        const int low = high < 0 ? -1 : hexadecimal_digit(text[i + 3]);
        if (low >= 0) {
            plain += static_cast<char>(high * 16 + low);
            i += 3;
        } else {
            plain += text[++i];
        }
    }
    return plain;
}

std::string command_path_from(std::string_view text) {
    if (text.starts_with('^'))
        return std::string(text);
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' and i + 1 < text.size())
            ++i;
        plain += text[i];
    }
    return plain;
}

std::string with_escapes(std::string_view text, std::string_view special) {
    std::string written;
    for (const char byte : text) {
        const auto number = static_cast<unsigned char>(byte);
        if (number < ' ' or number == 127) {
            written += fmt::format("\\x{:02x}", number);
        } else if (special.find(byte) != std::string_view::npos) {
            written += std::string("\\") + byte;
        } else {
            written += byte;
        }
    }
    return written;
}

std::string command_path_text(std::string_view path) {
    if (path.starts_with('^'))
        return std::string(path);
    std::string written;
    constexpr std::string_view special = ",:= \t#";
    for (const char byte : path) {
        if (special.find(byte) != std::string_view::npos)
            written += '\\';
        written += byte;
    }
    return written;
}

}  // namespace muster::sudoers
