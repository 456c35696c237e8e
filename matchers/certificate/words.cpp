#include "matchers/certificate/words.hpp"

#include "framework/base/crypto/certificate.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"
#include "framework/model/distinguished_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace muster {

namespace {

using Day = std::chrono::duration<std::int64_t, std::ratio<86400>>;

/// A certificate as it was shown, and what is asked of it.
struct Shown {
    const Certificate& certificate;
    const TlsPeer& peer;
    std::string parameter;
    Instant now;
};

Value distinguished(const Certificate::Name& name) {
    return Term{TermKind::distinguished_name, to_text(DistinguishedName(name))};
}

Value text_or_not_set(const std::optional<std::string>& text) {
    return text ? Value(*text) : not_set;
}

Value valid(const Shown& shown) {
    const auto& one = shown.certificate;
    Value flag = one.not_before <= shown.now and shown.now <= one.expires;
    flag.remark =
        fmt::format("valid from {} to {}", to_iso8601(one.not_before), to_iso8601(one.expires));
    return flag;
}

Value covers_host(const Shown& shown) {
    Value flag = covers(shown.peer.chain.front(), shown.parameter);
    const auto& names = shown.certificate.names;
    flag.remark =
        names.empty()
            ? "it is for "
                  + quoted(Certificate::field(shown.certificate.subject, "CN").value_or(""))
            : "it is for " + escaped(join(names, ", "));
    return flag;
}

Value has_purpose(const Shown& shown) {
    const auto known = known_purposes();
    if (std::ranges::find(known, shown.parameter) == known.end())
        throw CannotTell{
            Kind::unsupported,
            fmt::format(
                "no purpose is called {}{}",
                quoted(shown.parameter),
                did_you_mean(shown.parameter, known)
            ),
            "there are " + join(known, ", ")};
    const auto& purposes = shown.certificate.purposes;
    return std::ranges::find(purposes, shown.parameter) != purposes.end();
}

Value extension(const Shown& shown) {
    const auto number = extension_number(shown.parameter);
    if (not number)
        throw CannotTell{
            Kind::unsupported,
            quoted(shown.parameter) + " is neither the number nor a name of an extension"};
    const auto found = shown.certificate.extensions.find(*number);
    return found == shown.certificate.extensions.end() ? not_set : Value(found->second);
}

Value trusted(const Shown& shown) {
    if (shown.peer.trust == Trust::unknown)
        throw CannotTell{
            Kind::missing_tool,
            "no certificate authorities are known there",
            "install ca-certificates there, or say .trusting(file)"};
    Value flag = shown.peer.trust == Trust::yes;
    flag.remark = shown.peer.distrust;
    return flag;
}

Value host_names(const std::vector<std::string>& names) {
    std::vector<Value> items;
    for (const auto& name : names)
        items.emplace_back(Term{TermKind::domain_name, name});
    return set_of(std::move(items));
}

Value first_of(const std::vector<std::string>& texts) {
    return texts.empty() ? not_set : Value(texts.front());
}

Value hexadecimal(const std::string& digits) {
    return Term{TermKind::hexadecimal, digits};
}

/// What the words mean; a table for reading, beside the one for readers below.
// NOLINTNEXTLINE(readability-function-size): a table
const std::map<std::string_view, Value (*)(const Shown&)>& meanings() {
    using S = const Shown&;
    static const std::map<std::string_view, Value (*)(const Shown&)> table = {
        {"exists", [](S) { return Value(true); }},
        {"valid", valid},
        {"subject", [](S one) { return distinguished(one.certificate.subject); }},
        {"issuer", [](S one) { return distinguished(one.certificate.issuer); }},
        {"common_name",
         [](S one) { return text_or_not_set(Certificate::field(one.certificate.subject, "CN")); }},
        {"subject_field",
         [](S one) {
             return text_or_not_set(Certificate::field(one.certificate.subject, one.parameter));
         }},
        {"issuer_field",
         [](S one) {
             return text_or_not_set(Certificate::field(one.certificate.issuer, one.parameter));
         }},
        {"email", [](S one) { return first_of(one.certificate.emails); }},
        {"serial", [](S one) { return hexadecimal(one.certificate.serial); }},
        {"not_before", [](S one) { return Value(one.certificate.not_before); }},
        {"expires", [](S one) { return Value(one.certificate.expires); }},
        {"days_left",
         [](S one) {
             return Value(std::chrono::floor<Day>(one.certificate.expires - one.now).count());
         }},
        {"names", [](S one) { return Value(set_of_texts(one.certificate.names)); }},
        {"dns_names", [](S one) { return host_names(one.certificate.dns_names); }},
        {"covers", covers_host},
        {"key_bits", [](S one) { return Value(one.certificate.key_bits); }},
        {"key_type", [](S one) { return Value(one.certificate.key_type); }},
        {"signature_algorithm", [](S one) { return Value(one.certificate.signature_algorithm); }},
        {"fingerprint", [](S one) { return hexadecimal(one.certificate.sha256); }},
        {"fingerprint_sha1", [](S one) { return hexadecimal(one.certificate.sha1); }},
        {"self_signed", [](S one) { return Value(one.certificate.self_signed); }},
        {"authority", [](S one) { return Value(one.certificate.authority); }},
        {"purposes", [](S one) { return Value(set_of_texts(one.certificate.purposes)); }},
        {"has_purpose", has_purpose},
        {"chain_length", [](S one) { return Value(one.peer.chain.size()); }},
        {"trusted", trusted},
        {"extension", extension},
    };
    return table;
}

}  // namespace

