#include "tests/support/key_bytes.hpp"

#include "framework/base/crypto/base64.hpp"
#include "framework/base/ssh_wire.hpp"
#include "framework/base/text.hpp"

namespace muster::tests {

namespace {

constexpr std::string_view magic("openssh-key-v1\0", 15);

}  // namespace

OpensshKey OpensshKey::from(std::string_view file) {
    const auto bytes = bytes_of_pem(file);
    std::string_view rest = bytes;
    rest.remove_prefix(magic.size());
    OpensshKey key;
    key.cipher = take_ssh_string(rest).value();
    key.derivation = take_ssh_string(rest).value();
    key.options = take_ssh_string(rest).value();
    key.keys = take_ssh_number(rest).value();
    key.public_half = take_ssh_string(rest).value();
    key.section = take_ssh_string(rest).value();
    key.behind = rest;
    return key;
}

std::string OpensshKey::text() const {
    auto bytes = std::string(magic) + ssh_string(cipher) + ssh_string(derivation);
    bytes += ssh_string(options) + ssh_number(keys);
    bytes += ssh_string(public_half) + ssh_string(section) + behind;
    return pem_of("OPENSSH PRIVATE KEY", bytes);
}

std::string bytes_of_pem(std::string_view text) {
    std::string base64;
    bool is_inside = false;
    for (const auto line : lines_of(text)) {
        if (line.starts_with("-----END"))
            break;
        if (is_inside)
            base64 += line;
        is_inside = is_inside or line.starts_with("-----BEGIN");
    }
    return from_base64(base64).value();
}

std::string pem_of(std::string_view label, std::string_view bytes) {
    constexpr std::size_t width = 64;
    auto text = "-----BEGIN " + std::string(label) + "-----\n";
    const auto base64 = to_base64(bytes);
    for (std::size_t at = 0; at < base64.size(); at += width)
        text += base64.substr(at, width) + "\n";
    return text + "-----END " + std::string(label) + "-----\n";
}

std::string der(char tag, std::string_view content) {
    std::string length;
    for (auto size = content.size(); size > 0; size >>= 8U)
        length.insert(length.begin(), static_cast<char>(size & 0xFFU));
    if (content.size() >= 0x80)
        length.insert(length.begin(), static_cast<char>(0x80U | length.size()));
    if (content.empty())
        length.push_back('\0');
    return tag + length + std::string(content);
}

}  // namespace muster::tests
