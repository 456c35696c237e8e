// certificate(path): what a file holds, as openssl(1) made it.

#include "framework/base/crypto/certificate.hpp"

#include "framework/base/file_descriptor.hpp"
#include "framework/host/resource.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> certificate_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;
using Catch::Contains;

namespace {

constexpr const char* path = "/etc/ssl/site.pem";

/// A host with this file, by today's clock.
FakeHost host_with(const std::string& bytes) {
    FakeHost host;
    host.file(path, bytes);
    host.now_ = system_now();
    return host;
}

std::string pem_of(const std::string& file) {
    return read_file(file).value();
}

std::string of(
    FakeHost& host, const std::string& attribute, const std::vector<std::string>& parameters = {}
) {
    return found(host, certificate_resources(), fact("certificate", path, attribute, parameters));
}

std::string entry_of(FakeHost& host, std::int64_t number, const std::string& attribute) {
    return found(
        host,
        certificate_resources(),
        narrowed("entry", {Value(number)}, fact("certificate", path, attribute))
    );
}

}  // namespace

TEST_CASE("a certificate in a file says what it is") {
    const Authority authority;
    const auto files = authority.issue(
        {.subject = "/C=JP/O=Muster/CN=web", .names = "DNS:web.example.org,DNS:*.example.net"}
    );
    auto host = host_with(pem_of(files.certificate));
    CHECK(of(host, "exists") == "true");
    CHECK(of(host, "valid") == "true");
    CHECK(of(host, "common_name") == R"("web")");
    CHECK(of(host, "days_left") == "29");
    CHECK(of(host, "covers", {"a.example.net"}) == "true");
    CHECK(of(host, "covers", {"a.b.example.net"}) == "false");
    CHECK(of(host, "chain_length") == "1");
    CHECK(of(host, "self_signed") == "false");
    CHECK(host.exchanges() == 8);
}

TEST_CASE("DER, PEM with text around it and several of them are read") {
    const Authority authority;
    const auto one = authority.issue({.subject = "/CN=one"});
    const auto two = authority.issue({.subject = "/CN=two"});
    SECTION("DER") {
        auto host = host_with(der_of(one.certificate));
        CHECK(of(host, "common_name") == R"("one")");
    }
    SECTION("several, with text and a key between them") {
        auto host = host_with(
            "Bag Attributes\n" + pem_of(one.certificate) + pem_of(one.key) + pem_of(two.certificate)
        );
        CHECK(of(host, "common_name") == R"("one")");
        CHECK(of(host, "chain_length") == "2");
        CHECK(entry_of(host, 2, "common_name") == R"("two")");
        CHECK(entry_of(host, 2, "chain_length") == "2");
        CHECK(entry_of(host, 3, "common_name") == "absent");
        CHECK(entry_of(host, 3, "exists") == "absent");
    }
    SECTION("one that is broken is not passed over") {
        auto bytes = pem_of(one.certificate);
        bytes.replace(bytes.find("\nMII") + 20, 4, "....");
        auto host = host_with(bytes + pem_of(two.certificate));
        CHECK_THAT(
            of(host, "exists"),
            Contains("cannot tell: /etc/ssl/site.pem: certificate 1 cannot be read")
        );
        auto behind = host_with(pem_of(two.certificate) + bytes);
        CHECK_THAT(of(behind, "chain_length"), Contains("certificate 2 cannot be read"));
    }
    SECTION("bytes behind DER are not part of it") {
        auto host = host_with(der_of(one.certificate) + "\n");
        auto plain = host_with(der_of(one.certificate));
        CHECK(of(host, "fingerprint") == of(plain, "fingerprint"));
    }
    SECTION("none") {
        auto host = host_with("no certificate\n");
        CHECK(of(host, "exists") == "absent");
        CHECK(of(host, "days_left") == "absent");
    }
    SECTION("no file") {
        FakeHost host;
        CHECK(of(host, "valid") == "absent");
    }
    SECTION("a file that may not be read") {
        FakeHost host;
        host.denied(path);
        CHECK_THAT(of(host, "valid"), Contains("cannot tell: permission denied"));
    }
}

TEST_CASE("authorities of the target or of the spec vouch for a certificate") {
    const Authority authority;
    const Authority other("Another One");
    const auto files = authority.issue();
    const auto trusting = [&](FakeHost& host, const std::string& ca_file) {
        return found(
            host,
            certificate_resources(),
            narrowed("trusting", {Value(ca_file)}, fact("certificate", path, "trusted"))
        );
    };
    auto host = host_with(pem_of(files.certificate));
    CHECK_THAT(of(host, "trusted"), Contains("cannot tell: no certificate authorities"));
    CHECK(trusting(host, authority.file()) == "true");
    CHECK(trusting(host, other.file()) == "false");
    CHECK_THAT(
        trusting(host, "/nowhere"), Contains("cannot tell: reading /nowhere on the controller")
    );

    auto with_store = host_with(pem_of(files.certificate));
    with_store.file("/etc/ssl/certs/ca-certificates.crt", authority.pem() + other.pem());
    CHECK(of(with_store, "trusted") == "true");
    auto expired = host_with(pem_of(authority.issue({.days = -1}).certificate));
    expired.file("/etc/ssl/certs/ca-certificates.crt", authority.pem());
    CHECK(of(expired, "valid") == "false");
    CHECK(of(expired, "trusted") == "false");
}

TEST_CASE("a certificate that holds until the end of time is one") {
    const Authority authority;
    auto host = host_with(pem_of(authority.self_signed({.days = 2'900'000}).certificate));
    CHECK(of(host, "valid") == "true");
    CHECK_THAT(of(host, "expires"), Contains("2261-12-31"));  // what we can tell ends there
}
