// What peers send: DNS replies, HTTP responses in any pieces, certificates, and the URLs that they lead to.

#include "framework/backend/openssh/ssh_trouble.hpp"
#include "framework/backend/ssh/algorithms.hpp"
#include "framework/base/crypto/certificate.hpp"
#include "framework/base/crypto/tls.hpp"
#include "framework/base/text.hpp"
#include "framework/base/url.hpp"
#include "framework/model/cannot_tell.hpp"
#include "framework/protocol/dns.hpp"
#include "framework/protocol/http_exchange.hpp"
#include "framework/protocol/http_response.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace muster::fuzz {

namespace {

std::string query() {
    return dns_query(0x3039, "example.org", "MX");
}

void dns(std::string_view input) {
    static const auto asked = query();
    if (const auto reply = dns_reply(input, asked))
        FUZZ_ASSERT(reply->answers.size() <= input.size());
    (void)dns_reply_in(input, asked);
    (void)dns_reply_in(dns_frame(input), asked);
}

/// The same response at once and a few bytes at a time.
void http(std::string_view input) {
    constexpr std::uint64_t limit = 4096;
    for (const auto expect : {ResponseReader::Expect::body, ResponseReader::Expect::no_body}) {
        ResponseReader whole(expect, limit);
        ResponseReader pieces(expect, limit);
        try {
            whole.feed(input);
            for (std::size_t at = 0; at < input.size(); at += 5)
                pieces.feed(input.substr(at, 5));
            whole.end(ResponseReader::End::orderly);
            pieces.end(ResponseReader::End::orderly);
        } catch (const CannotTell&) {
            continue;  // too large
        }
        FUZZ_ASSERT(whole.trouble().empty() == pieces.trouble().empty());
        FUZZ_ASSERT(whole.response().body == pieces.response().body or not whole.trouble().empty());
        FUZZ_ASSERT(whole.response().body.size() <= limit);
    }
}

void certificates(std::string_view input) {
    if (const auto certificate = certificate_from(input))
        (void)Certificate::field(certificate->subject, "CN");
    (void)covers(input, "example.org");
}

void references(std::string_view input) {
    const auto base = std::get<Url>(url_from("https://example.org/a/b?c"));
    const auto url = resolved(base, input);
    const auto* found = std::get_if<Url>(&url);
    if (found == nullptr)
        return;
    const auto again = url_from(found->text());
    FUZZ_ASSERT(std::get_if<Url>(&again) != nullptr and *std::get_if<Url>(&again) == *found);
}

void offers(std::string_view input) {
    if (const auto offer = parse_server_offer(input)) {
        (void)nothing_in_common(*offer);
        (void)refuses_sha1_signatures(offer->greeting);
    }
    FUZZ_ASSERT(not ssh_trouble(input, "root@web:22").message.empty());
}

/// One exchange of HTTP; a NUL ends what one read brings.
void exchange_of(std::string_view input, std::string url, std::string proxy) {
    Http http;
    http.url = std::move(url);
    http.follow = 5;
    http.proxy = std::move(proxy);
    try {
        HttpExchange exchange(http, nullptr, 4096);
        for (const auto bytes : split(input, '\0')) {
            if (exchange.wanted())
                exchange.connected();
            exchange.feed(bytes);
            exchange.outgoing().clear();
        }
        exchange.end(ResponseReader::End::orderly);
        FUZZ_ASSERT(exchange.take_response().body.size() <= 4096);
    } catch (const CannotTell&) {
        return;  // too large, no trust store
    }
}

/// A request with redirects, straight and through a proxy.
void exchanges(std::string_view input) {
    for (const auto* url : {"http://example.org/", "https://example.org/"})
        for (const auto* proxy : {"", "http://proxy:3128"})
            exchange_of(input, url, proxy);
}

void authorities(std::string_view input) {
    FUZZ_ASSERT(TrustStore(input).count() <= input.size());
}

std::string reply() {
    // The question back, one MX record with a compressed name (RFC 1035, 4.1).
    auto message = query();
    message[2] = static_cast<char>(0x81);
    message[3] = static_cast<char>(0x80);
    message[7] = 1;
    const std::string record(
        "\xC0\x0C\x00\x0F\x00\x01\x00\x00\x0E\x10\x00\x09\x00\x0A\x04mail\xC0\x0C", 21
    );
    return message + record;
}

}  // namespace

}  // namespace muster::fuzz

namespace muster {

std::vector<fuzz::Target> network_targets() {
    using namespace fuzz;
    return {
        {"dns", dns, {query(), reply(), dns_frame(reply())}},
        {"http",
         http,
         {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\r\n\r\nhello",
          "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: "
          "chunked\r\n\r\n5\r\nhello\r\n0\r\nT: x\r\n\r\n",
          "HTTP/1.0 404 Not Found\r\n\r\nto the end"}},
        {"certificates", certificates, {std::string("\x30\x03\x02\x01\x05", 5)}},
        {"references",
         references,
         {"//example.org:8080/x", "../x?y#z", "http://[::1]:80/%41", "?q"}},
        {"offers",
         offers,
         {"SSH-2.0-OpenSSH_9.2p1\r\n" + std::string("\0\0\0\x30\4\x14", 6) + std::string(16, 'c')
              + std::string("\0\0\0\1a", 5),
          "Host key verification failed.\n"}},
        {"exchanges",
         exchanges,
         {"HTTP/1.1 302 F\r\nLocation: //a/b\r\nContent-Length: 0\r\n\r\n" + std::string(1, '\0')
              + "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
          std::string("HTTP/1.1 200 OK\r\n\r\n\x15\3\3\0\2\2\x28", 26)}},
        {"authorities",
         authorities,
         {"-----BEGIN CERTIFICATE-----\nMAMCAQU=\n-----END CERTIFICATE-----\n"}},
    };
}

}  // namespace muster
