#include "framework/platform/sockets.hpp"

#include "framework/platform/socket_details.hpp"
#include "tests/support/sockets.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using muster::tests::socket_file;

namespace {

SocketTable table(
    std::string_view text, Protocol protocol, Family family, ByteOrder order = ByteOrder::little
) {
    SocketTable made;
    parse_sockets(made, text, protocol, family, order);
    return made;
}

}  // namespace

TEST_CASE("a TCP socket in LISTEN waits, an established one is connected, others are neither") {
    const auto found = table(
        socket_file(
            {{"0100007F:0050", "00000000:0000", "0A", 33, 101},
             {"0100007F:0050", "0200007F:9C40", "01", 33, 102},
             {"0100007F:0050", "0300007F:9C41", "06", 0, 0}}
        ),
        Protocol::tcp,
        Family::v4
    );

    REQUIRE(found.waiting.size() == 1);
    CHECK(to_text(found.waiting[0].local) == "127.0.0.1");
    CHECK(found.waiting[0].port == 80);
    CHECK(found.waiting[0].uid == 33);
    CHECK(found.waiting[0].inode == 101);
    REQUIRE(found.connected.size() == 1);
    CHECK(to_text(found.connected[0].peer) == "127.0.0.2");
}

TEST_CASE("a UDP socket waits unless it has a peer") {
    const auto found = table(
        socket_file(
            {{"00000000:0035", "00000000:0000", "07", 0, 1},
             {"0100007F:4687", "0100007F:0009", "01", 0, 2}}
        ),
        Protocol::udp,
        Family::v4
    );

    REQUIRE(found.waiting.size() == 1);
    CHECK(found.waiting[0].port == 53);
    CHECK(found.connected.empty());
}

TEST_CASE("IPv6 addresses are words in the kernel's byte order, mapped ones are IPv4") {
    const auto none = std::string("00000000000000000000000000000000:0000");
    const auto little = table(
        socket_file(
            {{"B80D0120000000000000000001000000:0016", none, "0A", 0, 1},
             {"0000000000000000FFFF00000100007F:0017", none, "0A", 0, 2}}
        ),
        Protocol::tcp,
        Family::v6
    );
    const auto big = table(
        socket_file({{"20010DB8000000000000000000000001:0016", none, "0A", 0, 1}}),
        Protocol::tcp,
        Family::v6,
        ByteOrder::big
    );

    CHECK(to_text(little.waiting.at(0).local) == "2001:db8::1");
    CHECK(to_text(little.waiting.at(1).local) == "127.0.0.1");
    CHECK_FALSE(little.waiting.at(1).may_be_dual());
    CHECK(to_text(big.waiting.at(0).local) == "2001:db8::1");
    Platform mainframe;
    mainframe.arch = "s390x";
    CHECK(byte_order(mainframe) == ByteOrder::big);
    Platform phone;
    phone.arch = "aarch64";
    CHECK(byte_order(phone) == ByteOrder::little);
}

TEST_CASE("what is no table of sockets, or not a whole one, cannot be told") {
    const auto whole = socket_file({{"00000000:0016", "00000000:0000", "0A", 0, 1}});
    const auto cut = whole.substr(0, whole.size() - 60);
    const auto texts = {
        std::string(),
        std::string("garbage\n"),
        std::string("\0\0\0", 3),
        cut,
        whole + "  1: 0000000X:0016 00000000:0000 0A 0:0 0:0 0 0 0 5\n",
        whole + "  1: 00000000:10016 00000000:0000 0A 0:0 0:0 0 0 0 5\n",
        whole + "  1: 00000000:0016 00000000:0000 0A 0:0 0:0 0 -1 0 5\n",
        whole + std::string(1 << 20, 'x')};
    for (const auto& text : texts)
        CHECK_THROWS_AS(table(text, Protocol::tcp, Family::v4), CannotTell);
}

TEST_CASE("a port range is two ports") {
    const auto range = port_range_from("32768\t60999\n");

    REQUIRE(range);
    CHECK(range->contains(32768));
    CHECK(range->contains(60999));
    CHECK_FALSE(range->contains(51));
    for (const auto* text : {"", "1", "a b", "1 70000", "-1 5", "1 2 3"})
        CHECK_FALSE(port_range_from(text));
}

TEST_CASE("ss tells owners and V6ONLY by inode") {
    // recorded: iproute2 6.1.0
    const auto details = parse_ss("tcp LISTEN 0      511   0.0.0.0:80  0.0.0.0:* "
                                  "users:((\"nginx\",pid=812,fd=6),(\"nginx\",pid=811,fd=6)) "
                                  "ino:17001 sk:1 cgroup:/system.slice/nginx.service <->      \n"
                                  "tcp LISTEN 0      128            *:22           *:* "
                                  "users:((\"sshd\",pid=700,fd=3)) ino:16001 sk:2 "
                                  "cgroup:/system.slice/ssh.service v6only:0 <->\n"
                                  "tcp LISTEN 1      5           [::]:18002    [::]:* ino:198082 "
                                  "sk:100b cgroup:/ v6only:1 <->\n");

    REQUIRE(details.size() == 3);
    REQUIRE(details.at(17001).owners.size() == 2);
    CHECK(details.at(17001).owners[1].pid == 811);
    CHECK(details.at(17001).owners[1].name == "nginx");
    CHECK_FALSE(details.at(17001).v6_only);
    CHECK(details.at(16001).v6_only == false);
    CHECK(details.at(198082).v6_only == true);
    CHECK(details.at(198082).owners.empty());
}

TEST_CASE("a program cannot name itself into another's socket") {
    const auto details = parse_ss(
        "tcp LISTEN 0 5 *:81 *:* users:((\"\",pid=1,fd=2),(\",pid=77,fd=3)) ino:5 sk:1 v6only:0 "
        "<->\n"
        "tcp LISTEN 0 5 *:82 *:* users:((\" ino:9 sk:1 a\",pid=78,fd=3)) ino:6 sk:1 v6only:0 <->\n"
        "tcp LISTEN 0 5 *:83 *:* users:((\"a\ntcp ino:80 b\",pid=79,fd=3)) ino:7 sk:1 v6only:0 "
        "<->\n"
        "tcp LISTEN 0 5 *:84 *:* users:((\"a)) b\",pid=80,fd=3)) ino:8 sk:1 v6only:1 <->\n"
    );

    REQUIRE(details.size() == 3);
    CHECK_FALSE(details.contains(7));
    REQUIRE(details.at(5).owners.size() == 1);
    CHECK(details.at(5).owners[0].pid == 77);
    CHECK(details.at(5).owners[0].name == "\",pid=1,fd=2),(");
    CHECK(details.at(6).owners.at(0).name == " ino:9 sk:1 a");
    CHECK(details.at(8).owners.at(0).name == "a)) b");
}

TEST_CASE("garbage of ss gives no details") {
    for (const auto& text :
         {std::string(),
          std::string("\0\0", 2),
          std::string(1 << 20, 'x'),
          std::string("users:((\"\n"),
          std::string("ino:\nino:x\nino:-4\n"),
          std::string("tcp LISTEN 0 5 *:1 *:* users:((\"a\",pid=99999999999999999999,fd=1)) ino:4\n"
          )})
        CHECK(parse_ss(text).empty());
}
