// Real name servers on loopback, and ones that lie: asked by sockets of our own, and by what a shell's target
// has. The two must come to the same.
#include "framework/backend/name_servers.hpp"

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/display.hpp"
#include "framework/protocol/dns.hpp"
#include "tests/framework/backend/shell/shells.hpp"
#include "tests/support/dns_bytes.hpp"
#include "tests/support/name_server.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

using How = Reached::How;
using Transport = FakeNameServer::Transport;

constexpr std::string_view zone = R"($ORIGIN example.org.
$TTL 300
@      IN SOA ns1 hostmaster 2026070101 7200 3600 1209600 300
@      IN NS ns1
@      IN MX 10 Mail
@      IN CAA 0 issue "ca.example.net"
@      IN TXT "v=spf1 " "-all"
ns1    IN A 127.0.0.1
www    IN CNAME web
web    IN A 192.0.2.1
web    IN A 192.0.2.2
web    IN AAAA 2001:DB8::1
_sip._udp IN SRV 1 2 5060 Sip
sip    IN NAPTR 100 50 "s" "SIP+D2U" "" _sip._udp
_443._tcp IN TLSA 3 1 1 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF
ns1    IN SSHFP 4 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF
svc    IN HTTPS 1 . alpn=h2,h3 port=8443 ipv4hint=192.0.2.1
svc    IN SVCB 0 web
key    IN DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==
sub    IN NS ns.sub
sub    IN DS 60485 13 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF
ns.sub IN A 192.0.2.53
*.wild IN A 192.0.2.9
7.2.0.192.in-addr.arpa.example.org. IN PTR web
)";

Dns question(const FakeNameServer& server, const std::string& name = "example.org") {
    return {.server = "127.0.0.1", .port = server.port(), .name = name, .timeout = 300ms};
}

Answer locally(const Question& question) {
    LocalBackend backend;
    return backend.exchange({&question, 1}, Deadline(20s)).at(0);
}

Answer by_shell(const Question& question, const std::string& shell = "dash") {
    auto backend = backend_on(shell);
    return backend.exchange({&question, 1}, Deadline(20s)).at(0);
}

std::string told(const Answer& answer) {
    const auto* reply = std::get_if<DnsReply>(&answer);
    if (reply == nullptr or not reply->message)
        return describe(answer);
    auto message = *reply->message;
    std::ranges::sort(message.answers, {}, &DnsRecord::text);  // servers turn them round
    auto text = message.rcode;
    text += message.truncated ? " TC" : "";
    text += message.authoritative ? " AA" : "";
    text += message.recursion_available ? " RA" : "";
    text += message.authenticated ? " AD" : "";
    for (const auto& record : message.answers)
        text += "; " + record.name + " " + std::to_string(record.ttl) + " " + record.type + " "
                + record.text;
    return text;
}

How how(const Answer& answer) {
    REQUIRE(std::holds_alternative<DnsReply>(answer));
    const auto& reply = std::get<DnsReply>(answer);
    CHECK_FALSE(reply.message);
    return reply.reached.how;
}

std::string truncated(const std::string& query) {
    return to_bytes({.query = query, .flags = 0x8380});
}

std::string with_code(const std::string& query, unsigned code) {
    return to_bytes({.query = query, .flags = 0x8180 | code});
}

/// A shell that finds these programs and no others, in a mount namespace of its own.
class ShellWith {
public:
    explicit ShellWith(std::vector<std::string> programs) {
        programs.insert(programs.end(), {"sh", "cat", "head"});
        for (const auto& program : programs) {
            const auto file = std::filesystem::canonical("/usr/bin/" + program);
            std::filesystem::copy_file(file, folder_.path(program));
        }
    }

    Answer ask(const Question& question) const {
        const auto line = "mount --bind " + shell_quoted(folder_.path(""))
                          + " /usr/bin && exec /bin/sh -c \"$0\"";
        const std::vector<std::string> words = {"unshare", "-rm", "sh", "-c", line};
        ShellBackend backend(std::make_unique<PipeConnection>(words, "root@pipe"));
        return backend.exchange({&question, 1}, Deadline(20s)).at(0);
    }

private:
    ScratchFolder folder_;
};

}  // namespace

