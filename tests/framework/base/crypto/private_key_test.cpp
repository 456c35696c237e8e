// Private keys made by openssl and ssh-keygen, read back and held against what those tools say of them. What is
// damaged is in private_key_damage_test.cpp.
#include "framework/base/crypto/private_key.hpp"

#include "framework/base/crypto/certificate.hpp"
#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/ssh_wire.hpp"
#include "framework/base/text.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/key_bytes.hpp"
#include "tests/support/key_folder.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <vector>

using namespace muster;
using namespace muster::tests;
using Passphrase = PrivateKeyFacts::Passphrase;

namespace {

const KeyFolder& folder() {
    static const KeyFolder one;
    return one;
}

/// A type of key, and how openssl makes one.
struct Type {
    std::string name;
    int bits;
    std::string options;
    std::string traditional = {};  ///< its format, where it had one before PKCS#8
};

const std::array types = {
    Type{"RSA", 1024, "-algorithm RSA -pkeyopt rsa_keygen_bits:1024", "PKCS#1"},
    Type{"RSASSA-PSS", 1024, "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024"},
    Type{"EC", 256, "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "SEC1"},
    Type{"EC", 521, "-algorithm EC -pkeyopt ec_paramgen_curve:P-521", "SEC1"},
    Type{"EC", 256, "-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", "SEC1"},
    Type{"Ed25519", 256, "-algorithm ED25519"},
    Type{"Ed448", 456, "-algorithm ED448"},
    Type{"X25519", 253, "-algorithm X25519"},
    Type{"X448", 448, "-algorithm X448"},
};

/// Of DSA the parameters come first, and take their time.
std::string dsa_key() {
    static const auto key = folder().made("openssl genpkey -genparam -algorithm DSA -pkeyopt "
                                          "dsa_paramgen_bits:1024 -out parameters && "
                                          "openssl genpkey -paramfile parameters -out key");
    return key;
}

std::string key_of(const Type& type) {
    return folder().made("openssl genpkey " + type.options + " -out key");
}

std::string changed(const std::string& key, const std::string& line) {
    return folder().told(key, line + " 2>errors");
}

std::string public_half_of(const std::string& key, const std::string& more = "") {
    return changed(key, "openssl pkey -in key -pubout -outform DER " + more);
}

PrivateKeyFacts facts_of(const std::string& bytes) {
    const auto facts = private_key_from(bytes);
    REQUIRE(facts);
    return *facts;
}

PrivateKeyFacts facts_with(const std::string& bytes, const std::string& passphrase) {
    const Secret secret{std::string(passphrase)};
    const auto facts = private_key_from(bytes, &secret);
    REQUIRE(facts);
    return *facts;
}

void check_valid(const PrivateKeyFacts& facts, const std::string& format, const Type& type) {
    INFO(format << " " << type.name << " " << type.bits << ": " << facts.why_invalid);
    CHECK(facts.valid == true);
    CHECK(facts.why_invalid.empty());
    CHECK(facts.why_unknown.empty());
    CHECK(facts.format == format);
    CHECK(facts.type == type.name);
    CHECK(facts.bits == type.bits);
}

}  // namespace

TEST_CASE("a private key of any type is valid, in PKCS#8 and as it was before, in PEM and in DER") {
    for (const auto& type : types) {
        const auto key = key_of(type);
        const auto public_half = public_half_of(key);
        std::vector<std::pair<std::string, std::string>> forms = {
            {"PKCS#8", key},
            {"PKCS#8", changed(key, "openssl pkcs8 -topk8 -nocrypt -in key -outform DER")},
        };
        if (not type.traditional.empty()) {
            const auto text = changed(key, "openssl pkey -traditional -in key");
            forms.emplace_back(type.traditional, text);
            forms.emplace_back(type.traditional, bytes_of_pem(text));
        }

        for (const auto& [format, bytes] : forms) {
            const auto facts = facts_of(bytes);
            check_valid(facts, format, type);
            CHECK_FALSE(facts.encrypted);
            CHECK(facts.passphrase == Passphrase::not_needed);
            CHECK(facts.public_key == public_half);
        }
    }
}

TEST_CASE("a DSA key is valid, in PKCS#8 and as it was before") {
    const Type dsa{"DSA", 1024, ""};
    const auto text = changed(dsa_key(), "openssl pkey -traditional -in key");

    check_valid(facts_of(dsa_key()), "PKCS#8", dsa);
    check_valid(facts_of(bytes_of_pem(dsa_key())), "PKCS#8", dsa);
    check_valid(facts_of(text), "DSA", dsa);
    check_valid(facts_of(bytes_of_pem(text)), "DSA", dsa);
    CHECK(facts_of(text).public_key == public_half_of(dsa_key()));
}

TEST_CASE("a key of three primes is valid") {
    const Type type{
        "RSA", 1024, "-algorithm RSA -pkeyopt rsa_keygen_bits:1024 -pkeyopt rsa_keygen_primes:3"};

    check_valid(facts_of(key_of(type)), "PKCS#8", type);
}

TEST_CASE("a private key of OpenSSH is valid, and its public half is its type's") {
    struct Made {
        Type type;
        std::string options;
    };
    const std::array keys = {
        Made{{"RSA", 1024, ""}, "-t rsa -b 1024"},
        Made{{"DSA", 1024, ""}, "-t dsa"},
        Made{{"EC", 256, ""}, "-t ecdsa -b 256"},
        Made{{"EC", 384, ""}, "-t ecdsa -b 384"},
        Made{{"EC", 521, ""}, "-t ecdsa -b 521"},
        Made{{"Ed25519", 256, ""}, "-t ed25519"},
    };
    for (const auto& [type, options] : keys) {
        const auto make = "ssh-keygen -q -C 'a comment' -N '' -f key " + options;
        const auto key = folder().made(make);
        const auto locked = changed(key, "ssh-keygen -q -p -N horse -f key && cat key");

        const auto facts = facts_of(key);
        check_valid(facts, "OpenSSH", type);
        // ssh-keygen exports Ed25519 to nobody.
        if (type.name != "Ed25519")
            CHECK(
                facts.public_key
                == bytes_of_pem(
                    changed(key, "ssh-keygen -y -f key >p && ssh-keygen -e -m PKCS8 -f p")
                )
            );
        for (const auto& closed : {facts_of(locked), facts_with(locked, "horse")}) {
            CHECK(closed.encrypted);
            CHECK(closed.passphrase == Passphrase::not_supported);
            CHECK_FALSE(closed.valid);
            CHECK(
                closed.why_unknown
                == "it is encrypted as OpenSSH does it, which cannot be undone here"
            );
            CHECK(closed.type == type.name);
            CHECK(closed.bits == type.bits);
            CHECK(closed.public_key == facts.public_key);
        }
    }
}

TEST_CASE("an Ed25519 key is the same in OpenSSH's format and in PKCS#8") {
    const auto key = folder().made("ssh-keygen -q -N '' -t ed25519 -f key");
    const auto half = OpensshKey::from(key).public_half;

    // RFC 8410, 4: the algorithm, and 32 bytes.
    CHECK(
        facts_of(key).public_key
        == std::string("\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12)
               + half.substr(half.size() - 32)
    );
}

TEST_CASE("a key of OpenSSH is valid whatever the length of its comment") {
    for (std::size_t size = 0; size < 9; ++size) {
        const auto comment = std::string(size, 'x');
        const auto line = "ssh-keygen -q -N '' -t ed25519 -f key -C '" + comment + "'";
        CHECK(facts_of(folder().made(line)).valid == true);
    }
}

TEST_CASE("ssh-keygen's keys in other formats are valid") {
    const auto pem = folder().made("ssh-keygen -q -N '' -t rsa -b 1024 -m PEM -f key");
    const auto pkcs8 = folder().made("ssh-keygen -q -N '' -t ecdsa -m PKCS8 -f key");
    const auto locked = folder().made("ssh-keygen -q -N horse -t rsa -b 1024 -m PEM -f key");

    check_valid(facts_of(pem), "PKCS#1", {"RSA", 1024, ""});
    check_valid(facts_of(pkcs8), "PKCS#8", {"EC", 256, ""});
    check_valid(facts_with(locked, "horse"), "PKCS#1", {"RSA", 1024, ""});
}

TEST_CASE("a key on a security token is valid when what the file has fits together") {
    struct Made {
        std::string type;
        std::string options;
        std::string name;
    };
    const std::array keys = {
        Made{"Ed25519-SK", "-t ed25519", "sk-ssh-ed25519@openssh.com"},
        Made{"ECDSA-SK", "-t ecdsa -b 256", "sk-ecdsa-sha2-nistp256@openssh.com"},
    };
    for (const auto& made : keys) {
        const auto plain =
            OpensshKey::from(folder().made("ssh-keygen -q -N '' -f key " + made.options));
        std::string_view half = plain.public_half;
        (void)take_ssh_string(half);
        const auto token = [&](const std::string& application) {
            OpensshKey key;
            key.public_half = ssh_string(made.name) + std::string(half) + ssh_string("ssh:");
            key.section = ssh_number(7) + ssh_number(7) + ssh_string(made.name) + std::string(half);
            key.section += ssh_string(application) + "\x01" + ssh_string("handle");
            key.section += ssh_string("") + ssh_string("comment");
            for (char padding = 1; key.section.size() % 8 != 0; ++padding)
                key.section += padding;
            return key.text();
        };

        check_valid(facts_of(token("ssh:")), "OpenSSH", {made.type, 256, ""});
        CHECK(facts_of(token("ssh:x")).why_invalid == "its public half is that of another key");
    }
}

TEST_CASE("an encrypted key opens with its passphrase and with no other") {
    const auto rsa = key_of(types[0]);
    const auto ec = key_of(types[2]);
    const auto ed25519 = key_of(types[5]);
    const std::string pkcs8 = "openssl pkcs8 -topk8 -passout pass:horse -in key ";
    struct Locked {
        std::string bytes;
        std::string format;
        Type type;
        bool is_type_outside;
    };
    const std::vector<Locked> keys = {
        {changed(rsa, pkcs8), "PKCS#8", types[0], false},
        {changed(rsa, pkcs8 + "-outform DER"), "PKCS#8", types[0], false},
        {changed(ec, pkcs8 + "-scrypt"), "PKCS#8", types[2], false},
        {changed(ed25519, pkcs8 + "-v2 aes-256-cbc -v2prf hmacWithSHA512"),
         "PKCS#8",
         types[5],
         false},
        {changed(ec, pkcs8 + "-v1 PBE-SHA1-3DES"), "PKCS#8", types[2], false},
        {changed(rsa, "openssl rsa -traditional -aes128 -passout pass:horse -in key"),
         "PKCS#1",
         types[0],
         true},
        {changed(ec, "openssl ec -aes256 -passout pass:horse -in key"), "SEC1", types[2], true},
        {changed(dsa_key(), "openssl dsa -des3 -passout pass:horse -in key"),
         "DSA",
         {"DSA", 1024, ""},
         true},
    };
    for (const auto& key : keys) {
        const auto closed = facts_of(key.bytes);
        const auto wrong = facts_with(key.bytes, "donkey");
        const auto nothing = facts_with(key.bytes, "");
        const auto open = facts_with(key.bytes, "horse");

        INFO(key.bytes.substr(0, 40));
        check_valid(open, key.format, key.type);
        CHECK(open.passphrase == Passphrase::fits);
        CHECK(closed.passphrase == Passphrase::missing);
        CHECK(closed.why_unknown == "it is encrypted, and no passphrase was given");
        CHECK(wrong.why_unknown == "it is encrypted, and the passphrase does not fit");
        for (const auto& locked : {wrong, nothing})
            CHECK(locked.passphrase == Passphrase::wrong);
        for (const auto& locked : {closed, wrong, nothing}) {
            CHECK(locked.encrypted);
            CHECK_FALSE(locked.valid);
            CHECK(locked.format == key.format);
            CHECK(
                locked.type == (key.is_type_outside ? std::optional(key.type.name) : std::nullopt)
            );
            CHECK_FALSE(locked.bits);
            CHECK(locked.public_key.empty());
        }
    }
}

TEST_CASE("a passphrase that is wrong is wrong, whatever it deciphers to") {
    const auto key = changed(key_of(types[2]), "openssl ec -aes256 -passout pass:horse -in key");

    // One of 256 ends in what looks like padding.
    for (int i = 0; i < 1500; ++i)
        CHECK(facts_with(key, "donkey" + std::to_string(i)).passphrase == Passphrase::wrong);
    CHECK(facts_with(key, std::string(5000, 'x')).passphrase == Passphrase::wrong);
}

TEST_CASE("a key that is not encrypted needs no passphrase that is given") {
    CHECK(facts_with(key_of(types[2]), "horse").passphrase == Passphrase::not_needed);
}

TEST_CASE("the first private key of a file counts, whatever is around it") {
    const Authority authority;
    const auto files = authority.issue();
    const auto certificate = read_file(files.certificate).value();
    const auto key = read_file(files.key).value();
    const auto other = key_of(types[0]);
    const auto with_parameters = folder().made("openssl ecparam -name prime256v1 -genkey -out key");
    auto dos = key;
    for (std::size_t at = 0; (at = dos.find('\n', at)) != std::string::npos; at += 2)
        dos.insert(at, "\r");
    const auto of_certificate = certificate_from(der_of(files.certificate));

    REQUIRE(of_certificate);
    const std::vector<std::string> texts = {
        certificate + key,
        key + certificate,
        "Bag Attributes\n    friendlyName: x\n" + key,
        certificate.substr(0, 200) + "\n" + key + other,
        dos,
    };
    for (const auto& text : texts) {
        CHECK(facts_of(text).valid == true);
        CHECK(facts_of(text).public_key == of_certificate->public_key);
    }
    CHECK(facts_of(other + key).type == "RSA");
    CHECK(with_parameters.starts_with("-----BEGIN EC PARAMETERS-----"));
    check_valid(facts_of(with_parameters), "SEC1", types[2]);
}

TEST_CASE("where there is no private key there is none") {
    const auto key = key_of(types[0]);
    const auto certificate = Authority().pem();

    CHECK_FALSE(private_key_from(""));
    CHECK_FALSE(private_key_from("hello\n"));
    CHECK_FALSE(private_key_from("-----BEGIN PRIVATE KEY"));
    CHECK_FALSE(private_key_from("    " + key.substr(0, key.find('\n'))));
    CHECK_FALSE(private_key_from(certificate));
    CHECK_FALSE(private_key_from(bytes_of_pem(certificate)));
    CHECK_FALSE(private_key_from(public_half_of(key)));
    CHECK_FALSE(private_key_from(changed(key, "openssl rsa -in key -RSAPublicKey_out -outform DER"))
    );
    CHECK_FALSE(private_key_from(changed(key, "openssl req -new -subj /CN=x -key key -outform DER"))
    );
    CHECK_FALSE(private_key_from(folder().made("openssl dhparam -dsaparam -outform DER -out key 512"
    )));
    // Whether there is one in a store is not looked into.
    const auto store = private_key_from(
        changed(Authority().pem(), "openssl pkcs12 -export -nokeys -in key -passout pass:x")
    );
    REQUIRE(store);
    CHECK(store->format == "PKCS#12");
    CHECK_FALSE(store->valid);
    CHECK_FALSE(store->type);
    CHECK_THROWS_AS(private_key_from(std::string((1U << 20U) + 1, 'x')), Broken);
}

TEST_CASE("a header that only speaks of encryption makes no encrypted key") {
    auto key = folder().made("openssl genrsa -traditional -out key 1024");
    key.insert(key.find('\n') + 1, "Comment: NOT ENCRYPTED\n\n");
    const auto facts = private_key_from(key);
    REQUIRE(facts);
    CHECK(facts->valid == false);  // nor does OpenSSL take it
    CHECK_FALSE(facts->encrypted);
}
