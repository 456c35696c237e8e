#include "framework/base/crypto/digest.hpp"

#include "framework/base/error.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>

namespace muster {

namespace {

struct Row {
    DigestAlgorithm algorithm;
    std::string_view name;
    const EVP_MD* (*implementation)();
};

constexpr std::array rows = {
    Row{DigestAlgorithm::md5, "md5", EVP_md5},
    Row{DigestAlgorithm::sha1, "sha1", EVP_sha1},
    Row{DigestAlgorithm::sha256, "sha256", EVP_sha256},
    Row{DigestAlgorithm::sha512, "sha512", EVP_sha512},
};

const Row& row_of(DigestAlgorithm algorithm) {
    return rows.at(static_cast<std::size_t>(algorithm));
}

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

std::string_view name(DigestAlgorithm algorithm) {
    return row_of(algorithm).name;
}

std::optional<DigestAlgorithm> digest_algorithm_named(std::string_view name) {
    for (const auto& row : rows)
        if (row.name == name)
            return row.algorithm;
    return std::nullopt;
}

struct Digester::State {
    std::unique_ptr<EVP_MD_CTX, FreeContext> context{EVP_MD_CTX_new()};
};

Digester::Digester(DigestAlgorithm algorithm) : state_(std::make_unique<State>()) {
    const auto* implementation = row_of(algorithm).implementation();
    MUSTER_ASSERT(EVP_DigestInit_ex(state_->context.get(), implementation, nullptr) == 1);
}

Digester::~Digester() = default;
Digester::Digester(Digester&&) noexcept = default;
Digester& Digester::operator=(Digester&&) noexcept = default;

void Digester::add(std::string_view bytes) {
    MUSTER_ASSERT(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

std::string Digester::bytes() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    MUSTER_ASSERT(EVP_DigestFinal_ex(state_->context.get(), digest.data(), &length) == 1);
    return {reinterpret_cast<const char*>(digest.data()), length};
}

std::string Digester::hex() {
    return to_hex(bytes());
}

std::string hex_digest(DigestAlgorithm algorithm, std::string_view bytes) {
    Digester digester(algorithm);
    digester.add(bytes);
    return digester.hex();
}

std::string hmac_sha1(std::string_view key, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    const auto* done = HMAC(
        EVP_sha1(),
        key.data(),
        static_cast<int>(key.size()),
        reinterpret_cast<const unsigned char*>(text.data()),
        text.size(),
        digest.data(),
        &length
    );
    MUSTER_ASSERT(done != nullptr);
    return {reinterpret_cast<const char*>(digest.data()), length};
}

std::string stretched_digest(std::string_view secret, std::string_view salt) {
    constexpr int rounds = 100'000;
    std::array<unsigned char, 32> digest{};
    const int done = PKCS5_PBKDF2_HMAC(
        secret.data(),
        static_cast<int>(secret.size()),
        reinterpret_cast<const unsigned char*>(salt.data()),
        static_cast<int>(salt.size()),
        rounds,
        EVP_sha256(),
        static_cast<int>(digest.size()),
        digest.data()
    );
    MUSTER_ASSERT(done == 1);
    return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    MUSTER_ASSERT(
        RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) == 1
    );
    return bytes;
}

std::string to_hex(std::string_view bytes) {
    std::string text;
    text.reserve(2 * bytes.size());
    for (const char byte : bytes)
        text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return text;
}

}  // namespace muster
