#include "framework/base/crypto/base64.hpp"

#include "framework/base/error.hpp"

#include <climits>
#include <openssl/evp.h>

namespace muster {

namespace {

const unsigned char* as_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string to_base64(std::string_view bytes) {
    MUSTER_ASSERT(bytes.size() < INT_MAX / 2);
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // EVP writes a final NUL
    const int length = EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(text.data()),
        as_bytes(bytes),
        static_cast<int>(bytes.size())
    );
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.empty())
        return std::string();
    if (text.size() % 4 != 0 or text.size() > INT_MAX / 2)
        return std::nullopt;
    std::string bytes(text.size() / 4 * 3, '\0');
    const int length = EVP_DecodeBlock(
        reinterpret_cast<unsigned char*>(bytes.data()),
        as_bytes(text),
        static_cast<int>(text.size())
    );
    if (length < 0)
        return std::nullopt;
    // EVP counts the padding as zero bytes.
    const auto padding = text.size() - std::min(text.find_last_not_of('=') + 1, text.size());
    if (padding > 2)
        return std::nullopt;
    bytes.resize(static_cast<std::size_t>(length) - padding);
    if (to_base64(bytes) != text)
        return std::nullopt;
    return bytes;
}

}  // namespace muster
