#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"
#include "framework/host/resource.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> http_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;
using Catch::Contains;
using How = Reached::How;

namespace {

const std::string url = "https://example.org/";

HttpReply good_reply() {
    HttpReply reply;
    reply.response = {
        .status = 200,
        .protocol = "HTTP/1.1",
        .headers = {{"Server", "nginx"}, {"Set-Cookie", "a"}, {"set-cookie", "b"}},
        .body = "hello\n"};
    reply.time = 250ms;
    return reply;
}

HttpReply reply_with(Reached reached, std::string trouble = "") {
    HttpReply reply;
    reply.reached = std::move(reached);
    reply.trouble = std::move(trouble);
    return reply;
}

std::string told(const Answer& answer, const Fact& fact) {
    FakeHost host;
    host.network([&answer](const Question&) { return answer; });
    return found(host, http_resources(), fact);
}

std::string told(
    const Answer& answer, const std::string& attribute, const std::string& parameter = ""
) {
    std::vector<std::string> parameters;
    if (not parameter.empty())
        parameters.push_back(parameter);
    return told(answer, fact("http", url, attribute, parameters));
}

std::string of_certificate(
    const Answer& answer, const std::string& attribute, const std::string& parameter = ""
) {
    std::vector<std::string> parameters;
    if (not parameter.empty())
        parameters.push_back(parameter);
    return told(answer, part("certificate", fact("http", url, attribute, parameters)));
}

/// What the host is asked for this subject.
Http request_of(const Fact& fact, Limits limits = {}) {
    FakeHost host;
    host.limits_ = limits;
    Http asked;
    host.network([&asked](const Question& question) -> Answer {
        asked = std::get<Http>(question);
        return good_reply();
    });
    (void)found(host, http_resources(), fact);
    return asked;
}

std::string slip(const std::string& name, std::vector<Qualifier> qualifiers = {}) {
    auto subject = fact("http", name, "status").subject;
    subject.qualifiers = std::move(qualifiers);
    return http_resources().front().entry.broken_subject(subject);
}

const std::vector<std::string>& attributes_of_response() {
    static const std::vector<std::string> names = {
        "status", "time", "protocol", "body", "redirected_to"};
    return names;
}

/// A reply that shows a certificate made by openssl.
HttpReply showing(const CertificateFiles& files, Trust trust = Trust::yes) {
    auto reply = good_reply();
    reply.tls = {.chain = {der_of(files.certificate)}, .trust = trust, .distrust = ""};
    return reply;
}

}  // namespace

TEST_CASE("a complete response has a status, headers and a body") {
    const auto reply = good_reply();

    CHECK(told(reply, "reachable") == "true");
    CHECK(told(reply, "answers") == "true");
    CHECK(told(reply, "status") == "200");
    CHECK(told(reply, "time") == "0.25");
    CHECK(told(reply, "protocol") == R"("HTTP/1.1")");
    CHECK(told(reply, "body") == R"("hello\n")");
    CHECK(told(reply, "header", "server") == R"("nginx")");
    CHECK(told(reply, "header", "SET-COOKIE") == R"("a, b")");
    CHECK(told(reply, "header", "X-None") == "not set");
    CHECK(told(reply, "headers", "Set-Cookie") == R"(["a", "b"])");
    CHECK(told(reply, "headers", "X-None") == "[]");
    CHECK(told(reply, "has_header", "server") == "true");
    CHECK(told(reply, "has_header", "serve") == "false");
    CHECK(told(reply, "redirected_to") == "not set");
}