Value matches_key(
    const TlsPeer& shown, const std::optional<std::string>& public_half, const std::string& path
) {
    const auto certificate = certificate_from(shown.chain.front());
    if (not certificate or certificate->public_key.empty())
        throw CannotTell{Kind::unparsable, "the certificate's key cannot be read"};
    if (public_half)
        return public_half == certificate->public_key;
    Value none = absent;
    none.remark = "there is no " + escaped(path);
    return none;
}

Value certificate_value(const Fact& fact, const TlsPeer& shown, Instant now) {
    if (shown.chain.empty())
        return fact.attribute == "exists" ? Value(false) : absent;
    const auto certificate = certificate_from(shown.chain.front());
    if (not certificate)
        throw CannotTell{Kind::unparsable, "the certificate cannot be read"};
    return meanings().at(fact.attribute)({*certificate, shown, fact.parameter(), now});
}

// NOLINTNEXTLINE(readability-function-size): a table
std::vector<AttributeEntry> certificate_attributes(std::string_view what_trusted_means) {
    const ItemEntry host{.type = Type::term, .term = TermKind::domain_name};
    const auto name = TermKind::distinguished_name;
    const auto hex = TermKind::hexadecimal;
    return {
        {.name = "exists",
         .type = Type::flag,
         .meaning = "there is a certificate",
         .when_absent = Value(false)},
        {.name = "valid",
         .type = Type::flag,
         .meaning = "now is within its dates, by the controller's clock"},
        {.name = "subject",
         .type = Type::term,
         .meaning =
             "whom it is for, compared field by field: `C = JP, O = X, CN = y`, `/C=JP/O=X/CN=y` "
             "or RFC 4514",
         .term = name},
        {.name = "issuer",
         .type = Type::term,
         .meaning = "who signed it; as `subject`",
         .term = name},
        {.name = "common_name", .type = Type::text, .meaning = "CN of the subject"},
        {.name = "subject_field",
         .type = Type::text,
         .meaning = "one field of the subject",
         .parameters = {{.name = "key", .meaning = "`O`, `OU`, `L` …"}}},
        {.name = "issuer_field",
         .type = Type::text,
         .meaning = "one field of the issuer",
         .parameters = {{.name = "key", .meaning = "`O`, `OU`, `CN` …"}}},
        {.name = "email",
         .type = Type::text,
         .meaning = "the first address among its names, else that of the subject"},
        {.name = "serial", .type = Type::term, .meaning = "in hexadecimal", .term = hex},
        {.name = "not_before", .type = Type::time, .meaning = "when it begins to count"},
        {.name = "expires", .type = Type::time, .meaning = "when it ends to count"},
        {.name = "days_left",
         .type = Type::number,
         .meaning = "until it expires, rounded down; negative when that is past",
         .unit = "days"},
        {.name = "names",
         .type = Type::list,
         .meaning = "alternative names: `DNS:x`, `IP:y`, `email:z`, `URI:w`"},
        {.name = "dns_names",
         .type = Type::list,
         .meaning = "the names of hosts among them",
         .item = host},
        {.name = "covers",
         .type = Type::flag,
         .meaning =
             "it is for this host (RFC 6125): by a name, a wildcard or an address; the common "
             "name counts only without alternative names",
         .parameters = {{.name = "host", .meaning = "a name or an address"}}},
        {.name = "key_bits", .type = Type::number, .meaning = "of an EC key the bits of its field"},
        {.name = "key_type", .type = Type::text, .meaning = "`RSA`, `EC`, `Ed25519`, `Ed448`"},
        {.name = "signature_algorithm",
         .type = Type::text,
         .meaning = "as OpenSSL names it: `sha256WithRSAEncryption`"},
        {.name = "fingerprint",
         .type = Type::term,
         .meaning = "SHA-256 of the whole in hexadecimal; colons and case do not count",
         .term = hex},
        {.name = "fingerprint_sha1",
         .type = Type::term,
         .meaning = "the same by SHA-1",
         .term = hex},
        {.name = "self_signed", .type = Type::flag, .meaning = "signed by its own key"},
        {.name = "authority", .type = Type::flag, .meaning = "may sign others (CA:TRUE)"},
        {.name = "purposes",
         .type = Type::list,
         .meaning = "`client`, `server`, `email`, `email_encryption`, `timestamping`: what "
                    "OpenSSL would take it for"},
        {.name = "has_purpose",
         .type = Type::flag,
         .meaning = "one of them",
         .parameters = {{.name = "purpose", .meaning = "`server`"}}},
        {.name = "chain_length",
         .type = Type::number,
         .meaning = "how many certificates are shown, itself included"},
        {.name = "trusted", .type = Type::flag, .meaning = what_trusted_means},
        {.name = "matches_key",
         .type = Type::flag,
         .meaning = "it belongs to the private key in this file of the target, whose bytes are "
                    "forgotten as soon as they were looked at",
         .parameters = {{.name = "path", .meaning = "`/etc/ssl/private/site.key`"}},
         .needs_root = true},
        {.name = "extension",
         .type = Type::text,
         .meaning = "an extension as `openssl x509 -text` shows it",
         .parameters = {{.name = "oid", .meaning = "`2.5.29.19` or `basicConstraints`"}}},
    };
}

}  // namespace muster
