#include "framework/platform/unix_sockets.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

const std::string heading = "Num       RefCount Protocol Flags    Type St Inode Path\n";

}  // namespace

TEST_CASE("a line of /proc/net/unix has a type, whether it accepts, and a name as it was bound") {
    const auto sockets = parse_unix_sockets(
        heading
        + "00000000b567d490: 00000003 00000000 00000000 0001 03  1215\n"
          "00000000b567d491: 00000002 00000000 00010000 0001 01  1216 /run/a b.sock\n"
          "00000000b567d492: 00000002 00000000 00000000 0002 01 1217  leading\n"
          "00000000b567d493: 00000002 00000000 00010000 0005 01 99999999 @abstract@\n"
    );

    REQUIRE(sockets.size() == 3);
    CHECK(sockets[0].name == "/run/a b.sock");
    CHECK(sockets[0].type == "stream");
    CHECK(sockets[0].accepts);
    CHECK(sockets[0].inode == 1216);
    CHECK(sockets[1].name == " leading");
    CHECK(sockets[1].type == "dgram");
    CHECK_FALSE(sockets[1].accepts);
    CHECK(sockets[1].waits());
    CHECK(sockets[2].name == "@abstract@");
    CHECK(sockets[2].type == "seqpacket");
}

TEST_CASE("a name with newlines goes on in the next lines") {
    const auto sockets = parse_unix_sockets(
        heading + "00000000b567d491: 00000002 00000000 00010000 0001 01  1216 /run/a\nb\n\nc: d\n"
    );

    REQUIRE(sockets.size() == 1);
    CHECK(sockets[0].name == "/run/a\nb\n\nc: d");
}

TEST_CASE("what is no table of unix sockets cannot be told") {
    CHECK_THROWS_AS(parse_unix_sockets(""), CannotTell);
    CHECK_THROWS_AS(parse_unix_sockets("no table\n"), CannotTell);
    CHECK_THROWS_AS(parse_unix_sockets(heading + "garbage\n"), CannotTell);
    CHECK_THROWS_AS(
        parse_unix_sockets(heading + "0: 00000003 00000000 00000000 0001 03 1215\nx\n"), CannotTell
    );
    CHECK(parse_unix_sockets(heading).empty());
}

TEST_CASE("ss tells the owners of a unix socket by its inode, whatever its name holds") {
    const auto details = parse_unix_ss(
        R"(u_str LISTEN 0      128    /run/a b 7 * 9 1216 * 0 users:(("nginx",pid=3,fd=6),("nginx",pid=4,fd=6)))"
        "\n"
        R"(u_dgr UNCONN 0      0      /run/log 1217 * 0)"
        "\n"
        R"(u_str ESTAB  0      0      * 1300 * 1301 users:(("x",pid=9,fd=1)))"
        "\nnonsense 1 2\n"
    );

    REQUIRE(details.contains(1216));
    CHECK(details.at(1216).owners.size() == 2);
    CHECK(details.at(1216).owners[0].name == "nginx");
    CHECK(details.at(1217).owners.empty());
    CHECK(details.at(1300).owners.size() == 1);
    CHECK(details.size() == 3);
}
