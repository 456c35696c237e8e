#include "framework/host/resource.hpp"
#include "framework/model/match.hpp"
#include "tests/support/dns_replies.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> dns_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

const std::string server = "192.0.2.53";

Fact asked(const std::string& name, const std::string& attribute, const std::string& type = "A") {
    return narrowed(
        "type", {Value(type)}, narrowed("server", {Value(server)}, fact("dns", name, attribute))
    );
}

std::string found(
    FakeHost& host,
    const std::string& name,
    const std::string& attribute,
    const std::string& type = "A"
) {
    return tests::found(host, dns_resources(), asked(name, attribute, type));
}

Value value_of(FakeHost& host, const Fact& fact) {
    const auto findings = gather(host, dns_resources(), {fact});
    return std::get<Value>(findings.at(0).found);
}

FakeHost with_server(std::function<Answer(const Dns&)> answer) {
    FakeHost host;
    host.name_server(server, std::move(answer));
    return host;
}

/// All attributes but `rcode`.
const std::vector<std::string> all_but_code = {
    "exists", "records", "serial", "ttl", "cname", "authoritative", "authenticated"};

std::string broken(const Fact& fact) {
    return dns_resources().front().entry.broken_subject(fact.subject);
}

}  // namespace

TEST_CASE("records are told as a set, with the largest TTL") {
    auto host = with_server(server_with(
        {{"web.example.org", "A", 60, "192.0.2.2"},
         {"web.example.org", "A", 300, "192.0.2.1"},
         {"web.example.org", "TXT", 5, "Exactly This"}}
    ));

    CHECK(found(host, "web.example.org", "exists") == "true");
    CHECK(found(host, "web.example.org", "records") == R"(["192.0.2.1", "192.0.2.2"])");
    CHECK(found(host, "web.example.org", "ttl") == "300");
    CHECK(found(host, "web.example.org", "rcode") == "\"NOERROR\"");
    CHECK(found(host, "web.example.org", "records", "TXT") == R"(["Exactly This"])");
}

TEST_CASE("names and addresses are compared as such, texts to the letter") {
    auto host = with_server(server_with(
        {{"example.org", "MX", 60, "10 mail.example.org"},
         {"example.org", "AAAA", 60, "2001:db8::1"},
         {"example.org", "TXT", 60, "Text."}}
    ));
    const auto holds = [&](const std::string& type, const std::string& expected) {
        return equal_values(
            set_of_texts({expected}), value_of(host, asked("example.org", "records", type))
        );
    };

    CHECK(holds("MX", "10 Mail.Example.org."));
    CHECK_FALSE(holds("MX", "20 mail.example.org"));
    CHECK_FALSE(holds("MX", "10 mail.example"));
    CHECK(holds("AAAA", "2001:DB8:0::1"));
    CHECK(holds("TXT", "Text."));
    CHECK_FALSE(holds("TXT", "Text"));
    CHECK_FALSE(holds("TXT", "text."));
}

TEST_CASE("NXDOMAIN and an empty answer are no, and say which") {
    auto host = with_server(server_with({{"web.example.org", "A", 60, "192.0.2.1"}}));

    for (const auto& [name, type] :
         {std::pair<std::string, std::string>{"nosuch.example.org", "A"},
          {"web.example.org", "MX"}}) {
        CHECK(found(host, name, "exists", type) == "absent");
        CHECK(found(host, name, "records", type) == "absent");
        CHECK(found(host, name, "ttl", type) == "absent");
    }
    CHECK(found(host, "nosuch.example.org", "rcode") == "\"NXDOMAIN\"");
    CHECK(found(host, "nosuch.example.org", "cname") == "absent");
    CHECK(found(host, "nosuch.example.org", "serial") == "absent");
    CHECK(found(host, "nosuch.example.org", "authoritative") == "false");
    CHECK(found(host, "web.example.org", "cname", "MX") == "not set");
    CHECK(
        value_of(host, asked("nosuch.example.org", "exists")).remark
        == "NXDOMAIN: the name does not exist"
    );
    CHECK(
        value_of(host, asked("web.example.org", "exists", "MX")).remark
        == "the name exists, without a record of type MX"
    );
}

