#include "framework/base/crypto/tls.hpp"

#include "framework/base/crypto/certificate.hpp"
#include "framework/base/crypto/openssl.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace muster {

namespace {

using OwnedContext = std::unique_ptr<SSL_CTX, Release<SSL_CTX_free>>;
using OwnedSsl = std::unique_ptr<SSL, Release<SSL_free>>;
using OwnedVerification = std::unique_ptr<X509_STORE_CTX, Release<X509_STORE_CTX_free>>;

struct FreeChain {
    void operator()(STACK_OF(X509) * chain) const { sk_X509_pop_free(chain, X509_free); }
};
using OwnedChain = std::unique_ptr<STACK_OF(X509), FreeChain>;

/// Keys with a passphrase are not asked about: there is nobody to answer.
int no_passphrase(char*, int, int, void*) {
    return -1;
}

}  // namespace

struct TrustStore::State {
    OwnedStore store{X509_STORE_new()};
};

TrustStore::TrustStore(std::string_view pem) : state_(std::make_unique<State>()) {
    const auto reader = reader_of(pem);
    for (auto left = BIO_pending(reader.get()); left > 0;) {
        const OwnedCertificate one(PEM_read_bio_X509(reader.get(), nullptr, no_passphrase, nullptr)
        );
        if (one and X509_STORE_add_cert(state_->store.get(), one.get()) == 1)
            ++count_;
        const auto before = std::exchange(left, BIO_pending(reader.get()));
        if (left == before)
            break;
    }
    ERR_clear_error();
}

TrustStore::~TrustStore() = default;

