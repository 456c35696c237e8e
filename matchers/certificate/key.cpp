#include "matchers/certificate/key.hpp"

#include "framework/base/display.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

namespace muster {

CannotTell not_known(const PrivateKeyFacts& key, const std::string& path) {
    using Passphrase = PrivateKeyFacts::Passphrase;
    const auto about = fmt::format("the private key in {}", escaped(path));
    switch (key.passphrase) {
    case Passphrase::missing:
        return {
            Kind::failed,
            about + " is encrypted, and no passphrase is given",
            "private_key(path).passphrase(secret(…)) gives one"};
    case Passphrase::wrong: return {Kind::failed, about + " is not opened by this passphrase"};
    case Passphrase::not_needed:
    case Passphrase::fits:
    case Passphrase::not_supported: break;
    }
    const auto& why = key.why_unknown.empty() ? key.why_invalid : key.why_unknown;
    return {Kind::failed, why.empty() ? about + " does not tell it" : about + ": " + why};
}

void require_absolute(const std::string& path) {
    if (not path.starts_with('/'))
        throw CannotTell{Kind::unsupported, quoted(path) + " is no absolute path"};
}

Task<std::optional<std::string>> public_half_of(Host& host, std::string path) {
    require_absolute(path);
    auto asked = host.private_key({path});
    const auto& found = co_await asked;
    if (not found)
        co_return std::nullopt;
    if (not found->key)
        throw CannotTell{Kind::failed, escaped(path) + " holds no private key"};
    if (found->key->public_key.empty())
        throw not_known(*found->key, path);
    co_return found->key->public_key;
}

}  // namespace muster