TEST_CASE("a name server silent · NXDOMAIN: not dns(n).exists is errored · passed") {
    FakeHost silent;
    auto denying = with_server(always(says("NXDOMAIN")));

    CHECK(
        found(silent, "example.org", "exists") == "cannot tell: no answer from 192.0.2.53:53 in 2 s"
    );
    CHECK(found(denying, "example.org", "exists") == "absent");
}

TEST_CASE("name server silent over UDP and TCP: the serials of two of them are errored") {
    FakeHost host;

    CHECK(
        found(host, "example.org", "serial") == "cannot tell: no answer from 192.0.2.53:53 in 2 s"
    );
}

TEST_CASE("of a server that is silent nothing can be told") {
    FakeHost host;

    for (const auto& attribute : all_but_code)
        CHECK(found(host, "example.org", attribute).starts_with("cannot tell: no answer from"));
    CHECK(found(host, "example.org", "rcode").starts_with("cannot tell: no answer from"));
}

TEST_CASE("of a server that says SERVFAIL or REFUSED only that can be told") {
    for (const std::string code : {"SERVFAIL", "REFUSED", "NOTIMP"}) {
        auto host = with_server(always(says(code)));

        CHECK(found(host, "example.org", "rcode") == "\"" + code + "\"");
        for (const auto& attribute : all_but_code)
            CHECK(
                found(host, "example.org", attribute)
                == "cannot tell: 192.0.2.53:53 says " + code + " to example.org "
                       + (attribute == "serial"  ? "SOA"
                          : attribute == "cname" ? "CNAME"
                                                 : "A")
            );
    }
}

TEST_CASE("a reply that was cut short is never judged") {
    auto reply = says("NOERROR");
    reply.message->truncated = true;
    reply.reached.remark = "Connection refused over TCP";
    auto host = with_server(always(reply));

    for (const std::string attribute : {"exists", "records", "ttl", "cname", "serial"})
        CHECK(
            found(host, "example.org", attribute)
            == "cannot tell: the reply of 192.0.2.53:53 was cut short: Connection refused over TCP"
        );
}

TEST_CASE("an empty answer of a server that neither has the zone nor asks others is no fact") {
    auto referral = says("NOERROR");
    referral.message->recursion_available = false;
    referral.message->authority = {{"org", "NS", 5, "a0.org.afilias-nst.info"}};
    auto host = with_server(always(referral));

    CHECK(
        found(host, "example.org", "exists")
        == "cannot tell: 192.0.2.53:53 neither has the zone of example.org nor asks others for us"
    );
    CHECK(found(host, "example.org", "authoritative") == "false");
}

TEST_CASE("aliases are followed to the type that was asked for") {
    auto host = with_server(always(says(
        "NOERROR",
        {{"www.example.org", "CNAME", 300, "web.example.org"},
         {"web.example.org", "CNAME", 60, "host.example.net"},
         {"host.example.net", "A", 30, "192.0.2.1"},
         {"other.example.net", "A", 900, "192.0.2.9"}}
    )));

    CHECK(found(host, "WWW.example.org.", "records") == R"(["192.0.2.1"])");
    CHECK(found(host, "www.example.org", "ttl") == "30");
    CHECK(found(host, "www.example.org", "cname") == R"("web.example.org")");
    CHECK(found(host, "www.example.org", "records", "CNAME") == R"(["web.example.org"])");
    CHECK(found(host, "www.example.org", "cname", "CNAME") == R"("web.example.org")");
}

