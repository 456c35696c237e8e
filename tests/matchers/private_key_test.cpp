// Private keys of a target: what is told of them, and that nothing of them is.

#include "framework/base/file_descriptor.hpp"
#include "framework/host/resource.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> private_key_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;
using Catch::Contains;

namespace {

constexpr const char* path = "/etc/ssl/private/site.key";

FakeHost host_with(const std::string& bytes) {
    FakeHost host;
    host.file(path, bytes, 0600);
    return host;
}

std::string of(
    FakeHost& host, const std::string& attribute, const std::vector<std::string>& parameters = {}
) {
    return found(host, private_key_resources(), fact("private_key", path, attribute, parameters));
}

std::string opened_by(FakeHost& host, const std::string& passphrase, const std::string& attribute) {
    return found(
        host,
        private_key_resources(),
        narrowed("passphrase", {Value(passphrase)}, fact("private_key", path, attribute))
    );
}

std::string made(const std::vector<std::string>& words) {
    const auto run = run_program(words);
    REQUIRE(run.status == 0);
    return run.output;
}

}  // namespace

TEST_CASE("a private key says what it is, and whose certificate it belongs to") {
    const Authority authority;
    const auto own = authority.issue();
    const auto other = authority.issue();
    auto host = host_with(read_file(own.key).value());
    host.file("/own.pem", read_file(own.certificate).value())
        .file("/other.pem", read_file(other.certificate).value())
        .file("/empty.pem", "nothing\n");
    CHECK(of(host, "exists") == "true");
    CHECK(of(host, "valid") == "true");
    CHECK(of(host, "encrypted") == "false");
    CHECK(of(host, "format") == R"("PKCS#8")");
    CHECK(of(host, "matches", {"/own.pem"}) == "true");
    CHECK(of(host, "matches", {"/other.pem"}) == "false");
    CHECK(of(host, "matches", {"/empty.pem"}) == "absent");
    CHECK(of(host, "matches", {"/none.pem"}) == "absent");
    CHECK_THAT(of(host, "matches", {"own.pem"}), Contains("no absolute path"));
}

TEST_CASE("types and sizes of private keys") {
    auto rsa = host_with(made({"openssl", "genrsa", "-traditional", "1024"}));
    CHECK(of(rsa, "type") == R"("RSA")");
    CHECK(of(rsa, "bits") == "1024");
    CHECK(of(rsa, "format") == R"("PKCS#1")");
    auto curve = host_with(made({"openssl", "ecparam", "-name", "prime256v1", "-genkey"}));
    CHECK(of(curve, "type") == R"("EC")");
    CHECK(of(curve, "bits") == "256");
    CHECK(of(curve, "format") == R"("SEC1")");
    auto edwards = host_with(made({"openssl", "genpkey", "-algorithm", "ed25519"}));
    CHECK(of(edwards, "type") == R"("Ed25519")");
    CHECK(of(edwards, "valid") == "true");
}

TEST_CASE("an encrypted key is opened by its passphrase, and else not known") {
    auto host = host_with(made(
        {"openssl", "genpkey", "-algorithm", "ed25519", "-aes128", "-pass", "pass:open sesame"}
    ));
    CHECK(of(host, "exists") == "true");
    CHECK(of(host, "encrypted") == "true");
    CHECK_THAT(of(host, "valid"), Contains("cannot tell") and Contains("no passphrase is given"));
    CHECK_THAT(of(host, "type"), Contains("cannot tell") and Contains("no passphrase is given"));
    CHECK(opened_by(host, "open sesame", "valid") == "true");
    CHECK(opened_by(host, "open sesame", "type") == R"("Ed25519")");
    CHECK_THAT(
        opened_by(host, "open barley", "valid"), Contains("is not opened by this passphrase")
    );
    for (const auto& question : host.asked())
        CHECK_THAT(question, not Contains("sesame"));
}

TEST_CASE("what is no private key") {
    FakeHost nothing;
    CHECK(of(nothing, "exists") == "absent");
    CHECK(of(nothing, "valid") == "absent");
    auto text = host_with("hello\n");
    CHECK(of(text, "exists") == "absent");
    FakeHost folder;
    folder.folder(path);
    CHECK(of(folder, "valid") == "absent");
    auto broken = host_with("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    CHECK(of(broken, "exists") == "true");
    CHECK(of(broken, "valid") == "false");
    for (const auto& [bytes, format] : std::vector<std::pair<std::string, std::string>>{
             {"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n", R"("PuTTY")"},
             {std::string("\x30\x80\x02\x01\x03\x30\x80", 7), R"("PKCS#12")"},
             {"-----BEGIN PGP PRIVATE KEY BLOCK-----\n", R"("OpenPGP")"},
             {std::string("\xFE\xED\xFE\xED\0\0\0\2", 8), R"("JKS")"},
             {std::string("\x30\x05\x02\x01\x03\x30\x00", 7), R"("PKCS#12")"}}) {
        auto other = host_with(bytes);
        CHECK(of(other, "format") == format);
        for (const auto* const attribute : {"exists", "valid", "encrypted", "type", "bits"})
            CHECK_THAT(of(other, attribute), Contains("cannot tell") and Contains("not supported"));
    }
    FakeHost denied;
    denied.denied(path);
    CHECK_THAT(of(denied, "valid"), Contains("cannot tell: permission denied"));
}
