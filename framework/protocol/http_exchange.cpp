#include "framework/protocol/http_exchange.hpp"

#include "framework/base/display.hpp"
#include "framework/model/cannot_tell.hpp"
#include "framework/model/http_headers.hpp"
#include "framework/protocol/http_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

Url url_or_refusal(const std::string& text) {
    auto parsed = url_from(text);
    if (const auto* slip = std::get_if<UrlSlip>(&parsed))
        throw CannotTell{Kind::unsupported, quoted(text) + " " + slip->reason};
    return std::get<Url>(std::move(parsed));
}

bool is_redirect(int status) {
    constexpr std::array redirects = {301, 302, 303, 307, 308};
    return std::ranges::find(redirects, status) != redirects.end();
}

/// Where a response leads, absolute; nothing when it leads nowhere. What is no URL of ours is given as
/// it stands: it was absolute (`ftp://…`) or is beyond reading.
std::string location_of(const HttpResponse& response, const Url& base) {
    const auto locations = header_values(response.headers, "location");
    if (response.status < 300 or response.status > 399 or locations.empty())
        return "";
    const auto target = resolved(base, locations.front());
    const auto* url = std::get_if<Url>(&target);
    return url == nullptr ? locations.front() : url->text();
}

}  // namespace

HttpExchange::HttpExchange(
    const Http& http, std::shared_ptr<const TrustStore> store, std::uint64_t limit
)
    : http_(http),
      url_(url_or_refusal(http.url)),
      first_url_(url_),
      store_(std::move(store)),
      limit_(limit) {
    if (not http_.proxy.empty()) {
        proxy_ = url_or_refusal(http_.proxy);
        if (proxy_->is_secure())
            throw CannotTell{Kind::unsupported, "a proxy is asked by http://, not by https://"};
    }
    if (not http_.trusted.empty()) {
        store_ = std::make_shared<TrustStore>(http_.trusted);
        if (store_->count() == 0)
            throw CannotTell{
                Kind::unparsable, "the file of trusted authorities holds no certificate"};
    }
    next_connection();
}

/// The host itself, or the address that the author knows better.
std::string HttpExchange::address_of_host() const {
    const bool is_first = url_.host == first_url_.host and url_.port == first_url_.port;
    return is_first and not http_.resolve_to.empty() ? http_.resolve_to : url_.host;
}

void HttpExchange::next_connection() {
    wanted_ =
        proxy_ ? HttpPeer{proxy_->host, proxy_->port} : HttpPeer{address_of_host(), url_.port};
    tls_.reset();
    tls_peer_ = {};
    reader_.reset();
    outgoing_.clear();
    is_request_sent_ = false;
}

std::string HttpExchange::peer() const {
    if (proxy_)
        return "the proxy " + host_and_port(proxy_->host, proxy_->port);
    return host_and_port(address_of_host(), url_.port);
}

void HttpExchange::connected() {
    wanted_.reset();
    if (is_tunnelled()) {
        layer_ = Layer::proxy;
        outgoing_ = connect_text(host_and_port(url_.host, url_.port));
        reader_.emplace(ResponseReader::Expect::no_body, limit_);
    } else if (url_.is_secure()) {
        start_tls();
    } else {
        start_request();
    }
}

void HttpExchange::start_tls() {
    layer_ = Layer::tls;
    tls_ = std::make_unique<TlsClient>(TlsSettings{
        .server_name = url_.host,
        .store = store_.get(),
        .certificate = http_.certificate,
        .key = http_.key.text});
    if (tls_->state() == TlsClient::State::unusable)
        throw CannotTell{Kind::unparsable, "our own certificate is of no use: " + tls_->trouble()};
    advance_tls();
}

void HttpExchange::start_request() {
    const bool is_head = http_.method == "HEAD";
    reader_.emplace(
        is_head ? ResponseReader::Expect::no_body : ResponseReader::Expect::body, limit_
    );
    const auto form = proxy_ and not url_.is_secure() ? TargetForm::absolute : TargetForm::origin;
    const auto text = request_text(http_, url_, form);
    is_request_sent_ = true;
    if (not tls_) {
        layer_ = Layer::http;
        outgoing_ += text;
        return;
    }
    tls_->write(text);
    outgoing_ += tls_->outgoing();
}

