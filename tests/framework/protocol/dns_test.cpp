#include "framework/protocol/dns.hpp"

#include "framework/base/crypto/digest.hpp"
#include "framework/model/cannot_tell.hpp"
#include "tests/support/dns_bytes.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace muster;
using namespace muster::tests;

namespace {

/// A pointer to the name in the question.
const std::string to_question("\xC0\x0C", 2);

std::string query(const std::string& name = "www.example.org", const std::string& type = "A") {
    return dns_query(0x4D75, name, type);
}

/// The text of one record of this type with these data.
std::string text_of(const std::string& type, const std::string& data) {
    const auto asked = query("example.org");
    const auto record = wire_record(to_question, dns_type_number(type).value_or(999), 60, data);
    const auto reply = dns_reply(to_bytes({.query = asked, .answers = {record}}), asked);
    return reply and reply->answers.size() == 1 ? reply->answers[0].text : "no reply";
}

std::string counted(const std::string& text) {
    return static_cast<char>(text.size()) + text;
}

}  // namespace

TEST_CASE("a query holds one question, wants recursion and to know what was verified") {
    CHECK(
        to_hex(dns_query(0x1234, "Example.org.", "MX"))
        == "12340120000100000000000007" + to_hex("Example") + "03" + to_hex("org") + "00000f0001"
    );
    CHECK(to_hex(dns_query(1, ".", "NS")) == "0001012000010000000000000000020001");
    CHECK(
        dns_query(1, R"(a\.b\032c.org)", "A")
            .find("\x05"
                  "a.b c")
        != std::string::npos
    );
}

TEST_CASE("what is no domain name and no type is never asked for") {
    const std::string long_label(64, 'a');
    std::string long_name;
    for (int i = 0; i < 130; ++i)
        long_name += "a.";

    for (const auto& name :
         {std::string(),
          std::string("a..b"),
          std::string(".a"),
          long_label,
          long_name,
          std::string("bücher.example"),
          std::string("a\\"),
          std::string("a\\999"),
          std::string("a\0b", 3)})
        CHECK_THROWS_AS(dns_query(1, name, "A"), CannotTell);
    CHECK_THROWS_AS(dns_query(1, "example.org", "ANY"), CannotTell);
    CHECK_THROWS_AS(dns_query(1, "example.org", "a"), CannotTell);
}

TEST_CASE("a reply is read with its code, flags and records") {
    const auto asked = query("www.Example.org");
    const auto reply = dns_reply(
        to_bytes(
            {.query = asked,
             .flags = 0x8000 | 0x0400 | 0x0080 | 0x0020,
             .answers =
                 {wire_record(to_question, 5, 300, counted("Web") + "\xC0\x10"),
                  wire_record(wire_name("web.example.org"), 1, 60, {"\xC0\0\2\1", 4})},
             .authority = {wire_record(wire_name(""), 2, 5, wire_name("NS.example.org"))}}
        ),
        asked
    );

    REQUIRE(reply);
    CHECK(reply->rcode == "NOERROR");
    CHECK((reply->authoritative and reply->recursion_available and reply->authenticated));
    CHECK_FALSE(reply->truncated);
    CHECK(
        reply->answers
        == std::vector<
            DnsRecord>{{"www.example.org", "CNAME", 300, "web.example.org"}, {"web.example.org", "A", 60, "192.0.2.1"}}
    );
    CHECK(reply->authority == std::vector<DnsRecord>{{".", "NS", 5, "ns.example.org"}});
}

