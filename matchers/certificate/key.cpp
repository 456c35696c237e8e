#include "matchers/certificate/key.hpp"

#include "framework/base/crypto/base64.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// The bytes of `-----BEGIN PUBLIC KEY-----` (RFC 7468).
std::optional<std::string> key_from_pem(std::string_view pem) {
    std::string digits;
    for (const auto line : lines_of(pem))
        if (not line.starts_with("-----"))
            digits += line;
    auto bytes = from_base64(digits);
    return bytes and not bytes->empty() ? bytes : std::nullopt;
}

std::string told_key(const Output& output, const std::string& path) {
    if (output.exit_status == 127)
        throw CannotTell{
            Kind::missing_tool, "only openssl tells which key a file holds, and it is not there"};
    auto key = output.exit_status == 0 ? key_from_pem(output.out) : std::nullopt;
    if (key)
        return std::move(*key);
    const auto errors = lines_of(output.err);
    throw CannotTell{
        Kind::failed,
        fmt::format(
            "openssl finds no private key without a passphrase in {}{}",
            escaped(path),
            errors.empty() ? "" : ": " + escaped(errors.front(), 120)
        ),
        "try --sudo"};
}

}  // namespace

Task<std::optional<std::string>> public_half_of(Host& host, std::string path) {
    if (not path.starts_with('/'))
        throw CannotTell{Kind::unsupported, quoted(path) + " is no absolute path"};
    // An empty passphrase, so that openssl asks nobody for one.
    const Command command{{"openssl", "pkey", "-pubout", "-passin", "pass:", "-in", path}};
    auto looking = host.stat(path);
    auto running = host.run(command);
    const auto& file = co_await looking;
    const auto& output = co_await running;
    co_return file ? std::optional(told_key(output, path)) : std::nullopt;
}

}  // namespace muster
