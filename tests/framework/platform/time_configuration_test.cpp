#include "framework/platform/time_service.hpp"

#include <catch2/catch.hpp>

using namespace muster;

using Texts = std::vector<std::string>;

TEST_CASE("chrony.conf: servers, pools, peers, and where more of it is") {
    const auto file =
        parse_chrony("# server no.example\n! pool no.example\n; peer no.example\n% server x\n"
                     "server ntp1.example iburst\n  Pool pool.example maxsources 4\n"
                     "peer ntp2.example\nserver\nserverx y\n"
                     "confdir /etc/chrony/conf.d /run/chrony.d\n"
                     "sourcedir /run/chrony-dhcp\ninclude /etc/chrony.d/*.conf\n");

    CHECK(file.servers == Texts{"ntp1.example", "pool.example", "ntp2.example"});
    CHECK(
        file.patterns
        == Texts{"/etc/chrony/conf.d/*.conf", "/run/chrony.d/*.conf", "/run/chrony-dhcp/*.sources", "/etc/chrony.d/*.conf"}
    );
}

TEST_CASE("ntp.conf: a clock of the machine itself is no server") {
    CHECK(
        servers_from_ntp("pool 0.debian.pool.ntp.org iburst # the first\nserver -4 ntp.example\n"
                         "#server no.example\nserver 127.127.1.0\nfudge 127.127.1.0 stratum 10\n"
                         "peer 192.0.2.3\nrestrict default\n")
        == Texts{"0.debian.pool.ntp.org", "ntp.example", "192.0.2.3"}
    );
}

TEST_CASE("ntpd.conf of OpenNTPD") {
    CHECK(
        servers_from_openntpd("listen on *\nserver ntp.example weight 5\nservers pool.example\n"
                              "constraint from \"https://www.example\"\n")
        == Texts{"ntp.example", "pool.example"}
    );
}

TEST_CASE("timesyncd.conf: lists grow, an empty one begins anew, the fallback only without NTP") {
    CHECK(
        servers_from_timesyncd({"[Time]\nNTP=a b\nFallbackNTP=f\n", "[Time]\nNTP=c\n"})
        == Texts{"a", "b", "c"}
    );
    CHECK(servers_from_timesyncd({"[Time]\nNTP=a b\n", "[Time]\nNTP=\nNTP=c\n"}) == Texts{"c"});
    CHECK(servers_from_timesyncd({"[Time]\n#NTP=a\nFallbackNTP=f g\n"}) == Texts{"f", "g"});
    CHECK(servers_from_timesyncd({"[Other]\nNTP=a\n"}).empty());
    CHECK(servers_from_timesyncd({}).empty());
}

TEST_CASE("busybox's ntpd is given its servers as options") {
    CHECK(
        servers_from_busybox("# for ntpd\nNTPD_OPTS=\"-N -p pool.ntp.org -p 192.0.2.1\"\n")
        == Texts{"pool.ntp.org", "192.0.2.1"}
    );
    CHECK(servers_from_busybox("").empty());
}
