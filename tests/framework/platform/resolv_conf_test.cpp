#include "framework/platform/resolv_conf.hpp"

#include <catch2/catch.hpp>

using namespace muster;

using Texts = std::vector<std::string>;

TEST_CASE("name servers, domains and options are read; comments and indented lines are not") {
    const auto configuration = parse_resolv_conf(
        "# nameserver 192.0.2.1\n;nameserver 192.0.2.2\n nameserver 192.0.2.3\n"
        "nameserver 192.0.2.4\nnameserver\t2001:db8::53 # spare\nnameserver\n"
        "domain old.example\nsearch a.example b.example\noptions ndots:2 edns0\noptions ndots:99\n"
    );

    CHECK(configuration.name_servers == Texts{"192.0.2.4", "2001:db8::53"});
    CHECK(configuration.search == Texts{"a.example", "b.example"});
    CHECK(configuration.options == Texts{"ndots:2", "edns0", "ndots:99"});
    CHECK(configuration.dots == 15);
}

TEST_CASE("the resolver asks three servers at most, and loopback without any") {
    CHECK(servers_asked({}) == Texts{"127.0.0.1"});
    CHECK(servers_asked({.name_servers = {"1", "2", "3", "4"}}) == Texts{"1", "2", "3"});
}

TEST_CASE("names are completed by the domains, those with dots last") {
    const ResolvConf configuration{.search = {"a.example", "b.example"}};
    const ResolvConf many_dots{.search = {"a.example"}, .dots = 2};

    CHECK(names_asked(configuration, "web") == Texts{"web.a.example", "web.b.example", "web"});
    CHECK(
        names_asked(configuration, "web.x") == Texts{"web.x", "web.x.a.example", "web.x.b.example"}
    );
    CHECK(names_asked(configuration, "web.") == Texts{"web."});
    CHECK(names_asked(many_dots, "web.x") == Texts{"web.x.a.example", "web.x"});
    CHECK(names_asked({}, "web") == Texts{"web"});
}
