#include "framework/base/crypto/rsa_arithmetic.hpp"

#include "framework/base/crypto/number.hpp"

#include <openssl/core_names.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

OwnedNumber part_of(const EVP_PKEY* key, const char* name) {
    BIGNUM* number = nullptr;
    // Where there is none the number stays null.
    (void)EVP_PKEY_get_bn_param(key, name, &number);
    return OwnedNumber(number);
}

struct Parts {
    OwnedNumber n;
    OwnedNumber e;
    OwnedNumber d;
    OwnedNumber p;
    OwnedNumber q;
    OwnedNumber d_of_p;
    OwnedNumber d_of_q;
    OwnedNumber coefficient;

    bool are_there() const { return n and e and d and p and q; }
};

Parts parts_of(const EVP_PKEY* key) {
    return {
        part_of(key, OSSL_PKEY_PARAM_RSA_N),
        part_of(key, OSSL_PKEY_PARAM_RSA_E),
        part_of(key, OSSL_PKEY_PARAM_RSA_D),
        part_of(key, OSSL_PKEY_PARAM_RSA_FACTOR1),
        part_of(key, OSSL_PKEY_PARAM_RSA_FACTOR2),
        part_of(key, OSSL_PKEY_PARAM_RSA_EXPONENT1),
        part_of(key, OSSL_PKEY_PARAM_RSA_EXPONENT2),
        part_of(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1),
    };
}

OwnedNumber less_one(const OwnedNumber& number) {
    OwnedNumber less(BN_dup(number.get()));
    BN_sub_word(less.get(), 1);
    return less;
}

/// Whether `left` times `right` leaves 1 over.
bool are_inverse(
    const OwnedNumber& left, const OwnedNumber& right, const OwnedNumber& modulus, BN_CTX* context
) {
    const auto product = new_number();
    return BN_mod_mul(product.get(), left.get(), right.get(), modulus.get(), context) == 1
           and BN_is_one(product.get());
}

/// Whether a part is what `d` leaves over; what is not there is not wrong.
bool is_rest(
    const OwnedNumber& part, const OwnedNumber& d, const OwnedNumber& modulus, BN_CTX* context
) {
    const auto rest = new_number();
    return not part
           or (BN_mod(rest.get(), d.get(), modulus.get(), context) == 1
               and BN_cmp(rest.get(), part.get()) == 0);
}

/// Whether 2, enciphered and deciphered, is 2 again. Where p or q is no prime it is not, but for a few numbers
/// that nobody comes upon by chance.
bool gives_back(const Parts& parts, BN_CTX* context) {
    const auto plain = big_number_from("\x02");
    const auto cipher = new_number();
    const auto again = new_number();
    const auto* n = parts.n.get();
    return BN_mod_exp(cipher.get(), plain.get(), parts.e.get(), n, context) == 1
           and BN_mod_exp(again.get(), cipher.get(), parts.d.get(), n, context) == 1
           and BN_cmp(plain.get(), again.get()) == 0;
}

/// An attacker's numbers may have any length, and what is done with them takes its cube.
bool is_any_larger_than_modulus(const EVP_PKEY* key, const BIGNUM* n) {
    constexpr std::array names = {
        OSSL_PKEY_PARAM_RSA_E,
        OSSL_PKEY_PARAM_RSA_D,
        OSSL_PKEY_PARAM_RSA_FACTOR1,
        OSSL_PKEY_PARAM_RSA_FACTOR2,
        OSSL_PKEY_PARAM_RSA_FACTOR3,
        OSSL_PKEY_PARAM_RSA_FACTOR4,
        OSSL_PKEY_PARAM_RSA_FACTOR5,
        OSSL_PKEY_PARAM_RSA_FACTOR6,
        OSSL_PKEY_PARAM_RSA_FACTOR7,
        OSSL_PKEY_PARAM_RSA_FACTOR8,
        OSSL_PKEY_PARAM_RSA_FACTOR9,
        OSSL_PKEY_PARAM_RSA_FACTOR10,
    };
    return std::ranges::any_of(names, [&](const char* name) {
        const auto number = part_of(key, name);
        return number and BN_cmp(number.get(), n) > 0;
    });
}

std::string trouble_of_two_primes(const Parts& parts) {
    const OwnedNumberContext owned(BN_CTX_secure_new());
    auto* context = owned.get();
    const auto product = new_number();
    if (BN_mul(product.get(), parts.p.get(), parts.q.get(), context) != 1
        or BN_cmp(product.get(), parts.n.get()) != 0)
        return "n does not equal p q";
    const auto p_less = less_one(parts.p);
    const auto q_less = less_one(parts.q);
    if (not are_inverse(parts.d, parts.e, p_less, context)
        or not are_inverse(parts.d, parts.e, q_less, context))
        return "d e not congruent to 1";
    if (not is_rest(parts.d_of_p, parts.d, p_less, context))
        return "dmp1 not congruent to d";
    if (not is_rest(parts.d_of_q, parts.d, q_less, context))
        return "dmq1 not congruent to d";
    if (parts.coefficient and not are_inverse(parts.coefficient, parts.q, parts.p, context))
        return "iqmp not inverse of q";
    return gives_back(parts, context) ? "" : "p or q not prime";
}

}  // namespace

bool rsa_has_more_primes(const EVP_PKEY* key) {
    return part_of(key, OSSL_PKEY_PARAM_RSA_FACTOR3) != nullptr;
}

std::string rsa_trouble(const EVP_PKEY* key) {
    const auto parts = parts_of(key);
    if (not parts.are_there() or BN_cmp(parts.p.get(), BN_value_one()) <= 0
        or BN_cmp(parts.q.get(), BN_value_one()) <= 0)
        return "one of its numbers is missing";
    if (is_any_larger_than_modulus(key, parts.n.get()))
        return "one of its numbers is larger than its modulus";
    return rsa_has_more_primes(key) ? "" : trouble_of_two_primes(parts);
}

}  // namespace muster