TEST_CASE("an alias that leads nowhere says so") {
    auto dangling =
        with_server(always(says("NXDOMAIN", {{"www.example.org", "CNAME", 300, "gone.example.org"}})
        ));

    const auto value = value_of(dangling, asked("www.example.org", "exists"));

    CHECK(value.is_nothing());
    CHECK(
        value.remark == "an alias of gone.example.org; NXDOMAIN: gone.example.org does not exist"
    );
    CHECK(found(dangling, "www.example.org", "cname") == R"("gone.example.org")");
}

TEST_CASE("a server that leaves the end of an alias to us is asked for it") {
    auto host = with_server([](const Dns& asked) -> Answer {
        if (asked.name == "www.example.org")
            return knows("NOERROR", {{"www.example.org", "CNAME", 300, "web.example.net"}});
        return knows("NOERROR", {{"web.example.net", "A", 60, "192.0.2.1"}});
    });
    auto elsewhere = with_server([](const Dns& asked) -> Answer {
        if (asked.name == "www.example.org")
            return knows("NOERROR", {{"www.example.org", "CNAME", 300, "web.example.net"}});
        return says("REFUSED");
    });
    auto circle = with_server([](const Dns& asked) -> Answer {
        return knows("NOERROR", {{asked.name, "CNAME", 300, "a" + asked.name}});
    });

    CHECK(found(host, "www.example.org", "records") == R"(["192.0.2.1"])");
    CHECK(
        found(elsewhere, "www.example.org", "records")
        == "cannot tell: 192.0.2.53:53 says REFUSED to web.example.net A"
    );
    CHECK(found(circle, "x", "records").starts_with("cannot tell: the aliases lead on and on"));
}

TEST_CASE("aliases in a circle end") {
    auto host = with_server(always(says(
        "NOERROR", {{"a.example", "CNAME", 1, "b.example"}, {"b.example", "CNAME", 1, "a.example"}}
    )));

    CHECK(found(host, "a.example", "exists") == "absent");
}

TEST_CASE("a serial is of the zone's own SOA, whatever the type asked") {
    auto host = with_server(server_with(
        {{"example.org", "SOA", 60, "ns.example.org root.example.org 4026070101 2 3 4 5"},
         {"www.example.org", "A", 60, "192.0.2.1"}}
    ));
    auto alias = with_server(always(says(
        "NOERROR",
        {{"www.example.org", "CNAME", 60, "example.net"},
         {"example.net", "SOA", 60, "ns root 1 2 3 4 5"}}
    )));

    CHECK(found(host, "example.org", "serial", "MX") == "4026070101");
    CHECK(found(host, "www.example.org", "serial") == "not set");
    CHECK(found(alias, "www.example.org", "serial") == "not set");
}

TEST_CASE("flags are of the reply, also of one that says no") {
    auto reply = knows("NXDOMAIN");
    reply.message->authenticated = true;
    auto host = with_server(always(reply));
    auto other = with_server(always(says("NOERROR")));

    CHECK(found(host, "example.org", "authoritative") == "true");
    CHECK(found(host, "example.org", "authenticated") == "true");
    CHECK(found(other, "example.org", "authoritative") == "false");
    CHECK(found(other, "example.org", "authenticated") == "false");
}

TEST_CASE("an address is reversed for PTR") {
    auto host = with_server(server_with(
        {{"1.2.0.192.in-addr.arpa", "PTR", 60, "web.example.org"},
         {"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
          "PTR",
          60,
          "six.example.org"}}
    ));

    CHECK(found(host, "192.0.2.1", "records", "PTR") == R"(["web.example.org"])");
    CHECK(found(host, "2001:db8::1", "records", "PTR") == R"(["six.example.org"])");
}

TEST_CASE("a wildcard asks for a label that nobody wrote down, always the same") {
    auto host = with_server([](const Dns& asked) -> Answer {
        const bool is_below =
            asked.name.starts_with("muster-") and asked.name.ends_with(".example.org");
        return is_below ? says("NOERROR", {{asked.name, "A", 60, "192.0.2.9"}}) : says("NXDOMAIN");
    });

    CHECK(found(host, "*.example.org", "records") == R"(["192.0.2.9"])");
    CHECK(found(host, "*.example.org", "exists") == "true");
    CHECK(host.asked().at(0) == host.asked().at(1));
}