TEST_CASE("PowerDNS says the same to us, to every shell's tools and to dig") {
    if (not PowerDns::is_installed() or not has_tool("dig"))
        return skip("no pdns-server or no dig here");
    const PowerDns server("example.org", zone);
    std::vector<Question> batch;
    std::vector<std::string> names;
    for (const auto& [name, type] : std::vector<std::pair<std::string, std::string>>{
             {"example.org", "SOA"},
             {"example.org", "NS"},
             {"example.org", "MX"},
             {"example.org", "CAA"},
             {"example.org", "TXT"},
             {"www.example.org", "A"},
             {"www.example.org", "CNAME"},
             {"WEB.example.org.", "AAAA"},
             {"_sip._udp.example.org", "SRV"},
             {"sip.example.org", "NAPTR"},
             {"_443._tcp.example.org", "TLSA"},
             {"ns1.example.org", "SSHFP"},
             {"svc.example.org", "HTTPS"},
             {"svc.example.org", "SVCB"},
             {"key.example.org", "DNSKEY"},
             {"sub.example.org", "DS"},
             {"x.wild.example.org", "A"},
             {"nosuch.example.org", "A"},
             {"web.example.org", "MX"},
             {"elsewhere.example", "A"}}) {
        batch.emplace_back(Dns{
            .server = "127.0.0.1", .port = server.port(), .name = name, .type = type});
        names.push_back(name);
    }
    LocalBackend local;
    const auto expected = local.exchange(batch, Deadline(20s));

    for (const auto& shell : all_shells()) {
        auto backend = backend_on(shell);
        const auto answers = backend.exchange(batch, Deadline(60s));
        for (std::size_t i = 0; i < batch.size(); ++i) {
            INFO(shell << ": " << describe(batch[i]));
            CHECK(told(answers[i]) == told(expected[i]));
        }
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const auto& asked = std::get<Dns>(batch[i]);
        auto line = "dig -p " + std::to_string(asked.port) + " @127.0.0.1 +short +nosplit -q "
                    + asked.name + " -t " + asked.type + " | sort";
        auto by_dig = run_tool(line).output;
        std::vector<std::string> texts;
        for (const auto& record : std::get<DnsReply>(expected[i]).message->answers)
            texts.push_back(record.text);
        // dig writes final dots, big hexadecimal digits and the strings of a TXT apart.
        const auto plain = [](std::string text) {
            std::erase_if(text, [](char sign) {
                return sign == '.' or sign == '"' or sign == ' ' or sign == '\n';
            });
            std::ranges::transform(text, text.begin(), [](unsigned char sign) {
                return static_cast<char>(std::tolower(sign));
            });
            return text;
        };
        std::ranges::sort(texts);
        std::string ours;
        for (const auto& text : texts)
            ours += text;
        INFO(line);
        CHECK(plain(ours) == plain(by_dig));
    }
    CHECK(told(expected[0]).starts_with("NOERROR AA; example.org 300 SOA ns1.example.org"));
    CHECK(told(expected[4]) == "NOERROR AA; example.org 300 TXT v=spf1 -all");
    CHECK(told(expected[17]) == "NXDOMAIN AA");
    CHECK(told(expected[18]) == "NOERROR AA");
    CHECK(told(expected[19]) == "REFUSED");
}

TEST_CASE("codes and flags of a reply are told as they are") {
    const FakeNameServer server([](const std::string& query, Transport) {
        const auto name = asked_name(query);
        if (name == "verified")
            return std::vector{with_code(query, 0x20)};
        return std::vector{with_code(query, name == "servfail" ? 2 : name == "refused" ? 5 : 3)};
    });

    for (const auto& ask : {locally, +[](const Question& q) { return by_shell(q); }}) {
        CHECK(told(ask(question(server, "servfail"))) == "SERVFAIL RA");
        CHECK(told(ask(question(server, "refused"))) == "REFUSED RA");
        CHECK(told(ask(question(server, "nothing"))) == "NXDOMAIN RA");
        CHECK(told(ask(question(server, "verified"))) == "NOERROR RA AD");
    }
}

TEST_CASE("a reply that is cut short is asked for again over TCP") {
    const FakeNameServer server([](const std::string& query, Transport over) {
        const auto record = wire_record({"\xC0\x0C", 2}, 16, 60, std::string("\3big", 4));
        return std::vector{
            over == Transport::udp ? truncated(query)
                                   : to_bytes({.query = query, .answers = {record}})};
    });
    auto asked = question(server);
    asked.type = "TXT";

    CHECK(told(locally(asked)) == "NOERROR RA; example.org 60 TXT big");
    CHECK(server.asked_over(Transport::udp) == 1);
    CHECK(server.asked_over(Transport::tcp) == 1);
    CHECK(told(by_shell(asked)) == "NOERROR RA; example.org 60 TXT big");
    CHECK(server.asked_over(Transport::udp) == 1);
    asked.over = Over::udp;
    CHECK(told(locally(asked)) == "NOERROR TC RA");
    CHECK(told(by_shell(asked)) == "NOERROR TC RA");
}

TEST_CASE("where TCP is closed a reply that is cut short stays so, and says why") {
    const FakeNameServer server(
        [](const std::string& query, Transport) { return std::vector{truncated(query)}; },
        FakeNameServer::Tcp::is_closed
    );

    for (const auto& ask : {locally, +[](const Question& q) { return by_shell(q); }}) {
        const auto answer = ask(question(server));
        CHECK(told(answer) == "NOERROR TC RA");
        const auto& remark = std::get<DnsReply>(answer).reached.remark;
        INFO(remark);
        CHECK(remark.find("Connection refused over TCP") != std::string::npos);
    }
}

