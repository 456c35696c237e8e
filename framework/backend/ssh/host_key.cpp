#include "framework/backend/ssh/host_key.hpp"

#include "framework/base/crypto/base64.hpp"
#include "framework/base/crypto/digest.hpp"
#include "framework/base/ssh_wire.hpp"
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

}  // namespace muster