TEST_CASE("records that any other name has, too, carry a hint") {
    auto host = with_server([](const Dns& asked) -> Answer {
        const bool is_itself = asked.name == "own.example.org";
        const std::string address = is_itself ? "192.0.2.1" : "192.0.2.9";
        return says("NOERROR", {{asked.name, "A", 60, address}});
    });

    CHECK(
        value_of(host, asked("guess.example.org", "records")).remark
        == "any name that *.example.org stands for has these records, also one that nobody wrote "
           "down"
    );
    CHECK(value_of(host, asked("own.example.org", "records")).remark.empty());
    CHECK(value_of(host, asked("example.org", "records")).remark.empty());
    CHECK(host.exchanges() == 3);
}

TEST_CASE("a wildcard that cannot be told takes nothing from the records") {
    auto host = with_server([](const Dns& asked) -> Answer {
        if (asked.name == "www.example.org")
            return says("NOERROR", {{asked.name, "A", 60, "192.0.2.1"}});
        return says("SERVFAIL");
    });

    CHECK(found(host, "www.example.org", "records") == R"(["192.0.2.1"])");
}

TEST_CASE("without a server the target's own are asked in order, until one says something") {
    FakeHost host;
    host.file(
            "/etc/resolv.conf",
            "# made by hand\nnameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\n"
    )
        .name_server("192.0.2.2", always(says("SERVFAIL")))
        .name_server("192.0.2.3", server_with({{"example.org", "A", 60, "192.0.2.80"}}));

    CHECK(
        tests::found(host, dns_resources(), fact("dns", "example.org", "records"))
        == R"(["192.0.2.80"])"
    );
    CHECK(host.exchanges() == 4);
}

TEST_CASE("when all of the target's servers fail, the last one's word is told") {
    FakeHost host;
    host.file("/etc/resolv.conf", "nameserver 192.0.2.1\nnameserver 192.0.2.2\n")
        .name_server("192.0.2.2", always(says("REFUSED")));
    FakeHost none;
    none.name_server("127.0.0.1", server_with({{"example.org", "A", 60, "192.0.2.80"}}));
    FakeHost closed;
    closed.file("/etc/resolv.conf", "").denied("/etc/resolv.conf");

    CHECK(
        tests::found(host, dns_resources(), fact("dns", "example.org", "rcode")) == "\"REFUSED\""
    );
    CHECK(tests::found(none, dns_resources(), fact("dns", "example.org", "exists")) == "true");
    CHECK(
        tests::found(closed, dns_resources(), fact("dns", "example.org", "exists"))
        == "cannot tell: permission denied reading /etc/resolv.conf"
    );
}

TEST_CASE("port and time-out are put into the question") {
    Dns last;
    FakeHost host;
    host.name_server("::1", [&](const Dns& asked) -> Answer {
        last = asked;
        return is_silent();
    });
    auto row = narrowed("server", {Value("::1")}, fact("dns", "example.org", "exists"));
    row = narrowed("port", {Value(5353)}, narrowed("timeout", {Value(0.5)}, row));

    CHECK(
        tests::found(host, dns_resources(), row)
        == "cannot tell: no answer from [::1]:5353 in 500 ms"
    );
    CHECK(last.port == 5353);
    CHECK(last.timeout == std::chrono::milliseconds(500));
}

