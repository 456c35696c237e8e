#include "framework/backend/ssh/host_key.hpp"

#include "framework/base/crypto/base64.hpp"
#include "framework/base/crypto/digest.hpp"
#include "framework/base/text.hpp"

namespace muster {

std::optional<PublicKey> public_key_from_blob(std::string_view blob) {
    auto rest = blob;
    const auto type = take_ssh_string(rest);
    if (not type or type->empty() or rest.empty())
        return std::nullopt;
    return PublicKey{std::string(*type), std::string(blob)};
}

std::optional<PublicKey> public_key_from_line(std::string_view line) {
    const auto words = words_of(line);
    if (words.size() < 2)
        return std::nullopt;
    const auto blob = from_base64(words[1]);
    if (not blob)
        return std::nullopt;
    auto key = public_key_from_blob(*blob);
    if (not key or key->type != words[0])
        return std::nullopt;
    return key;
}

std::string fingerprint(const PublicKey& key) {
    Digester digester(DigestAlgorithm::sha256);
    digester.add(key.blob);
    auto text = to_base64(digester.bytes());
    text.erase(text.find_last_not_of('=') + 1);
    return "SHA256:" + text;
}

std::optional<std::uint32_t> take_ssh_number(std::string_view& bytes) {
    if (bytes.size() < 4)
        return std::nullopt;
    std::uint32_t number = 0;
    for (const char byte : bytes.substr(0, 4))
        number = number << 8 | static_cast<unsigned char>(byte);
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