TEST_CASE("every type is written as in a master file") {
    const auto name = wire_name("Mail.Example.org");

    CHECK(text_of("A", {"\xC0\0\2\1", 4}) == "192.0.2.1");
    CHECK(
        text_of("AAAA", std::string("\x20\1\x0D\xB8", 4) + std::string(11, '\0') + "\1")
        == "2001:db8::1"
    );
    CHECK(
        text_of("CAA", std::string("\x80\5issue", 7) + "ca.example; a=\"b\"")
        == R"(128 issue "ca.example; a=\"b\"")"
    );
    CHECK(text_of("CNAME", name) == "mail.example.org");
    CHECK(text_of("DNSKEY", number16(257) + "\3\x0D" + "key") == "257 3 13 a2V5");
    CHECK(text_of("DS", number16(60485) + "\5\1" + "\x2B\xB1") == "60485 5 1 2bb1");
    CHECK(text_of("MX", number16(10) + name) == "10 mail.example.org");
    CHECK(
        text_of(
            "NAPTR",
            number16(100) + number16(50) + counted("s") + counted("http+E2U") + counted("")
                + wire_name("_http._tcp.example.org")
        )
        == R"(100 50 "s" "http+E2U" "" _http._tcp.example.org)"
    );
    CHECK(text_of("NS", name) == "mail.example.org");
    CHECK(text_of("PTR", wire_name("")) == ".");
    CHECK(
        text_of(
            "SOA",
            name + wire_name("root.example.org") + number32(4000000000) + number32(2) + number32(3)
                + number32(4) + number32(5)
        )
        == "mail.example.org root.example.org 4000000000 2 3 4 5"
    );
    CHECK(
        text_of("SRV", number16(1) + number16(2) + number16(5060) + name)
        == "1 2 5060 mail.example.org"
    );
    CHECK(text_of("SSHFP", std::string("\4\2\xAB\xCD", 4)) == "4 2 abcd");
    CHECK(text_of("TLSA", std::string("\3\1\1\xFF", 4)) == "3 1 1 ff");
    CHECK(text_of("TXT", counted("v=spf1 ") + counted("-all \"x\"")) == "v=spf1 -all \"x\"");
    CHECK(text_of("TXT", counted("")).empty());
    CHECK(text_of("TYPE999", "\1\2") == R"(\# 2 0102)");
}

TEST_CASE("the parameters of a service are written by their names") {
    const auto parameter = [](unsigned key, const std::string& value) {
        return number16(key) + number16(static_cast<unsigned>(value.size())) + value;
    };

    CHECK(text_of("SVCB", number16(0) + wire_name("svc.example.org")) == "0 svc.example.org");
    CHECK(
        text_of(
            "HTTPS",
            number16(1) + wire_name("") + parameter(0, number16(1) + number16(3))
                + parameter(1, counted("h2") + counted("a,b")) + parameter(2, "")
                + parameter(3, number16(8443)) + parameter(4, {"\xC0\0\2\1\xC0\0\2\2", 8})
                + parameter(5, "key") + parameter(6, std::string(15, '\0') + "\1")
                + parameter(7, "/q{?dns}") + parameter(667, "x")
        )
        == R"(1 . mandatory=alpn,port alpn="h2,a\\,b" no-default-alpn port=8443 ipv4hint=192.0.2.1,192.0.2.2 ech=a2V5 ipv6hint=::1 dohpath="/q{?dns}" key667="x")"
    );
    CHECK(text_of("SVCB", number16(1) + wire_name("") + parameter(3, "\1")) == "no reply");
}

TEST_CASE("signs of a name that have a meaning are escaped") {
    CHECK(text_of("NS", std::string("\5a.b c\3o\\g\0", 11)) == R"(a\.b\032c.o\\g)");
}

TEST_CASE("a TTL with the highest bit is 0") {
    const auto asked = query();
    const auto record = wire_record(to_question, 1, 0x80000000, "\1\2\3\4");

    const auto reply = dns_reply(to_bytes({.query = asked, .answers = {record}}), asked);

    REQUIRE(reply);
    CHECK(reply->answers.at(0).ttl == 0);
}

TEST_CASE("a reply to another question is none") {
    const auto asked = query();
    const auto reply = [&](const std::string& bytes) {
        return dns_reply(bytes, asked).has_value();
    };

    CHECK(reply(to_bytes({.query = asked})));
    CHECK(reply(to_bytes({.query = query("WWW.example.ORG")})));
    CHECK_FALSE(reply(to_bytes({.query = dns_query(0x4D76, "www.example.org", "A")})));
    CHECK_FALSE(reply(to_bytes({.query = query("www.example.net")})));
    CHECK_FALSE(reply(to_bytes({.query = query("www.example.org", "AAAA")})));
    CHECK_FALSE(reply(asked));
    CHECK_FALSE(reply(to_bytes({.query = asked, .flags = 0xA800})));
    CHECK_FALSE(reply(""));
    CHECK_FALSE(reply("garbage that is long enough for a header"));
}