void HttpExchange::feed(std::string_view bytes) {
    if (is_done_)
        return;
    if (layer_ == Layer::proxy) {
        advance_proxy(bytes);
    } else if (layer_ == Layer::tls) {
        tls_->feed(bytes);
        advance_tls();
    } else {
        reader_->feed(bytes);
        advance_response();
    }
}

void HttpExchange::advance_proxy(std::string_view bytes) {
    reader_->feed(bytes);
    if (not reader_->trouble().empty()) {
        fail(fmt::format("{}: {}", peer(), reader_->trouble()));
    } else if (reader_->is_done()) {
        const auto status = reader_->response().status;
        if (status < 200 or status > 299) {
            fail(fmt::format("{} answers {} to CONNECT", peer(), status));
            return;
        }
        const auto rest = reader_->rest();
        start_tls();
        feed(rest);
    }
}

void HttpExchange::advance_tls() {
    outgoing_ += tls_->outgoing();
    if (tls_->state() != TlsClient::State::shaking_hands and not is_request_sent_
        and tls_->state() != TlsClient::State::broken) {
        look_at_certificate();
        if (is_done_)
            return;
        start_request();
    }
    if (is_request_sent_) {
        std::string plain;
        tls_->read(plain);
        outgoing_ += tls_->outgoing();
        reader_->feed(plain);
        if (tls_->state() == TlsClient::State::closed)
            reader_->end(ResponseReader::End::orderly);
        advance_response();
    }
    // A redirect has put the connection away.
    if (not is_done_ and tls_ and tls_->state() == TlsClient::State::broken)
        fail(fmt::format("TLS with {}: {}", host_and_port(url_.host, url_.port), tls_->trouble()));
}

void HttpExchange::look_at_certificate() {
    tls_peer_.chain = tls_->chain();
    const bool has_store = store_ and store_->count() > 0;
    tls_peer_.distrust = has_store ? tls_->distrust() : "";
    tls_peer_.trust = not has_store                ? Trust::unknown
                      : tls_peer_.distrust.empty() ? Trust::yes
                                                   : Trust::no;
    if (http_.untrusted == Untrusted::asked or tls_peer_.trust == Trust::yes)
        return;
    if (tls_peer_.trust == Trust::unknown)
        throw CannotTell{
            Kind::missing_tool,
            "no certificate authorities are known where the request begins",
            "install ca-certificates there, or say .trusting(file)"};
    fail(fmt::format(
        "the certificate of {} is not trusted: {}",
        host_and_port(url_.host, url_.port),
        tls_peer_.distrust
    ));
}

void HttpExchange::advance_response() {
    if (not reader_->trouble().empty())
        fail(fmt::format("{}: {}", peer(), reader_->trouble()));
    else if (reader_->is_done())
        response_came();
}

void HttpExchange::response_came() {
    response_ = reader_->take();
    const auto location = location_of(response_, url_);
    if (followed_ == 0)
        redirected_to_ = location;
    auto target = url_from(location);
    const auto* url = std::get_if<Url>(&target);
    if (url == nullptr or not is_redirect(response_.status) or followed_ == http_.follow) {
        is_done_ = true;
        return;
    }
    ++followed_;
    http_ = redirected(std::move(http_), response_.status, url_, *url);
    url_ = *url;
    next_connection();
}

void HttpExchange::end(ResponseReader::End how) {
    if (is_done_ or wanted_)
        return;
    const bool in_handshake = layer_ == Layer::tls and not is_request_sent_;
    if (in_handshake) {
        fail(fmt::format("{} broke off before TLS was spoken", host_and_port(url_.host, url_.port))
        );
        return;
    }
    // Inside TLS an end that TLS does not tell of may be anybody's (RFC 8446 6.1).
    reader_->end(layer_ == Layer::tls ? ResponseReader::End::broken_off : how);
    if (layer_ == Layer::proxy)
        fail(fmt::format("{}: {}", peer(), reader_->trouble()));
    else
        advance_response();
}

void HttpExchange::fail(std::string why) {
    trouble_ = std::move(why);
    is_done_ = true;
}

}  // namespace muster
