// Certificates made by OpenSSL's own tool, read back and held against what that tool says.
#include "framework/base/crypto/certificate.hpp"

#include "framework/base/text.hpp"
#include "tests/support/certificates.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

const Authority& authority() {
    static const Authority one;
    return one;
}

std::string told(const std::string& file, const std::string& option) {
    const auto run = run_program({"openssl", "x509", "-in", file, "-noout", option});
    const auto line = std::string(trimmed(run.output));
    return line.substr(line.find('=') + 1);
}

std::string without_colons(std::string text) {
    std::erase(text, ':');
    return lower_case(text);
}

}  // namespace

TEST_CASE("a certificate has the fields that openssl says it has") {
    const auto files = authority().issue(
        {.names = "DNS:Example.org,DNS:*.example.net,IP:192.0.2.7,IP:2001:db8::1,email:a@b.example,"
                  "URI:x:y",
         .more = "extendedKeyUsage=serverAuth"}
    );
    const auto read = certificate_from(der_of(files.certificate));

    REQUIRE(read);
    const Certificate::Name subject = {{"C", "JP"}, {"O", "Muster, Inc."}, {"CN", "localhost"}};
    CHECK(read->subject == subject);
    CHECK(Certificate::field(read->issuer, "cn") == "Test Authority");
    CHECK(read->serial == lower_case(told(files.certificate, "-serial")));
    CHECK(read->sha1 == without_colons(told(files.certificate, "-fingerprint")));
    CHECK(
        read->names
        == std::vector<
            std::
                string>{"DNS:Example.org", "DNS:*.example.net", "IP:192.0.2.7", "IP:2001:db8::1", "email:a@b.example", "URI:x:y"}
    );
    CHECK(read->emails == std::vector<std::string>{"a@b.example"});
    CHECK(read->key_type == "EC");
    CHECK(read->key_bits == 256);
    CHECK(read->signature_algorithm == "ecdsa-with-SHA256");
    CHECK(read->purposes == std::vector<std::string>{"server"});
    CHECK(read->expires - read->not_before == std::chrono::hours(24) * 30);
    CHECK_FALSE(read->self_signed);
    CHECK_FALSE(read->authority);
    CHECK(read->extensions.at("2.5.29.37") == "TLS Web Server Authentication");
}

TEST_CASE("an authority is one, and signs itself") {
    const auto read = certificate_from(der_of(authority().file()));

    REQUIRE(read);
    CHECK(read->authority);
    CHECK(read->self_signed);
}

TEST_CASE("a certificate is for the hosts that it names") {
    const auto der = der_of(authority()
                                .issue(
                                    {.subject = "/CN=cn.example",
                                     .names = "DNS:example.org,DNS:*.example.net,IP:::1"}
                                )
                                .certificate);
    const auto only_cn =
        der_of(authority().issue({.subject = "/CN=cn.example", .names = ""}).certificate);

    CHECK(covers(der, "example.org"));
    CHECK(covers(der, "EXAMPLE.ORG"));
    CHECK(covers(der, "a.example.net"));
    CHECK(covers(der, "::1"));
    CHECK(covers(der, "0:0:0:0:0:0:0:1"));
    CHECK_FALSE(covers(der, "a.b.example.net"));
    CHECK_FALSE(covers(der, "example.net"));
    CHECK_FALSE(covers(der, "xexample.org"));
    CHECK_FALSE(covers(der, "cn.example"));
    CHECK_FALSE(covers(der, "127.0.0.1"));
    CHECK_FALSE(covers(der, ""));
    CHECK(covers(only_cn, "cn.example"));
}

TEST_CASE("bytes that are no certificate are none") {
    const auto der = der_of(authority().file());

    CHECK_FALSE(certificate_from(""));
    CHECK_FALSE(certificate_from("hello"));
    CHECK_FALSE(certificate_from(der.substr(0, der.size() / 2)));
    CHECK_FALSE(covers("hello", "example.org"));
    // Any byte changed: read or not, nothing breaks.
    for (std::size_t i = 0; i < der.size(); i += 3) {
        auto broken = der;
        broken[i] = static_cast<char>(broken[i] ^ 0x55);
        (void)certificate_from(broken);
        (void)covers(broken, "example.org");
    }
}

TEST_CASE("extensions are known by name and number") {
    CHECK(extension_number("basicConstraints") == "2.5.29.19");
    CHECK(extension_number("2.5.29.19") == "2.5.29.19");
    CHECK_FALSE(extension_number("basic constraint"));
}
