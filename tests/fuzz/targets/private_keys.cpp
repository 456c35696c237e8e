// Private keys in all forms that we read, with a passphrase and without.

#include "framework/base/crypto/private_key.hpp"
#include "framework/base/ssh_wire.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/key_bytes.hpp"

namespace muster::fuzz {

namespace {

using namespace muster::tests;

void check(const std::optional<PrivateKeyFacts>& facts) {
    if (not facts)
        return;
    FUZZ_ASSERT(facts->why_unknown.empty() == facts->valid.has_value());
    FUZZ_ASSERT(facts->why_invalid.empty() == (facts->valid != false));
    FUZZ_ASSERT(facts->valid != true or (facts->type and not facts->public_key.empty()));
    FUZZ_ASSERT(
        facts->encrypted == (facts->passphrase != PrivateKeyFacts::Passphrase::not_needed)
        or facts->valid == false
    );
    FUZZ_ASSERT(not facts->format.empty());
}

void private_keys(std::string_view input) {
    static const Secret passphrase{std::string("horse")};
    check(private_key_from(input));
    check(private_key_from(input, &passphrase));
}

// RFC 8032, 7.1, test 1.
constexpr std::string_view seed =
    "\x9d\x61\xb1\x9d\xef\xfd\x5a\x60\xba\x84\x4a\xf4\x92\xec\x2c\xc4"
    "\x44\x49\xc5\x69\x7b\x32\x69\x19\x70\x3b\xac\x03\x1c\xae\x7f\x60";
constexpr std::string_view half =
    "\xd7\x5a\x98\x01\x82\xb1\x0a\xb7\xd5\x4b\xfe\xd3\xc9\x64\x07\x3a"
    "\x0e\xe1\x72\xf3\xda\xa6\x23\x25\xaf\x02\x1a\x68\xf7\x07\x51\x1a";

std::string pkcs8() {
    const auto algorithm = der('\x30', der('\x06', "\x2B\x65\x70"));
    const auto key = der('\x04', der('\x04', seed));
    return der('\x30', der('\x02', std::string(1, '\0')) + algorithm + key);
}

/// Of p = 61 and q = 53.
std::string pkcs1() {
    std::string numbers = der('\x02', std::string(1, '\0'));
    for (const std::string_view number :
         {"\x0C\xA1", "\x11", "\x0A\xC1", "\x3D", "\x35", "\x35", "\x31", "\x26"})
        numbers += der('\x02', number);
    return der('\x30', numbers);
}

std::string sec1() {
    const auto curve = der('\xA0', der('\x06', "\x2A\x86\x48\xCE\x3D\x03\x01\x07"));
    const auto version = der('\x02', "\x01");
    return der('\x30', version + der('\x04', std::string(seed)) + curve);
}

/// By PBKDF2 and AES-128-CBC.
std::string locked_pkcs8() {
    const auto pbkdf2 = der('\x06', "\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0C")
                        + der('\x30', der('\x04', "saltsalt") + der('\x02', "\x08"));
    const auto cipher =
        der('\x06', "\x60\x86\x48\x01\x65\x03\x04\x01\x02") + der('\x04', "0123456789abcdef");
    const auto parameters = der('\x30', der('\x30', pbkdf2) + der('\x30', cipher));
    const auto scheme = der('\x06', "\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0D") + parameters;
    return der('\x30', der('\x30', scheme) + der('\x04', std::string(48, 'x')));
}

std::string locked_pem() {
    return "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,"
           "000102030405060708090A0B0C0D0E0F\n\neHh4eHh4eHh4eHh4eHh4eA==\n-----END RSA PRIVATE "
           "KEY-----"
           "\n";
}

std::string openssh(
    const std::string& type, const std::string& public_rest, const std::string& rest
) {
    OpensshKey key;
    key.public_half = ssh_string(type) + ssh_string(half) + public_rest;
    key.section = ssh_number(7) + ssh_number(7) + ssh_string(type) + ssh_string(half) + rest;
    key.section += ssh_string("comment");
    for (char padding = 1; key.section.size() % 8 != 0; ++padding)
        key.section += padding;
    return key.text();
}

}  // namespace

}  // namespace muster::fuzz

namespace muster {

std::vector<fuzz::Target> private_keys_targets() {
    using namespace fuzz;
    const auto application = ssh_string("ssh:");
    return {
        {"private_keys",
         private_keys,
         {pkcs8(),
          sec1(),
          locked_pkcs8(),
          locked_pem(),
          pem_of("RSA PRIVATE KEY", pkcs1()),
          pem_of("PRIVATE KEY", pkcs8()),
          openssh("ssh-ed25519", "", ssh_string(std::string(seed) + std::string(half))),
          openssh(
              "sk-ssh-ed25519@openssh.com",
              application,
              application + "\x01" + ssh_string("handle") + ssh_string("")
          )}},
    };
}

}  // namespace muster