const std::vector<std::string>& trust_store_files() {
    static const std::vector<std::string> files = {
        "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Alpine, Arch, Gentoo
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Red Hat
        "/etc/pki/tls/certs/ca-bundle.crt",                   // Red Hat of old
        "/etc/ssl/ca-bundle.pem",                             // SUSE
        "/var/lib/ca-certificates/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    };
    return files;
}

std::string distrust_of(
    const std::vector<std::string>& chain, const TrustStore& store, Instant now
) {
    const OwnedChain others(sk_X509_new_null());
    OwnedCertificate own;
    for (const auto& der : chain) {
        auto one = certificate_of_der(der);
        if (not one)
            return "there are bytes that are no certificate";
        if (own == nullptr)
            own = std::move(one);
        else if (sk_X509_push(others.get(), one.get()) > 0)
            (void)one.release();
    }
    const OwnedVerification verification(X509_STORE_CTX_new());
    if (own == nullptr
        or X509_STORE_CTX_init(
               verification.get(), store.state_->store.get(), own.get(), others.get()
           ) != 1)
        return "it cannot be verified";
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    X509_STORE_CTX_set_time(verification.get(), 0, seconds);
    const bool is_trusted = X509_verify_cert(verification.get()) == 1;
    const auto why = X509_STORE_CTX_get_error(verification.get());
    ERR_clear_error();
    return is_trusted ? "" : X509_verify_cert_error_string(why);
}

struct TlsClient::Session {
    OwnedContext context{SSL_CTX_new(TLS_client_method())};
    OwnedSsl ssl;
    BIO* from_server = nullptr;  // owned by ssl
    BIO* to_server = nullptr;
};

TlsClient::TlsClient(const TlsSettings& settings)
    : session_(std::make_unique<Session>()), server_name_(settings.server_name) {
    auto& session = *session_;
    MUSTER_ASSERT(session.context != nullptr);
    auto* context = session.context.get();
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
    has_store_ = settings.store != nullptr and settings.store->count() > 0;
    if (has_store_)
        SSL_CTX_set1_cert_store(context, settings.store->state_->store.get());
    if (not settings.certificate.empty() and not take_certificate(settings))
        return;
    session.ssl.reset(SSL_new(context));
    session.from_server = BIO_new(BIO_s_mem());
    session.to_server = BIO_new(BIO_s_mem());
    MUSTER_ASSERT(session.ssl and session.from_server != nullptr and session.to_server != nullptr);
    SSL_set_bio(session.ssl.get(), session.from_server, session.to_server);
    SSL_set_connect_state(session.ssl.get());
    expect_name(settings.server_name);
    constexpr std::string_view http = "\x08http/1.1";
    (void)SSL_set_alpn_protos(  // without it the server chooses
        session.ssl.get(),
        reinterpret_cast<const unsigned char*>(http.data()),
        static_cast<unsigned>(http.size())
    );
    shake_hands();
}

TlsClient::~TlsClient() = default;

bool TlsClient::take_certificate(const TlsSettings& settings) {
    ERR_clear_error();
    auto* context = session_->context.get();
    const auto certificates = reader_of(settings.certificate);
    const OwnedCertificate own(
        PEM_read_bio_X509(certificates.get(), nullptr, no_passphrase, nullptr)
    );
    const auto key_reader = reader_of(settings.key);
    const OwnedKey key(PEM_read_bio_PrivateKey(key_reader.get(), nullptr, no_passphrase, nullptr));
    const auto* what = not own ? "certificate" : not key ? "private key" : "";
    bool usable = own and key and SSL_CTX_use_certificate(context, own.get()) == 1
                  and SSL_CTX_use_PrivateKey(context, key.get()) == 1;
    while (usable) {
        const OwnedCertificate next(
            PEM_read_bio_X509(certificates.get(), nullptr, no_passphrase, nullptr)
        );
        if (not next)
            break;
        usable = SSL_CTX_add1_chain_cert(context, next.get()) == 1;
    }
    if (not usable) {
        state_ = State::unusable;
        trouble_ = *what != '\0' ? fmt::format("it holds no {} that can be read", what)
                                 : "its private key does not belong to the certificate";
    }
    ERR_clear_error();
    return usable;
}

void TlsClient::expect_name(const std::string& name) {
    auto* parameters = SSL_get0_param(session_->ssl.get());
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (is_ip_address(name)) {
        MUSTER_ASSERT(X509_VERIFY_PARAM_set1_ip_asc(parameters, name.c_str()) == 1);
        return;
    }
    MUSTER_ASSERT(X509_VERIFY_PARAM_set1_host(parameters, name.data(), name.size()) == 1);
    // What the macro SSL_set_tlsext_host_name does.
    auto copy = name;
    MUSTER_ASSERT(
        SSL_ctrl(
            session_->ssl.get(),
            SSL_CTRL_SET_TLSEXT_HOSTNAME,
            TLSEXT_NAMETYPE_host_name,
            copy.data()
        )
        == 1
    );
}

void TlsClient::feed(std::string_view from_server) {
    if (state_ == State::broken or state_ == State::unusable or from_server.empty())
        return;
    (void)BIO_write(  // memory takes everything
        session_->from_server,
        from_server.data(),
        static_cast<int>(from_server.size())
    );
    if (state_ == State::shaking_hands)
        shake_hands();
}

std::string TlsClient::outgoing() {
    if (session_->to_server == nullptr)
        return {};
    std::string bytes(static_cast<std::size_t>(BIO_pending(session_->to_server)), '\0');
    if (not bytes.empty())
        (void)BIO_read(session_->to_server, bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

void TlsClient::shake_hands() {
    ERR_clear_error();
    const int said = SSL_do_handshake(session_->ssl.get());
    if (said == 1)
        state_ = State::open;
    else
        fail(said);
}

/// Whatever is no wish for more bytes ends the connection.
void TlsClient::fail(int said) {
    const int error = SSL_get_error(session_->ssl.get(), said);
    if (error == SSL_ERROR_WANT_READ or error == SSL_ERROR_WANT_WRITE)
        return;
    if (error == SSL_ERROR_ZERO_RETURN) {
        state_ = State::closed;
        return;
    }
    state_ = State::broken;
    const auto reason = openssl_error();
    trouble_ = reason.empty() ? "broken off" : reason;
}

void TlsClient::write(std::string_view plain) {
    if (state_ != State::open or plain.empty())
        return;
    ERR_clear_error();
    std::size_t written = 0;
    // Memory has room for all of it: one call takes everything.
    if (SSL_write_ex(session_->ssl.get(), plain.data(), plain.size(), &written) != 1)
        fail(0);
}

void TlsClient::read(std::string& plain) {
    std::array<char, 16UL * 1024>
        piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by the read
    while (state_ == State::open) {
        ERR_clear_error();
        std::size_t size = 0;
        if (SSL_read_ex(session_->ssl.get(), piece.data(), piece.size(), &size) == 1) {
            plain.append(piece.data(), size);
            continue;
        }
        fail(0);
        return;
    }
}

std::vector<std::string> TlsClient::chain() const {
    std::vector<std::string> ders;
    if (not session_->ssl)
        return ders;
    const auto* sent = SSL_get_peer_cert_chain(session_->ssl.get());
    for (int i = 0; i < sk_X509_num(sent); ++i) {
        unsigned char* bytes = nullptr;
        const int size = i2d_X509(sk_X509_value(sent, i), &bytes);
        if (size > 0)
            ders.emplace_back(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
        OPENSSL_free(bytes);
    }
    return ders;
}

std::string TlsClient::distrust() const {
    if (not has_store_)
        return "nobody is trusted";
    if (not session_->ssl or SSL_get0_peer_certificate(session_->ssl.get()) == nullptr)
        return "it shows no certificate";
    const auto result = SSL_get_verify_result(session_->ssl.get());
    if (result == X509_V_OK)
        return "";
    const auto ders = chain();
    const auto shown = ders.empty() ? std::nullopt : certificate_from(ders.front());
    const bool other_name =
        result == X509_V_ERR_HOSTNAME_MISMATCH or result == X509_V_ERR_IP_ADDRESS_MISMATCH;
    if (other_name and shown)
        return fmt::format(
            "it is not for {} but for {}",
            server_name_,
            shown->names.empty() ? Certificate::field(shown->subject, "CN").value_or("nobody")
                                 : join(shown->names, ", ")
        );
    return X509_verify_cert_error_string(result);
}

std::string TlsClient::protocol() const {
    return session_->ssl ? SSL_get_version(session_->ssl.get()) : "";
}

}  // namespace muster
