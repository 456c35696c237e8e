#include "framework/fleet/serve/http/certificate.hpp"

#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/secret.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

constexpr std::size_t largest_file = 1UL << 20;

std::string content_of(const std::string& file, const Location& where) {
    auto content = read_file(file, largest_file);
    if (not content)
        throw Broken(fmt::format("there is no file {}", quoted(file)), where);
    return std::move(*content);
}

void check(
    const boost::system::error_code& trouble,
    const std::string& what,
    const Location& where,
    const std::string& hint
) {
    if (trouble)
        throw Broken(fmt::format("{}: {}", what, trouble.message()), where, hint);
}

void take_key(asio::ssl::context& context, const std::string& file, const Location& where) {
    boost::system::error_code trouble;
    // Without this OpenSSL would ask for a passphrase on the terminal.
    const auto none = [](std::size_t, asio::ssl::context::password_purpose) {
        return std::string();
    };
    check(context.set_password_callback(none, trouble), quoted(file), where, "");
    Secret key(content_of(file, where));
    const auto bytes = asio::buffer(key.revealed().data(), key.revealed().size());
    check(
        context.use_private_key(bytes, asio::ssl::context::pem, trouble),
        fmt::format("the key {} cannot be used", quoted(file)),
        where,
        "it is PEM, without a passphrase, and belongs to the certificate"
    );
}

std::shared_ptr<asio::ssl::context> context_from(
    const std::string& certificate, const std::string& key, const Location& where
) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    boost::system::error_code trouble;
    const auto options = asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2
                         | asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1
                         | asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression
                         | SSL_OP_NO_RENEGOTIATION;
    check(context->set_options(options, trouble), "TLS", where, "");
    const auto chain = content_of(certificate, where);
    check(
        context->use_certificate_chain(asio::buffer(chain), trouble),
        fmt::format("the certificate {} cannot be used", quoted(certificate)),
        where,
        "it is PEM, our own first and those of its authorities after it"
    );
    take_key(*context, key, where);
    return context;
}

}  // namespace

ServedCertificate::ServedCertificate(const ServeOptions& options)
    : certificate_(options.certificate), key_(options.key), where_(options.where) {
    if (certificate_.empty() != key_.empty())
        throw Broken(
            key_.empty() ? "a certificate needs its key" : "a key needs its certificate", where_
        );
    reload();
}

void ServedCertificate::reload() {
    if (certificate_.empty())
        return;
    auto fresh = context_from(certificate_, key_, where_);
    const std::lock_guard lock(mutex_);
    context_ = std::move(fresh);
}

std::shared_ptr<asio::ssl::context> ServedCertificate::context() const {
    const std::lock_guard lock(mutex_);
    return context_;
}

}  // namespace muster
