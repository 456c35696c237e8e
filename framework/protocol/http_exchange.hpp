#pragma once

// A request from its first connection to the last byte of the answer: through a proxy, inside TLS, after
// redirects. It opens no socket: whoever drives it gives it connections, and carries bytes both ways.

#include "framework/base/crypto/tls.hpp"
#include "framework/base/url.hpp"
#include "framework/model/http.hpp"
#include "framework/protocol/http_response.hpp"

#include <memory>
#include <optional>
#include <string>

namespace muster {

/// What a connection is wanted to.
struct HttpPeer {
    std::string host;  ///< a name or an address
    std::uint16_t port = 0;
};

class HttpExchange {
public:
    /// `store`: the authorities of the place where the request begins, null where there are none; a
    /// request that brings its own (Http::trusted) does not look at it. `limit`: bytes of a body. Throws
    /// CannotTell for what cannot be asked.
    HttpExchange(const Http& http, std::shared_ptr<const TrustStore> store, std::uint64_t limit);

    /// Where a new connection is wanted; nothing while the one at hand serves.
    const std::optional<HttpPeer>& wanted() const { return wanted_; }
    void connected();
    /// Whom we talk to, for messages: "example.org:443".
    std::string peer() const;

    /// What is to be sent. Whoever sends takes it off the front.
    std::string& outgoing() { return outgoing_; }
    /// Throws CannotTell: too large, no trust store.
    void feed(std::string_view bytes);
    void end(ResponseReader::End how);

    /// A complete response has come, or never will.
    bool is_done() const { return is_done_; }
    /// Why none came; empty: one did.
    const std::string& trouble() const { return trouble_; }
    HttpResponse take_response() { return std::move(response_); }
    const std::string& redirected_to() const { return redirected_to_; }
    /// What the last server that spoke TLS showed.
    const TlsPeer& tls() const { return tls_peer_; }

private:
    enum class Layer { proxy, tls, http };

    void next_connection();
    void start_tls();
    void start_request();
    void advance_tls();
    void look_at_certificate();
    void advance_proxy(std::string_view bytes);
    void advance_response();
    void response_came();
    void fail(std::string why);
    bool is_tunnelled() const { return not http_.proxy.empty() and url_.is_secure(); }
    std::string address_of_host() const;

    Http http_;
    Url url_;
    Url first_url_;
    std::optional<Url> proxy_;
    std::shared_ptr<const TrustStore> store_;
    std::uint64_t limit_;
    unsigned followed_ = 0;

    std::optional<HttpPeer> wanted_;
    Layer layer_ = Layer::http;
    std::unique_ptr<TlsClient> tls_;
    bool is_request_sent_ = false;
    std::optional<ResponseReader> reader_;
    std::string outgoing_;

    bool is_done_ = false;
    std::string trouble_;
    HttpResponse response_;
    std::string redirected_to_;
    TlsPeer tls_peer_;
};

}  // namespace muster