TEST_CASE("a redirect is told where it leads") {
    auto reply = good_reply();
    reply.response.status = 302;
    reply.redirected_to = "https://example.org/login";

    CHECK(told(reply, "status") == "302");
    CHECK(told(reply, "redirected_to") == R"("https://example.org/login")");
}

TEST_CASE("peer accepts and says nothing") {
    const auto reply =
        reply_with({How::open, ""}, "no complete answer from example.org:443 in 10 s");

    CHECK(told(reply, "reachable") == "true");
    CHECK(told(reply, "answers") == "false");
    for (const auto& attribute : attributes_of_response())
        CHECK(told(reply, attribute) == "no complete answer from example.org:443 in 10 s");
    CHECK(told(reply, "has_header", "x") == "no complete answer from example.org:443 in 10 s");
}

TEST_CASE("a peer that is not reached has no value but reachable and answers") {
    for (const auto how : {How::refused, How::timed_out, How::unreachable, How::failed}) {
        const auto reply = reply_with({how, ""}, "no connection");

        CHECK(told(reply, "reachable") == "false");
        CHECK(told(reply, "answers") == "false");
        for (const auto& attribute : attributes_of_response())
            CHECK(told(reply, attribute) != "absent");
        CHECK_THAT(told(reply, "status"), Contains("example.org"));
        CHECK_THAT(of_certificate(reply, "valid"), Contains("example.org"));
    }
    CHECK(told(reply_with({How::refused, ""}), "status") == "example.org refuses the connection");
    CHECK(told(reply_with({How::timed_out, ""}), "body") == "no answer from example.org in 10 s");
}

TEST_CASE("a name that does not exist has no value for anything") {
    const auto reply = reply_with({How::not_resolved, ""});

    for (const auto* attribute : {"reachable", "answers", "status"})
        CHECK(told(reply, attribute) == "example.org: the name does not exist");
    CHECK(of_certificate(reply, "exists") == "example.org: the name does not exist");
}

TEST_CASE("what cannot be asked cannot be told, for every attribute") {
    const Answer why = CannotTell{Kind::denied, "sshd forbids forwarding"};

    for (const auto* attribute : {"reachable", "answers", "status", "body"})
        CHECK(told(why, attribute) == "cannot tell: sshd forbids forwarding");
    CHECK(of_certificate(why, "valid") == "cannot tell: sshd forbids forwarding");
}

TEST_CASE("an image has no network") {
    FakeHost host;
    host.is_image();

    CHECK(
        found(host, http_resources(), fact("http", url, "status"))
        == "not asked: an image has no network"
    );
}

TEST_CASE("all attributes of one request are one question") {
    FakeHost host;
    host.network([](const Question&) -> Answer { return good_reply(); });

    (void)gather(
        host,
        http_resources(),
        {fact("http", url, "status"),
         fact("http", url, "body"),
         part("certificate", fact("http", url, "expires"))}
    );

    CHECK(host.asked() == std::vector<std::string>{"GET https://example.org/"});
}

TEST_CASE("the qualifiers are what is asked") {
    const TemporaryFolder folder;
    const auto ca = folder.write("ca.pem", "authorities");
    const auto key = folder.write("key.pem", "secret");
    auto one = fact("http", "http://a/", "status");
    one.subject.qualifiers = {
        {"method", {Value("PUT")}},
        {"with_header", {Value("X-A"), Value("1")}},
        {"with_header", {Value("X-A"), Value("2")}},
        {"sending", {Value("x=1")}},
        {"auth", {Value("deploy"), Value("open sesame")}, true},
        {"following", {Value(3)}},
        {"timeout", {Value(2)}},
        {"resolve_to", {Value("192.0.2.1")}},
        {"trusting", {Value(ca)}},
        {"client_certificate", {Value(ca), Value(key)}},
        {"unverified", {}},
    };

    const auto http = request_of(one);

    CHECK(http.method == "PUT");
    CHECK(http.headers == Headers{{"X-A", "1"}, {"X-A", "2"}});
    CHECK(http.body == "x=1");
    CHECK(http.user == "deploy");
    CHECK(http.password.text == "open sesame");
    CHECK(http.follow == 3);
    CHECK(http.timeout == 2s);
    CHECK(http.resolve_to == "192.0.2.1");
    CHECK(http.trusted == "authorities");
    CHECK(http.certificate == "authorities");
    CHECK(http.key.text == "secret");
    CHECK(http.untrusted == Untrusted::asked);
    CHECK(
        request_of(narrowed("bearer", {"t0ken"}, fact("http", url, "status"))).password.text
        == "t0ken"
    );
    CHECK(
        request_of(narrowed("proxy", {"http://p:1"}, fact("http", url, "status"))).proxy
        == "http://p:1"
    );
    CHECK(request_of(narrowed("sending", {"x"}, fact("http", url, "status"))).method == "POST");
    CHECK(request_of(fact("http", url, "status")).timeout == 10s);
    CHECK(request_of(fact("http", url, "status"), {.http = 3s}).timeout == 3s);
    const auto own = narrowed("timeout", {Value(1)}, fact("http", url, "status"));
    CHECK(request_of(own, {.http = 3s}).timeout == 1s);
}

TEST_CASE("a password is shown nowhere") {
    auto one = fact("http", url, "status");
    one.subject.qualifiers = {{"auth", {Value("deploy"), Value("open sesame")}, true}};
    FakeHost host;
    host.network([](const Question&) -> Answer { return good_reply(); });

    const auto findings = gather(host, http_resources(), {one});

    CHECK(describe(one) == R"(http "https://example.org/" auth "deploy" … status)");
    for (const auto& evidence : findings.front().evidence)
        CHECK_THAT(evidence.question + evidence.answer, not Contains("sesame"));
    CHECK_THAT(host.asked().front(), not Contains("sesame"));
}

TEST_CASE("a file of the controller that cannot be read cannot be told") {
    CHECK(
        told(good_reply(), narrowed("trusting", {"/no/such.pem"}, fact("http", url, "status")))
        == "cannot tell: reading /no/such.pem on the controller: No such file or directory"
    );
}

TEST_CASE("all but GET and HEAD waits for its guards") {
    const auto& entry = http_resources().front().entry;
    const auto acts = [&](std::vector<Qualifier> qualifiers) {
        auto asked = fact("http", url, "status");
        asked.subject.qualifiers = std::move(qualifiers);
        return entry.does_act(asked);
    };

    CHECK(entry.acts);
    CHECK_FALSE(acts({}));
    CHECK_FALSE(acts({{"method", {Value("HEAD")}}}));
    CHECK(acts({{"method", {Value("POST")}}}));
    CHECK(acts({{"method", {Value("DELETE")}}}));
    CHECK(acts({{"sending", {Value("x")}}}));
}

TEST_CASE("what is no request is a broken spec") {
    CHECK(slip(url) == "");
    CHECK(slip("example.org") == R"("example.org" begins with neither http:// nor https://)");
    CHECK_THAT(slip("http://a:b@c/"), Contains("holds a user"));
    CHECK_THAT(slip(url, {{"method", {Value("GET /")}}}), Contains("is no method"));
    CHECK_THAT(
        slip(url, {{"with_header", {Value("a b"), Value("c")}}}), Contains("no name of a header")
    );
    CHECK_THAT(
        slip(url, {{"with_header", {Value("a"), Value("b\r\nc: d")}}}), Contains("a line end")
    );
    CHECK_THAT(
        slip(url, {{"with_header", {Value("Connection"), Value("x")}}}), Contains("Muster itself")
    );
    CHECK_THAT(slip(url, {{"bearer", {Value("a\nb")}}}), Contains("bearer"));
    CHECK_THAT(
        slip(url, {{"bearer", {Value("a")}}, {"auth", {Value("b"), Value("c")}}}), Contains("one")
    );
    CHECK_THAT(slip(url, {{"auth", {Value("a:b"), Value("c")}}}), Contains("colon"));
    CHECK_THAT(slip(url, {{"proxy", {Value("https://p/")}}}), Contains("http://"));
    CHECK_THAT(slip(url, {{"resolve_to", {Value("db")}}}), Contains("no IP address"));
    CHECK_THAT(slip(url, {{"following", {Value(1000)}}}), Contains("following"));
    CHECK_THAT(slip(url, {{"timeout", {Value(0)}}}), Contains("timeout"));
}

TEST_CASE("the certificate that a server shows has all its attributes") {
    const Authority authority;
    const auto reply = showing(authority.issue(
        {.names = "DNS:Example.org,DNS:*.example.net,IP:192.0.2.7,email:a@b.example",
         .days = 3650,
         .more = "extendedKeyUsage=serverAuth"}
    ));
    const auto one = [&](const char* attribute, const char* parameter = "") {
        return of_certificate(reply, attribute, parameter);
    };

    CHECK(one("exists") == "true");
    CHECK(one("subject") == R"("C = JP, O = \"Muster, Inc.\", CN = localhost")");
    CHECK(one("issuer") == R"("CN = Test Authority")");
    CHECK(one("common_name") == R"("localhost")");
    CHECK(one("subject_field", "O") == R"("Muster, Inc.")");
    CHECK(one("subject_field", "L") == "not set");
    CHECK(one("issuer_field", "CN") == R"("Test Authority")");
    CHECK(one("email") == R"("a@b.example")");
    CHECK(one("serial") == R"("0a1b2c")");
    CHECK_THAT(one("names"), Contains(R"("DNS:Example.org")") and Contains(R"("IP:192.0.2.7")"));
    CHECK_THAT(one("dns_names"), Contains("*.example.net"));
    CHECK(one("covers", "www.example.net") == "true");
    CHECK(one("covers", "localhost") == "false");
    CHECK(one("key_bits") == "256");
    CHECK(one("key_type") == R"("EC")");
    CHECK(one("signature_algorithm") == R"("ecdsa-with-SHA256")");
    CHECK(one("fingerprint").size() == 64 + 2);
    CHECK(one("fingerprint_sha1").size() == 40 + 2);
    CHECK(one("self_signed") == "false");
    CHECK(one("authority") == "false");
    CHECK(one("purposes") == R"(["server"])");
    CHECK(one("has_purpose", "server") == "true");
    CHECK(one("has_purpose", "client") == "false");
    CHECK_THAT(one("has_purpose", "servers"), Contains(R"(did you mean "server")"));
    CHECK(one("chain_length") == "1");
    CHECK(one("trusted") == "true");
    CHECK(one("extension", "extendedKeyUsage") == R"("TLS Web Server Authentication")");
    CHECK(one("extension", "2.5.29.19") == "not set");
    CHECK_THAT(one("extension", "no such"), Contains("cannot tell"));
}

TEST_CASE("a certificate by its own key signs itself, an authority's may sign others") {
    const Authority authority;
    const auto own = showing(authority.self_signed());
    HttpReply of_authority = good_reply();
    of_authority.tls = {.chain = {der_of(authority.file())}, .trust = Trust::yes, .distrust = ""};

    CHECK(of_certificate(own, "self_signed") == "true");
    CHECK(of_certificate(of_authority, "authority") == "true");
    CHECK(of_certificate(of_authority, "self_signed") == "true");
}

TEST_CASE("a certificate matches its own key and no other") {
    const Authority authority;
    const auto files = authority.issue();
    const auto other = authority.issue();
    FakeHost host;
    host.network([&](const Question&) -> Answer { return showing(files); });
    const auto one = [&](const std::string& path) {
        return found(
            host, http_resources(), part("certificate", fact("http", url, "matches_key", {path}))
        );
    };
    const auto locked =
        run_program({"openssl", "pkey", "-aes128", "-passout", "pass:x", "-in", files.key});
    REQUIRE(locked.status == 0);
    host.file("/site.key", read_file(files.key).value())
        .file("/other.key", read_file(other.key).value())
        .file("/locked.key", locked.output)
        .file("/odd.key", "garbage\n");

    CHECK(one("/site.key") == "true");
    CHECK(one("/other.key") == "false");
    CHECK(one("/none.key") == "absent");
    CHECK_THAT(one("/locked.key"), Contains("cannot tell") and Contains("is encrypted"));
    CHECK_THAT(one("/odd.key"), Contains("cannot tell: /odd.key holds no private key"));
    CHECK_THAT(one("site.key"), Contains("cannot tell") and Contains("no absolute path"));
}

TEST_CASE("dates are judged by the clock of the run") {
    const Authority authority;
    FakeHost host;
    host.network([&](const Question&) -> Answer { return showing(authority.issue()); });
    const auto of = [&](const char* attribute) {
        return found(host, http_resources(), part("certificate", fact("http", url, attribute)));
    };
    const auto now = system_now();

    host.now_ = now + 1h;
    CHECK(of("valid") == "true");
    CHECK(of("days_left") == "29");
    host.now_ = now + 24h * 31 + 1h;
    CHECK(of("valid") == "false");
    CHECK(of("days_left") == "-2");
    host.now_ = now - 24h;
    CHECK(of("valid") == "false");
    CHECK(of("not_before") < of("expires"));
}

TEST_CASE("a certificate is known as soon as it was shown, trusted or not") {
    const Authority authority;
    auto reply = showing(authority.issue(), Trust::no);
    reply.tls.distrust = "certificate has expired";
    reply.trouble = "the certificate of example.org:443 is not trusted: certificate has expired";

    CHECK(told(reply, "answers") == "false");
    CHECK(of_certificate(reply, "trusted") == "false");
    CHECK(of_certificate(reply, "common_name") == R"("localhost")");
}

TEST_CASE("plain HTTP shows no certificate") {
    CHECK(of_certificate(good_reply(), "exists") == "false");
    for (const auto& attribute : http_resources().front().entry.views.front().attributes)
        if (attribute.name != "exists")
            CHECK(of_certificate(good_reply(), std::string(attribute.name), "x") == "absent");
}

TEST_CASE("without authorities trust cannot be told") {
    const Authority authority;
    const auto reply = showing(authority.issue(), Trust::unknown);

    CHECK_THAT(
        of_certificate(reply, "trusted"), Contains("cannot tell: no certificate authorities")
    );
    CHECK(of_certificate(reply, "chain_length") == "1");
}
