// private_key(path): what is to be told of a private key without telling anything of it (framework/base/crypto/private_key.hpp).
// What comes here is no secret: the file ends in the backend.

#include "framework/base/crypto/certificate.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/remark.hpp"
#include "matchers/certificate/key.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

ReadKey question_about(const Subject& subject) {
    ReadKey question{subject.name()};
    const auto* const given = subject.qualifier("passphrase");
    if (given == nullptr)
        return question;
    if (not given->secret.empty())
        throw CannotTell{
            Kind::unsupported, fmt::format("the secret {} was not told", quoted(given->secret))};
    question.passphrase = hidden(subject.qualifier_text("passphrase").value_or(""), question.path);
    return question;
}

/// The key that is asked about, or why there is none.
struct Held {
    std::optional<PrivateKeyFacts> key;
    Value instead = absent;
};

Task<Held> held_by(Host& host, Subject subject) {
    auto asked = host.private_key(question_about(subject));
    const auto& found = co_await asked;
    Held held;
    if (found and not found->key)
        held.instead = with_remark(absent, escaped(subject.name()) + " holds no private key");
    else if (found)
        held.key = found->key;
    co_return held;
}

Value valid(const PrivateKeyFacts& key, const std::string& path) {
    if (not key.valid)
        throw not_known(key, path);
    return key.why_invalid.empty() ? Value(*key.valid) : with_remark(*key.valid, key.why_invalid);
}

Value encrypted(const PrivateKeyFacts& key, const std::string& path) {
    if (not key.encrypted and not key.valid)  // of a format that nobody has looked into
        throw not_known(key, path);
    return key.encrypted;
}

Value format(const PrivateKeyFacts& key, const std::string& /*path*/) {
    return key.format;
}

Value type(const PrivateKeyFacts& key, const std::string& path) {
    if (not key.type)
        throw not_known(key, path);
    return *key.type;
}

Value bits(const PrivateKeyFacts& key, const std::string& path) {
    if (not key.bits)
        throw not_known(key, path);
    return *key.bits;
}

/// A reader of what `tell` makes of the key.
template<Value (*tell)(const PrivateKeyFacts& key, const std::string& path)>
Task<Value> told_by(Host& host, Fact fact) {
    auto asked = held_by(host, fact.subject);
    const auto& held = co_await asked;
    co_return held.key ? tell(*held.key, fact.subject.name()) : held.instead;
}

Task<Value> exists(Host& host, Fact fact) {
    auto asked = held_by(host, fact.subject);
    const auto& held = co_await asked;
    if (not held.key)
        co_return held.instead;
    const auto& key = *held.key;
    // A store of several may have none in it.
    if (not key.valid and not key.encrypted and not key.type)
        throw not_known(key, fact.subject.name());
    co_return true;
}

/// The key of the first certificate in a file of the target; nothing where there is none.
Task<std::optional<std::string>> key_of_certificate(Host& host, std::string path) {
    auto asked = host.read(path);
    const auto& content = co_await asked;
    if (not content)
        co_return std::nullopt;
    try {
        const auto all = certificates_in(content->bytes);
        const auto first = all.empty() ? std::nullopt : certificate_from(all.front());
        co_return first ? std::optional(first->public_key) : std::nullopt;
    } catch (const Broken& broken) {
        throw CannotTell{Kind::unparsable, fmt::format("{}: {}", escaped(path), broken.what())};
    }
}

Task<Value> matches(Host& host, Fact fact) {
    const auto path = fact.parameter();
    require_absolute(path);
    auto asked = held_by(host, fact.subject);
    auto asking_for_certificate = key_of_certificate(host, path);
    const auto& held = co_await asked;
    const auto& wanted = co_await asking_for_certificate;
    if (not held.key)
        co_return held.instead;
    if (not wanted)
        co_return with_remark(absent, "there is no certificate in " + escaped(path));
    if (held.key->public_key.empty())
        throw not_known(*held.key, fact.subject.name());
    co_return held.key->public_key == *wanted;
}

std::string broken_path(const Subject& subject) {
    return subject.name().starts_with('/') ? "" : "a path begins with /";
}

std::vector<AttributeEntry> attributes() {
    return {
        {.name = "exists",
         .type = Type::flag,
         .meaning = "there is a private key",
         .when_absent = false,
         .needs_root = true},
        {.name = "valid",
         .type = Type::flag,
         .meaning = "it can be read, and its parts fit together",
         .needs_root = true},
        {.name = "encrypted",
         .type = Type::flag,
         .meaning = "it takes a passphrase to open it",
         .needs_root = true},
        {.name = "matches",
         .type = Type::flag,
         .meaning = "it is the key of the first certificate in this file of the target",
         .parameters = {{.name = "certificate", .meaning = "`/etc/ssl/site.pem`"}},
         .needs_root = true},
        {.name = "bits",
         .type = Type::number,
         .meaning = "of the modulus; of an elliptic curve, of its field",
         .needs_root = true},
        {.name = "type",
         .type = Type::text,
         .meaning =
             "`RSA` `EC` `Ed25519` `Ed448` `DSA`; on a security token `ECDSA-SK` `Ed25519-SK`",
         .needs_root = true},
        {.name = "format",
         .type = Type::text,
         .meaning = "`PKCS#1` `PKCS#8` `SEC1` `DSA` `OpenSSH`; of `PKCS#12` `JKS` `JCEKS` `PuTTY` "
                    "`OpenPGP` `SSH2` nothing "
                    "else is told",
         .needs_root = true},
    };
}

}  // namespace

std::span<const Resource> private_key_resources() {
    static const Resource resource = {
        .entry =
            {
                .name = "private_key",
                .summary = "A private key in a file of the target.",
                .absence = "is not there",
                .subject = {{.name = "path", .meaning = "absolute: PEM, or DER"}},
                .qualifiers =
                    {{.name = "passphrase",
                      .parameters = {{.name = "secret"}},
                      .meaning = "opens it, where it is encrypted; never shown",
                      .secret = true}},
                .attributes = attributes(),
                .example = R"(expect(private_key("/etc/ssl/private/site.key").valid);
expect(private_key("/etc/ssl/private/site.key").matches("/etc/ssl/site.pem"));
expect(private_key("/etc/ssl/private/site.key").bits >= 2048);)",
                .yaml_example = R"(- private_key: /etc/ssl/private/site.key
  valid: true
  matches: {/etc/ssl/site.pem: true}
  bits: {">=": 2048})",
                .details =
                    R"(The first key of the file counts, whatever stands around it. Its bytes are read by Muster, looked at and
let go: no report, recording or log has any of them, and no program is given them. What an encrypted
key does not tell in the clear (`valid`, and but for OpenSSH's format what it is) cannot be told without
its passphrase. A passphrase does not help with an encrypted key of OpenSSH's format, as its derivation
(bcrypt) is in no library here: `ssh-keygen -p -m PKCS8` writes another. A file without a key in it is
told as one that is not there.)",
                .broken_subject = broken_path,
            },
        .readers =
            {
                {"exists", exists},
                {"valid", told_by<valid>},
                {"encrypted", told_by<encrypted>},
                {"matches", matches},
                {"bits", told_by<bits>},
                {"type", told_by<type>},
                {"format", told_by<format>},
            },
    };
    return {&resource, 1};
}

}  // namespace muster
