// Private keys that are damaged, put together from two, or made to take long.
#include "framework/base/crypto/private_key.hpp"
#include "framework/base/ssh_wire.hpp"
#include "tests/support/key_bytes.hpp"
#include "tests/support/key_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <chrono>

using namespace muster;
using namespace muster::tests;
using Passphrase = PrivateKeyFacts::Passphrase;

namespace {

const KeyFolder& folder() {
    static const KeyFolder one;
    return one;
}

PrivateKeyFacts facts_of(const std::string& bytes, const std::string& passphrase = "") {
    const Secret secret{std::string(passphrase)};
    const auto facts = private_key_from(bytes, passphrase.empty() ? nullptr : &secret);
    REQUIRE(facts);
    return *facts;
}

std::string new_rsa(int bits = 1024) {
    return folder().made("openssl genrsa -traditional -out key " + std::to_string(bits));
}

std::string new_ec() {
    return folder().made("openssl ecparam -noout -name prime256v1 -genkey -out key");
}

std::string new_openssh(const std::string& options) {
    return folder().made("ssh-keygen -q -N '' -C x -f key " + options);
}

std::string with_other_digit(std::string text) {
    auto at = text.size() / 2;
    at += text[at] == '\n' ? 1 : 0;
    text[at] = text[at] == 'A' ? 'B' : 'A';
    return text;
}

std::string der_number(const std::string& bytes) {
    return der('\x02', bytes);
}

/// The numbers of PKCS#1: version, n, e, d, p, q, d mod p - 1, d mod q - 1, q^-1 mod p.
enum RsaPart { version, n, e, d, p, q, exponent1, exponent2, coefficient };

/// The contents of the numbers in the order of the file.
std::vector<std::string> numbers_of(const std::string& key) {
    const auto bytes = bytes_of_pem(key);
    std::vector<std::string> numbers;
    std::size_t at = 0;
    const auto length = [&] {
        std::size_t size = static_cast<unsigned char>(bytes.at(at++));
        const auto count = size < 0x80 ? 0 : size & 0x7FU;
        size = count == 0 ? size : 0;
        for (std::size_t i = 0; i < count; ++i)
            size = size << 8U | static_cast<unsigned char>(bytes.at(at++));
        return size;
    };
    ++at;
    (void)length();
    while (at < bytes.size()) {
        ++at;
        const auto size = length();
        numbers.push_back(bytes.substr(at, size));
        at += size;
    }
    return numbers;
}

std::string rsa_of(const std::vector<std::string>& numbers) {
    std::string content;
    for (const auto& number : numbers)
        content += der_number(number);
    return pem_of("RSA PRIVATE KEY", der('\x30', content));
}

/// Bytes of no meaning, whose first bit is not set and whose last is.
std::string odd_number(std::size_t size) {
    std::string number(size, '\x5B');
    number.back() = '\x5D';
    return number;
}

double seconds_of(const std::string& bytes, const std::string& passphrase = "") {
    const auto begin = std::chrono::steady_clock::now();
    (void)facts_of(bytes, passphrase);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

TEST_CASE("a key of which one digit was changed is not valid") {
    for (const auto& key :
         {new_rsa(),
          new_ec(),
          new_openssh("-t rsa -b 1024"),
          new_openssh("-t ecdsa"),
          new_openssh("-t ed25519"),
          new_openssh("-t dsa")}) {
        const auto facts = facts_of(with_other_digit(key));

        INFO(key.substr(0, 40));
        CHECK(facts.valid == false);
        CHECK_FALSE(facts.why_invalid.empty());
        CHECK(facts.why_unknown.empty());
    }
}

TEST_CASE("a key that is cut short is not valid, wherever that is") {
    for (const auto& key : {new_rsa(), new_ec(), new_openssh("-t ed25519")}) {
        const auto whole = bytes_of_pem(key);
        const auto label = key.substr(11, key.find("-----", 11) - 11);
        for (std::size_t size = key.find('\n'); size < key.size() - 2; size += 7)
            CHECK(facts_of(key.substr(0, size)).valid == false);
        for (std::size_t size = 0; size < whole.size(); size += 5)
            CHECK(facts_of(pem_of(label, whole.substr(0, size))).valid == false);
        if (label != "OPENSSH PRIVATE KEY")
            CHECK(facts_of(whole.substr(0, whole.size() / 2)).valid == false);
    }
}

TEST_CASE("an RSA key of parts of two is not valid, and told what does not fit") {
    struct Part {
        RsaPart part;
        std::string why;
    };
    const std::array parts = {
        Part{n, "n does not equal p q"},
        Part{d, "d e not congruent to 1"},
        Part{p, "n does not equal p q"},
        Part{q, "n does not equal p q"},
        Part{exponent1, "dmp1 not congruent to d"},
        Part{exponent2, "dmq1 not congruent to d"},
        Part{coefficient, "iqmp not inverse of q"},
    };
    const auto own = numbers_of(new_rsa());
    const auto other = numbers_of(new_rsa());

    CHECK(facts_of(rsa_of(own)).valid == true);
    for (const auto& [part, why] : parts) {
        auto mixed = own;
        mixed[part] = other[part];
        // Another's might be larger than the modulus, which is told first.
        if (part == n or part == d) {
            mixed[part] = own[part];
            mixed[part].back() = static_cast<char>(mixed[part].back() ^ 4);
        }

        const auto facts = facts_of(rsa_of(mixed));
        CHECK(facts.valid == false);
        CHECK(facts.why_invalid == why);
        CHECK(facts.type == "RSA");
    }
}

TEST_CASE("an RSA key whose p and q changed places is not valid") {
    auto numbers = numbers_of(new_rsa());
    std::swap(numbers[p], numbers[q]);

    CHECK(facts_of(rsa_of(numbers)).valid == false);
}

TEST_CASE("a large RSA key is held against the same, but for its primes") {
    const auto key = new_rsa(4104);
    auto numbers = numbers_of(key);
    numbers[d].back() = static_cast<char>(numbers[d].back() ^ 4);

    CHECK(facts_of(key).valid == true);
    CHECK(facts_of(rsa_of(numbers)).why_invalid == "d e not congruent to 1");
}

TEST_CASE("an EC key with the public half of another is not valid") {
    const auto own = bytes_of_pem(new_ec());
    const auto other = bytes_of_pem(new_ec());
    // SEC1: the public half is last.
    const auto mixed = own.substr(0, own.size() - 65) + other.substr(other.size() - 65);

    CHECK(facts_of(pem_of("EC PRIVATE KEY", own)).valid == true);
    CHECK(facts_of(pem_of("EC PRIVATE KEY", mixed)).valid == false);
    CHECK(facts_of(mixed).valid == false);
}

TEST_CASE("what does not fit in OpenSSH's format is told") {
    for (const auto* options : {"-t rsa -b 1024", "-t ecdsa", "-t ed25519"}) {
        const auto key = OpensshKey::from(new_openssh(options));
        const auto other = OpensshKey::from(new_openssh(options));
        const auto why = [&](const auto& change) {
            auto changed = key;
            change(changed);
            const auto facts = facts_of(changed.text());
            CHECK(facts.valid == false);
            return facts.why_invalid;
        };

        CHECK(facts_of(key.text()).valid == true);
        CHECK(
            why([](auto& changed) {
                changed.section[0] = static_cast<char>(changed.section[0] ^ 1);
            })
            == "its private section is damaged: the number that stands there twice differs"
        );
        CHECK(
            why([&](auto& changed) { changed.public_half = other.public_half; })
            == "its public half is that of another key"
        );
        CHECK(
            why([](auto& changed) { changed.section += "\1\2\3\4\5\6\7\x7F"; })
            == "its padding is wrong"
        );
        CHECK(
            why([](auto& changed) { changed.section += "\1"; })
            == "its private section does not end where a block does"
        );
        CHECK(
            why([](auto& changed) { changed.derivation = "bcrypt"; })
            == "it has a cipher without a derivation of keys, or one without a cipher"
        );
        CHECK(why([](auto& changed) { changed.keys = 2; }) == "it holds 2 keys, not one");
        CHECK(
            why([](auto& changed) { changed.behind = "x"; })
            == "something follows its private section"
        );
        CHECK(
            why([](auto& changed) { changed.section.resize(changed.section.size() / 16 * 8); })
            == "its private section is cut short"
        );
        CHECK(
            why([](auto& changed) { changed.public_half += "x"; }) == "its public half is no key"
        );
    }
}

TEST_CASE("a DSA key whose halves differ in one parameter is not valid") {
    auto key = OpensshKey::from(new_openssh("-t dsa"));
    const std::size_t in_q = 11 + 133 + 10;
    key.public_half[in_q] = static_cast<char>(key.public_half[in_q] ^ 2);

    CHECK(facts_of(key.text()).why_invalid == "its public half is that of another key");
}

TEST_CASE("an Ed25519 key whose private half is another's is not valid") {
    auto key = OpensshKey::from(new_openssh("-t ed25519"));
    // Two numbers, the type, the public half, then the length and the seed.
    const std::size_t seed = 4 + 4 + 15 + 36 + 4;
    key.section[seed] = static_cast<char>(key.section[seed] ^ 1);

    CHECK(facts_of(key.text()).why_invalid == "the parts of its private half make no key");
}

TEST_CASE("an encrypted key that fits its passphrase and is no key is not valid") {
    auto numbers = numbers_of(new_rsa());
    numbers[d].back() = static_cast<char>(numbers[d].back() ^ 4);
    const auto locked = folder().told(
        rsa_of(numbers), "openssl rsa -traditional -aes128 -passout pass:horse -in key 2>errors"
    );

    const auto facts = facts_of(locked, "horse");
    CHECK(facts.passphrase == Passphrase::fits);
    CHECK(facts.valid == false);
}

TEST_CASE("what is not supported cannot be told, which is not the same as not valid") {
    const auto tpm =
        facts_of("-----BEGIN TSS2 PRIVATE KEY-----\nAAAA\n-----END TSS2 PRIVATE KEY-----\n");
    const auto key = OpensshKey::from(new_openssh("-t ed25519"));
    auto odd = key;
    odd.public_half = ssh_string("ssh-xmss@openssh.com") + ssh_string("x");
    const auto unknown = der('\x06', "\x2A\x03\x04");
    const auto algorithm = pem_of(
        "PRIVATE KEY",
        der('\x30', der_number(std::string(1, '\0')) + der('\x30', unknown) + der('\x04', "xxxx"))
    );
    const auto old = folder().told(
        new_ec(),
        "openssl pkcs8 -topk8 -v1 PBE-MD5-DES -provider legacy -provider default -passout "
        "pass:horse "
        "-in key"
    );

    CHECK_FALSE(tpm.valid);
    CHECK(tpm.format == "TSS2 PRIVATE KEY");
    CHECK(tpm.why_unknown == "keys of this format are not supported");
    CHECK_FALSE(facts_of(odd.text()).valid);
    CHECK(facts_of(odd.text()).why_unknown == "keys of its type are not supported");
    CHECK_FALSE(facts_of(algorithm).valid);
    CHECK(facts_of(algorithm).why_unknown == "OpenSSL does not know its type, 1.2.3.4");
    CHECK(facts_of(old).passphrase == Passphrase::missing);
    CHECK(facts_of(old, "horse").passphrase == Passphrase::not_supported);
    CHECK(facts_of(old, "donkey").passphrase == Passphrase::not_supported);
}

TEST_CASE("PKCS#8 of version 2 cannot be told") {
    auto key = bytes_of_pem(folder().made("openssl genpkey -algorithm ED25519 -out key"));
    // Version 1 means 2, and the public half comes last.
    key[4] = 1;
    const auto whole = der('\x30', key.substr(2) + der('\x81', std::string(33, '\0')));

    CHECK_FALSE(facts_of(whole).valid);
    CHECK(
        facts_of(whole).why_unknown == "it is of version 2 of PKCS#8, which OpenSSL does not read"
    );
}

TEST_CASE("keys that would take long are not tried") {
    const auto huge = odd_number(2100);
    const auto of_rsa = [&](std::size_t modulus, std::size_t other) {
        std::vector<std::string> numbers(9, odd_number(other));
        numbers[version] = std::string(1, '\0');
        numbers[n] = odd_number(modulus);
        return rsa_of(numbers);
    };
    const auto dsa_algorithm = der('\x06', "\x2A\x86\x48\xCE\x38\x04\x01");
    const auto dsa_parameters =
        der('\x30', der_number(huge) + der_number(odd_number(32)) + der_number(huge));
    const auto dsa = pem_of(
        "PRIVATE KEY",
        der('\x30',
            der_number(std::string(1, '\0')) + der('\x30', dsa_algorithm + dsa_parameters)
                + der('\x04', der_number(huge)))
    );

    CHECK(
        facts_of(of_rsa(2100, 100)).why_unknown
        == "it has 16799 bits; keys of up to 16384 are checked"
    );
    CHECK_FALSE(facts_of(of_rsa(2100, 100)).valid);
    CHECK(
        facts_of(of_rsa(128, 6000)).why_invalid == "one of its numbers is larger than its modulus"
    );
    CHECK(facts_of(of_rsa(9000, 9000)).why_unknown.ends_with("keys of up to 65536 are checked"));
    CHECK(facts_of(dsa).why_unknown.ends_with("keys of up to 4096 are checked"));
    CHECK(facts_of(dsa).type == "DSA");
    for (const auto& key : {of_rsa(2100, 100), of_rsa(128, 6000), of_rsa(2048, 2048), dsa})
        CHECK(seconds_of(key) < 2);
}

TEST_CASE("a passphrase is not tried where a file asks for more work than that is worth") {
    const auto with_rounds = [](const std::string& rounds) {
        const auto scheme = der('\x06', "\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0D");
        const auto pbkdf2 = der('\x06', "\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0C")
                            + der('\x30', der('\x04', "saltsalt") + der_number(rounds));
        const auto cipher =
            der('\x06', "\x60\x86\x48\x01\x65\x03\x04\x01\x02") + der('\x04', "0123456789abcdef");
        const auto parameters = der('\x30', der('\x30', pbkdf2) + der('\x30', cipher));
        return der('\x30', der('\x30', scheme + parameters) + der('\x04', std::string(48, 'x')));
    };

    CHECK(facts_of(with_rounds("\x08"), "horse").passphrase == Passphrase::wrong);
    CHECK(
        facts_of(with_rounds("\x7F\xFF\xFF\xFF"), "horse").passphrase == Passphrase::not_supported
    );
    CHECK(
        facts_of(with_rounds(std::string(20, '\x7F')), "horse").passphrase
        == Passphrase::not_supported
    );
    CHECK(seconds_of(with_rounds("\x7F\xFF\xFF\xFF"), "horse") < 2);
}

TEST_CASE("any byte of a key changed: read or not, nothing breaks") {
    for (const auto& key :
         {new_rsa(), new_ec(), new_openssh("-t ecdsa"), new_openssh("-t ed25519")}) {
        const auto whole = bytes_of_pem(key);
        const auto label = key.substr(11, key.find("-----", 11) - 11);
        for (std::size_t i = 0; i < whole.size(); i += 7) {
            auto broken = whole;
            broken[i] = static_cast<char>(broken[i] ^ 0x55);
            (void)facts_of(pem_of(label, broken));
            (void)private_key_from(broken);
        }
    }
}
