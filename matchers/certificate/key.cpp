#include "matchers/certificate/key.hpp"

#include "framework/base/display.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

namespace muster {

std::string public_half_in(const KeyInFile& found, const std::string& path) {
    if (not found.key)
        throw CannotTell{Kind::failed, escaped(path) + " holds no private key"};
    const auto& key = *found.key;
    if (not key.public_key.empty())
        return key.public_key;
    if (key.passphrase == PrivateKeyFacts::Passphrase::missing)
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "the private key in {} is encrypted, and no passphrase is given", escaped(path)
            ),
            "private_key(path).passphrase(secret(…)).matches(certificate) opens it"};
    const auto& why = key.why_unknown.empty() ? key.why_invalid : key.why_unknown;
    throw CannotTell{
        Kind::failed, fmt::format("the public half of the key in {}: {}", escaped(path), why)};
}

Task<std::optional<std::string>> public_half_of(Host& host, std::string path) {
    if (not path.starts_with('/'))
        throw CannotTell{Kind::unsupported, quoted(path) + " is no absolute path"};
    auto asked = host.private_key({path});
    const auto& found = co_await asked;
    co_return found ? std::optional(public_half_in(*found, path)) : std::nullopt;
}

}  // namespace muster