TEST_CASE("a server that did not take the question may leave it out") {
    const auto asked = query();
    const auto bare = [&](unsigned flags) {
        return asked.substr(0, 2) + number16(flags) + std::string(8, '\0');
    };

    const auto refused = dns_reply(bare(0x8005), asked);

    REQUIRE(refused);
    CHECK(refused->rcode == "REFUSED");
    CHECK(dns_reply(bare(0x800B), asked)->rcode == "RCODE11");
    CHECK_FALSE(dns_reply(bare(0x8000), asked));
}

TEST_CASE("of a reply that was cut short no record counts") {
    const auto asked = query();
    const auto record = wire_record(to_question, 1, 1, "\1\2\3\4");
    const auto whole = to_bytes({.query = asked, .flags = 0x8380, .answers = {record, record}});

    const auto reply = dns_reply(whole.substr(0, whole.size() - 7), asked);

    REQUIRE(reply);
    CHECK(reply->truncated);
    CHECK(reply->answers.empty());
}

TEST_CASE("half a reply is none, wherever it ends") {
    const auto asked = query("example.org", "MX");
    const auto whole = to_bytes(
        {.query = asked,
         .answers = {wire_record(to_question, 15, 60, number16(10) + wire_name("a.b"))},
         .authority = {wire_record(to_question, 2, 60, wire_name("ns"))}}
    );
    REQUIRE(dns_reply(whole, asked));

    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK_FALSE(dns_reply(whole.substr(0, size), asked));
}

TEST_CASE("names that point to themselves, forward or in a circle end the reading") {
    const auto asked = query("example.org", "NS");
    const auto reads = [&](const std::string& data) {
        const auto record = wire_record(to_question, 2, 60, data);
        return dns_reply(to_bytes({.query = asked, .answers = {record}}), asked).has_value();
    };
    const unsigned here = 12 + 13 + 4 + 2 + 10;
    const auto pointer = [](unsigned to) { return number16(0xC000 | to); };

    CHECK(reads(pointer(12)));
    CHECK(reads(counted("ns") + pointer(12)));
    CHECK_FALSE(reads(pointer(here)));
    CHECK_FALSE(reads(counted("ns") + pointer(here)));
    CHECK_FALSE(reads(pointer(here + 2) + counted("a") + '\0'));
    CHECK_FALSE(reads(pointer(0x3FFF)));
    CHECK_FALSE(reads(std::string("\x40") + "x"));
    CHECK_FALSE(reads(counted("ns") + '\0' + "more"));
}

TEST_CASE("a name longer than 255 bytes is none, however it is put together") {
    const auto asked = query("example.org", "NS");
    std::string labels;
    for (int i = 0; i < 4; ++i)
        labels += counted(std::string(63, 'a'));
    const auto record = wire_record(to_question, 2, 60, labels + '\0');

    CHECK_FALSE(dns_reply(to_bytes({.query = asked, .answers = {record}}), asked));
}

TEST_CASE("the first reply to the question counts among the frames that came") {
    const auto asked = query();
    const auto other = dns_frame(to_bytes({.query = query("www.example.net")}));
    const auto mine = dns_frame(to_bytes({.query = asked, .flags = 0x8183}));

    CHECK(dns_reply_in(other + dns_frame("") + mine, asked)->rcode == "NXDOMAIN");
    CHECK_FALSE(dns_reply_in(other, asked));
    CHECK_FALSE(dns_reply_in(mine.substr(0, mine.size() - 1), asked));
    CHECK_FALSE(dns_reply_in("", asked));
}

TEST_CASE("no bytes harm the reader") {
    const auto asked = query("example.org", "SVCB");
    std::mt19937 random(20260701);
    const auto whole = to_bytes(
        {.query = asked,
         .answers =
             {wire_record(
                  to_question,
                  64,
                  60,
                  number16(1) + wire_name("a") + number16(1) + number16(3) + counted("h2")
              ),
              wire_record(to_question, 6, 60, wire_name("a") + to_question + std::string(20, '\1')),
              wire_record(to_question, 16, 60, counted("x") + counted("y"))}}
    );

    for (int round = 0; round < 20000; ++round) {
        auto bytes = whole;
        for (unsigned i = 0; i < 1 + random() % 6; ++i)
            bytes[12 + random() % (bytes.size() - 12)] = static_cast<char>(random());
        const auto reply = dns_reply(bytes.substr(0, random() % (bytes.size() + 1)), asked);
        if (reply)
            CHECK(reply->answers.size() <= 3);
    }
}
