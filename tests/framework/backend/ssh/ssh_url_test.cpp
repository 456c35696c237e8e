#include "framework/backend/ssh/ssh_url.hpp"

#include "framework/base/error.hpp"

#include <catch2/catch.hpp>

using namespace muster;

TEST_CASE("an ssh address has a host, maybe a user and a port") {
    CHECK(parse_ssh_url("ssh://web") == SshUrl{.host = "web"});
    CHECK(
        parse_ssh_url("ssh://root@10.99.1.2:22/")
        == SshUrl{.host = "10.99.1.2", .user = "root", .port = 22}
    );
    CHECK(
        parse_ssh_url("ssh://[fe80::1%eth0]:2222") == SshUrl{.host = "fe80::1%eth0", .port = 2222}
    );
    CHECK(parse_ssh_url("ssh://u@[::1]") == SshUrl{.host = "::1", .user = "u"});
    CHECK(parse_ssh_url("openssh://db") == SshUrl{.host = "db", .by_system_client = true});
}

TEST_CASE("an ssh address that means nothing says what is wrong with it") {
    const auto [url, why] = GENERATE(table<std::string, std::string>({
        {"http://web", "does not begin with ssh://"},
        {"ssh://", "no host"},
        {"ssh://root@", "no host"},
        {"ssh://web:0", "not a number from 1 to 65535"},
        {"ssh://web:65536", "not a number from 1 to 65535"},
        {"ssh://web:x", "not a number from 1 to 65535"},
        {"ssh://web:", "not a number from 1 to 65535"},
        {"ssh://::1", "in brackets"},
        {"ssh://[::1", "not closed"},
        {"ssh://[::1]x", "neither a colon"},
        {"ssh://web/etc", "path"},
        {"ssh://@web", "user name"},
        {"ssh://-oProxyCommand=id", "host name"},
        {"ssh://a b", "host name"},
        {"ssh://$(id)@web", "user name"},
        {"ssh://root:secret@web", "password does not belong"},
    }));

    CHECK_THROWS_WITH(parse_ssh_url(url), Catch::Contains(why));
}

TEST_CASE("a password in an address is not repeated in the error") {
    CHECK_THROWS_WITH(parse_ssh_url("ssh://root:hunter2@web"), not Catch::Contains("hunter2"));
}

TEST_CASE("a peer is named as a person would write it") {
    CHECK(peer_name("root", "::1", 22) == "root@[::1]:22");
    CHECK(peer_name("", "web", std::nullopt) == "web");
}
