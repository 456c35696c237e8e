#include "framework/backend/ssh/algorithms.hpp"

#include "framework/base/ssh_wire.hpp"
#include "framework/base/text.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

std::string kexinit(const std::string& cipher, const std::string& mac) {
    std::string payload = std::string(1, 20) + std::string(16, 'c');
    for (const auto& list :
         {std::string("curve25519-sha256"), std::string("ssh-ed25519"), cipher, cipher, mac, mac})
        payload += ssh_string(list);
    return "hello\r\nSSH-2.0-Test_1\r\n"
           + ssh_number(static_cast<std::uint32_t>(payload.size() + 1)) + std::string(1, 4)
           + payload;
}

}  // namespace

TEST_CASE("what a server offers is read from its first bytes") {
    const auto offer = parse_server_offer(kexinit("aes128-ctr", "hmac-sha2-256"));

    REQUIRE(offer);
    CHECK(offer->greeting == "SSH-2.0-Test_1");
    CHECK_FALSE(nothing_in_common(*offer));
}

TEST_CASE("where nothing is in common, both offers are named") {
    const auto offer = parse_server_offer(kexinit("aes128-ctr", "hmac-sha2-256-etm@openssh.com"));

    REQUIRE(offer);
    CHECK(
        nothing_in_common(*offer).value()
        == "no MAC in common: libssh2 has hmac-sha2-256,hmac-sha2-512,hmac-sha1; the server has "
           "hmac-sha2-256-etm@openssh.com"
    );
}

TEST_CASE("first bytes that are cut anywhere are no offer") {
    const auto whole = kexinit("aes128-ctr", "hmac-sha2-256");
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK_FALSE(parse_server_offer(whole.substr(0, size)));
}

TEST_CASE("known types come first, and none is left out") {
    CHECK(
        host_key_preference({"ssh-rsa", "sk-odd", "ecdsa-sha2-nistp256"})
        == "ssh-rsa,ecdsa-sha2-nistp256,ssh-ed25519,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521"
    );
}

TEST_CASE("OpenSSH refuses SHA-1 signatures since 8.8") {
    CHECK(refuses_sha1_signatures("SSH-2.0-OpenSSH_9.2p1 Debian-2"));
    CHECK(refuses_sha1_signatures("SSH-2.0-OpenSSH_8.8"));
    CHECK(refuses_sha1_signatures("SSH-2.0-OpenSSH_10.0p2"));
    CHECK_FALSE(refuses_sha1_signatures("SSH-2.0-OpenSSH_8.7p1"));
    CHECK_FALSE(refuses_sha1_signatures("SSH-2.0-dropbear_2022.83"));
    CHECK_FALSE(refuses_sha1_signatures("SSH-2.0-OpenSSH_x"));
}