TEST_CASE("a server that speaks UDP alone is heard, over whatever a target has for it") {
    const FakeNameServer server(
        [](const std::string& query, Transport) { return std::vector{with_code(query, 0)}; },
        FakeNameServer::Tcp::is_closed
    );

    CHECK(told(locally(question(server))) == "NOERROR RA");
    for (const auto& shell : all_shells()) {
        INFO(shell);
        CHECK(told(by_shell(question(server), shell)) == "NOERROR RA");
    }
}

TEST_CASE("a silent server is asked as often as was said, and is timed out") {
    const FakeNameServer server([](const std::string&, Transport) {
        return std::vector<std::string>();
    });
    auto asked = question(server);

    CHECK(how(locally(asked)) == How::timed_out);
    CHECK(server.asked_over(Transport::udp) == 3);
    CHECK(server.asked_over(Transport::tcp) == 1);
    asked.tries = 1;
    CHECK(how(by_shell(asked)) == How::timed_out);
    CHECK(server.asked_over(Transport::udp) == 4);
    CHECK(server.asked_over(Transport::tcp) == 2);
}

TEST_CASE("where nobody listens the server refuses, over UDP and TCP") {
    std::uint16_t port = 0;
    {
        const FakeNameServer gone([](const std::string&, Transport) {
            return std::vector<std::string>();
        });
        port = gone.port();
    }
    const Dns asked{.server = "127.0.0.1", .port = port, .name = "example.org"};

    CHECK(how(locally(asked)) == How::refused);
    for (const auto& shell : all_shells()) {
        INFO(shell);
        CHECK(how(by_shell(asked, shell)) == How::refused);
    }
}

TEST_CASE("garbage, wrong ids and other questions are no reply; the true one behind them is") {
    const auto lies = [](const std::string& query) {
        auto wrong_id = with_code(query, 3);
        wrong_id[0] = static_cast<char>(wrong_id[0] ^ 1);
        return std::vector<std::string>{
            "garbage",
            "",
            query,
            wrong_id,
            with_code(dns_query(1, "other.example", "A").replace(0, 2, query.substr(0, 2)), 3),
            with_code(query, 0).substr(0, 20)};
    };
    const FakeNameServer liar([&](const std::string& query, Transport) { return lies(query); });
    const FakeNameServer both([&](const std::string& query, Transport) {
        auto messages = lies(query);
        messages.push_back(with_code(query, 0));
        return messages;
    });
    auto asked = question(liar);
    asked.tries = 1;

    for (const auto& ask : {locally, +[](const Question& q) { return by_shell(q); }}) {
        CHECK_FALSE(std::get<DnsReply>(ask(asked)).message);
        CHECK(told(ask(question(both))) == "NOERROR RA");
    }
}

TEST_CASE("half an answer over TCP is no reply") {
    const FakeNameServer server([](const std::string& query, Transport over) {
        if (over == Transport::udp)
            return std::vector{truncated(query)};
        auto whole = with_code(query, 0);
        whole.resize(whole.size() - 3);
        return std::vector{whole};
    });

    CHECK(told(locally(question(server))) == "NOERROR TC RA");
}

TEST_CASE("what is no address or no name is never asked") {
    for (const auto& ask : {locally, +[](const Question& q) { return by_shell(q); }}) {
        for (const auto* server : {"localhost", "", "127.0.0.1/8", "-p", "$(touch /tmp/x)"})
            CHECK(
                std::get<CannotTell>(ask(Dns{.server = server, .name = "example.org"})).kind
                == Kind::unsupported
            );
        CHECK(
            std::get<CannotTell>(ask(Dns{.server = "127.0.0.1", .name = "a..b"})).kind
            == Kind::unsupported
        );
    }
}

TEST_CASE("over UDP a shell asks with perl, python3 or dig; without them it cannot tell") {
    if (run_tool("unshare -rm true").exit_status != 0 or not has_tool("dig"))
        return skip("no namespaces of our own, or no dig");
    const FakeNameServer server(
        [](const std::string& query, Transport) {
            return std::vector{with_code(query, 0x400 | 2)};
        },
        FakeNameServer::Tcp::is_closed
    );
    auto asked = question(server);
    asked.over = Over::udp;
    asked.timeout = 1s;

    CHECK(told(ShellWith({"perl"}).ask(asked)) == "SERVFAIL AA RA");
    CHECK(told(ShellWith({"python3"}).ask(asked)) == "SERVFAIL AA RA");
    CHECK(told(ShellWith({"dig"}).ask(asked)) == "SERVFAIL TC AA RA");
    const auto none = ShellWith({}).ask(asked);
    REQUIRE(std::holds_alternative<CannotTell>(none));
    CHECK(std::get<CannotTell>(none).kind == Kind::missing_tool);
}
