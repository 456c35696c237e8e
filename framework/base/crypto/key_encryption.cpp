#include "framework/base/crypto/key_encryption.hpp"

#include "framework/base/crypto/der.hpp"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include <algorithm>

namespace muster {

namespace {

using Passphrase = PrivateKeyFacts::Passphrase;
using OwnedEncrypted = std::unique_ptr<X509_SIG, Release<X509_SIG_free>>;
using OwnedPbe2 = std::unique_ptr<PBE2PARAM, Release<PBE2PARAM_free>>;
using OwnedPbkdf2 = std::unique_ptr<PBKDF2PARAM, Release<PBKDF2PARAM_free>>;
using OwnedPbe1 = std::unique_ptr<PBEPARAM, Release<PBEPARAM_free>>;
using OwnedScrypt = std::unique_ptr<SCRYPT_PARAMS, Release<SCRYPT_PARAMS_free>>;

// The file says how much work a passphrase is, and who wrote the file may not mean well. 2048 rounds are usual,
// careful people take a million; these take some seconds.
constexpr std::uint64_t most_rounds = 3'000'000;
// N r p of scrypt; 131072 are usual.
constexpr std::uint64_t most_scrypt_work = 1U << 22U;

void tell_locked(Passphrase passphrase, std::string why, PrivateKeyFacts& facts) {
    facts.passphrase = passphrase;
    tell_unknown(std::move(why), facts);
}

void tell_missing(PrivateKeyFacts& facts) {
    tell_locked(Passphrase::missing, "it is encrypted, and no passphrase was given", facts);
}

void tell_wrong(PrivateKeyFacts& facts) {
    tell_locked(Passphrase::wrong, "it is encrypted, and the passphrase does not fit", facts);
}

void tell_not_supported(PrivateKeyFacts& facts) {
    const auto* why = "it is encrypted in a way that is not supported";
    tell_locked(Passphrase::not_supported, why, facts);
}

/// What was deciphered, if it is a key. With a wrong passphrase the padding is wrong, or once in 256 times it
/// is right by chance and what it pads is noise. A key that does not fit together is a sequence all the same.
std::optional<WipedBytes> if_key(WipedBytes bytes, PrivateKeyFacts& facts) {
    if (not is_whole_der_sequence(bytes.view())) {
        tell_wrong(facts);
        return std::nullopt;
    }
    facts.passphrase = Passphrase::fits;
    return bytes;
}

/// Of a number that is absent or out of reach: too many.
std::uint64_t number_of(const ASN1_INTEGER* integer) {
    std::uint64_t number = 0;
    if (integer == nullptr or ASN1_INTEGER_get_uint64(&number, integer) != 1)
        return UINT64_MAX;
    return number;
}

template<class Owned>
Owned parameters_of(const X509_ALGOR* algorithm, const ASN1_ITEM* item) {
    using Parameters = typename Owned::element_type;
    return Owned(static_cast<Parameters*>(ASN1_TYPE_unpack_sequence(item, algorithm->parameter)));
}

bool is_scrypt_too_much(const X509_ALGOR* derivation) {
    const auto scrypt = parameters_of<OwnedScrypt>(derivation, ASN1_ITEM_rptr(SCRYPT_PARAMS));
    if (not scrypt)
        return false;
    std::uint64_t work = 1;
    for (const auto* factor :
         {scrypt->costParameter, scrypt->blockSize, scrypt->parallelizationParameter}) {
        // No overflow: both are below most_scrypt_work.
        const auto number = std::min(number_of(factor), most_scrypt_work);
        work = std::min(work * number, most_scrypt_work);
    }
    return work >= most_scrypt_work;
}

/// Whether the derivation of a key from the passphrase takes longer than we wait. What cannot be read does not:
/// OpenSSL refuses it.
bool is_too_much_work(const X509_ALGOR* scheme) {
    if (OBJ_obj2nid(scheme->algorithm) != NID_pbes2) {
        const auto pbe1 = parameters_of<OwnedPbe1>(scheme, ASN1_ITEM_rptr(PBEPARAM));
        return pbe1 and number_of(pbe1->iter) > most_rounds;
    }
    const auto pbe2 = parameters_of<OwnedPbe2>(scheme, ASN1_ITEM_rptr(PBE2PARAM));
    if (not pbe2)
        return false;
    if (OBJ_obj2nid(pbe2->keyfunc->algorithm) == NID_id_scrypt)
        return is_scrypt_too_much(pbe2->keyfunc);
    const auto pbkdf2 = parameters_of<OwnedPbkdf2>(pbe2->keyfunc, ASN1_ITEM_rptr(PBKDF2PARAM));
    return pbkdf2 and number_of(pbkdf2->iter) > most_rounds;
}

std::optional<WipedBytes> deciphered(
    const X509_ALGOR* scheme, const ASN1_OCTET_STRING* cipher_text, const Secret& passphrase
) {
    unsigned char* data = nullptr;
    int size = 0;
    constexpr int decipher = 0;
    const auto* done = PKCS12_pbe_crypt(
        scheme,
        passphrase.revealed().data(),
        static_cast<int>(passphrase.revealed().size()),
        ASN1_STRING_get0_data(cipher_text),
        ASN1_STRING_length(cipher_text),
        &data,
        &size,
        decipher
    );
    if (done == nullptr)
        return std::nullopt;
    return WipedBytes(data, static_cast<std::size_t>(size));
}

/// Hands over the passphrase that was given; PEM's own callback would ask the terminal.
int given_passphrase(char* room, int size, int /*for_writing*/, void* passphrase) {
    const auto text = static_cast<const Secret*>(passphrase)->revealed();
    if (size < 0 or text.size() > static_cast<std::size_t>(size))
        return -1;
    std::ranges::copy(text, room);
    return static_cast<int>(text.size());
}

/// Whether the first thing that OpenSSL says is that it does not have the cipher.
bool lacks_cipher() {
    return ERR_GET_REASON(ERR_peek_error()) == ERR_R_UNSUPPORTED;
}

/// All but a cipher that ends wrongly is a scheme that OpenSSL cannot follow.
bool ended_wrongly() {
    return ERR_GET_REASON(ERR_peek_last_error()) == PKCS12_R_PKCS12_CIPHERFINAL_ERROR;
}

}  // namespace

std::optional<WipedBytes> opened_pkcs8(
    std::string_view der, const Secret* passphrase, PrivateKeyFacts& facts
) {
    facts.encrypted = true;
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    const OwnedEncrypted encrypted(d2i_X509_SIG(nullptr, &bytes, static_cast<long>(der.size())));
    if (not encrypted) {
        tell_invalid(openssl_error(), facts);
        return std::nullopt;
    }
    if (passphrase == nullptr) {
        tell_missing(facts);
        return std::nullopt;
    }
    const X509_ALGOR* scheme = nullptr;
    const ASN1_OCTET_STRING* cipher_text = nullptr;
    X509_SIG_get0(encrypted.get(), &scheme, &cipher_text);
    if (is_too_much_work(scheme)) {
        const auto* why = "it is encrypted with so many rounds that no passphrase is tried";
        tell_locked(Passphrase::not_supported, why, facts);
        return std::nullopt;
    }
    ERR_clear_error();
    auto opened = deciphered(scheme, cipher_text, *passphrase);
    if (opened)
        return if_key(std::move(*opened), facts);
    if (ended_wrongly())
        tell_wrong(facts);
    else
        tell_not_supported(facts);
    return std::nullopt;
}

std::optional<WipedBytes> opened_pem(
    std::string headers, WipedBytes bytes, const Secret* passphrase, PrivateKeyFacts& facts
) {
    // The first header says it (RFC 1421, 4.6.1.1), whether or not the others can be read.
    const auto first = std::string_view(headers).substr(0, headers.find('\n'));
    facts.encrypted = first.starts_with("Proc-Type:") and first.ends_with("ENCRYPTED");
    EVP_CIPHER_INFO cipher{};
    if (PEM_get_EVP_CIPHER_INFO(headers.data(), &cipher) != 1) {
        if (ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_UNSUPPORTED_ENCRYPTION)
            tell_not_supported(facts);
        else
            tell_invalid(openssl_error(), facts);
        return std::nullopt;
    }
    if (passphrase == nullptr) {
        tell_missing(facts);
        return std::nullopt;
    }
    auto given = passphrase->duplicate();
    auto size = static_cast<long>(bytes.view().size());
    ERR_clear_error();
    if (PEM_do_header(&cipher, bytes.data(), &size, given_passphrase, &given) == 1) {
        bytes.cut_to(static_cast<std::size_t>(size));
        return if_key(std::move(bytes), facts);
    }
    if (lacks_cipher())
        tell_not_supported(facts);
    else
        tell_wrong(facts);
    return std::nullopt;
}

}  // namespace muster