TEST_CASE("without a time-out of its own a name is asked with the patience of the run") {
    Dns last;
    FakeHost host;
    host.limits_.network = std::chrono::seconds(7);
    host.limits_.dns_tries = 1;
    host.name_server("::1", [&](const Dns& asked) -> Answer {
        last = asked;
        return is_silent();
    });
    const auto row = narrowed("server", {Value("::1")}, fact("dns", "example.org", "exists"));

    CHECK(
        tests::found(host, dns_resources(), row) == "cannot tell: no answer from [::1]:53 in 7 s"
    );
    CHECK(last.tries == 1);
}

TEST_CASE("many facts about names cost one exchange") {
    auto host = with_server(server_with({{"www.example.org", "A", 60, "192.0.2.1"}}));
    std::vector<Fact> facts;
    for (const std::string name : {"www.example.org", "example.org", "*.example.org"})
        for (const auto& attribute : all_but_code)
            facts.push_back(asked(name, attribute));

    gather(host, dns_resources(), facts);

    CHECK(host.exchanges() == 1);
}

TEST_CASE("nothing is asked of what has no network") {
    FakeHost host;
    host.is_image();

    CHECK(found(host, "example.org", "exists") == "not asked: an image has no network");
}

TEST_CASE("what cannot be asked is a broken spec") {
    const auto row = fact("dns", "example.org", "exists");

    CHECK(broken(row).empty());
    CHECK(broken(fact("dns", ".", "exists")).empty());
    CHECK(broken(fact("dns", "a b;$(c)", "exists")).empty());
    CHECK(broken(fact("dns", "-x.example.org", "exists")).empty());
    CHECK(broken(fact("dns", "a..b", "exists")).find("no domain name") != std::string::npos);
    CHECK(broken(fact("dns", "", "exists")).find("no domain name") != std::string::npos);
    CHECK(broken(fact("dns", "bücher.example", "exists")).find("xn--") != std::string::npos);
    CHECK(broken(fact("dns", "192.0.2.1", "exists")).find("PTR") != std::string::npos);
    CHECK(broken(narrowed("type", {Value("PTR")}, fact("dns", "192.0.2.1", "exists"))).empty());
    CHECK_FALSE(broken(narrowed("type", {Value("ANY")}, row)).empty());
    CHECK_FALSE(broken(narrowed("server", {Value("ns.example.org")}, row)).empty());
    CHECK_FALSE(broken(narrowed("server", {Value("10.0.0.0/8")}, row)).empty());
    CHECK(broken(narrowed("server", {Value("fe80::1%eth0")}, row)).empty());
    CHECK_FALSE(broken(narrowed("port", {Value(0)}, row)).empty());
    CHECK_FALSE(broken(narrowed("timeout", {Value(0)}, row)).empty());
    CHECK_FALSE(broken(narrowed("timeout", {Value(61)}, row)).empty());
}

TEST_CASE("not dns(n).exists: a silent name server is errored, NXDOMAIN and an empty answer pass") {
    FakeHost silent;
    auto denying = with_server(always(says("NXDOMAIN")));
    auto empty = with_server(always(says("NOERROR")));
    const auto judged = [](FakeHost& host) {
        return outcome(
            host, dns_resources(), asked("example.org", "exists"), negated(equals(true))
        );
    };

    CHECK(judged(silent) == "errored");
    CHECK(judged(denying) == "passed");
    CHECK(judged(empty) == "passed");
}

TEST_CASE("serials of two name servers, one of which is silent: only its own cannot be told") {
    const auto serial_by = [](const std::string& address) {
        return narrowed("server", {Value(address)}, fact("dns", "example.org", "serial"));
    };
    FakeHost host;
    host.name_server("192.0.2.1", server_with({{"example.org", "SOA", 60, "ns root 7 2 3 4 5"}}));

    const auto findings =
        gather(host, dns_resources(), {serial_by("192.0.2.1"), serial_by("192.0.2.2")});

    CHECK(shown(findings[0]) == "7");
    CHECK(shown(findings[1]) == "cannot tell: no answer from 192.0.2.2:53 in 2 s");
    CHECK(std::holds_alternative<CannotTell>(findings[1].found));
}
