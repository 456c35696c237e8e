#pragma once

// The client's side of TLS over memory: bytes in, bytes out, no socket.

#include "framework/base/clock.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Certificates of authorities that vouch for others.
class TrustStore {
public:
    /// Of PEM text. What is no certificate in it is left out, and `count` says how many there are.
    explicit TrustStore(std::string_view pem);
    ~TrustStore();
    TrustStore(const TrustStore&) = delete;
    TrustStore& operator=(const TrustStore&) = delete;

    std::size_t count() const { return count_; }

private:
    friend class TlsClient;
    friend std::string distrust_of(const std::vector<std::string>&, const TrustStore&, Instant);
    struct State;
    std::unique_ptr<State> state_;
    std::size_t count_ = 0;
};

/// Why no authority vouches for the first of these certificates (DER) at a moment, by the others if need be: "certificate
/// has expired". Empty: one does.
std::string distrust_of(
    const std::vector<std::string>& chain, const TrustStore& store, Instant now
);

/// Where systems keep the authorities that they trust, PEM in one file; the first that is there counts.
const std::vector<std::string>& trust_store_files();

struct TlsSettings {
    std::string server_name;  ///< the host that is asked for: a name or an IP address
    const TrustStore* store =
        nullptr;  ///< outlives the client; none: nothing is held to be trusted
    std::string_view certificate = {};  ///< ours, with its chain, PEM; empty: we show none
    std::string_view key = {};          ///< of that certificate, PEM
};

/// One connection. It offers TLS 1.2 and 1.3 and never ends a handshake because of the server's
/// certificate: whoever uses it asks `distrust` before saying anything.
class TlsClient {
public:
    explicit TlsClient(const TlsSettings& settings);
    ~TlsClient();
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;

    /// `unusable`: our own certificate or key cannot be read. `closed`: the server said that this is all.
    enum class State { shaking_hands, open, closed, broken, unusable };
    State state() const { return state_; }
    /// Why it is broken or unusable: "wrong version number".
    const std::string& trouble() const { return trouble_; }

    void feed(std::string_view from_server);
    /// Takes what is to be sent.
    std::string outgoing();

    void write(std::string_view plain);
    /// Appends what the server has said.
    void read(std::string& plain);

    /// DER, the server's own first; known once the hands are shaken.
    std::vector<std::string> chain() const;
    /// Why the server's certificate is not trusted for its name; empty: it is.
    std::string distrust() const;
    std::string protocol() const;  ///< "TLSv1.3"

private:
    void shake_hands();
    void fail(int said);
    bool take_certificate(const TlsSettings& settings);
    void expect_name(const std::string& name);

    struct Session;
    std::unique_ptr<Session> session_;
    State state_ = State::shaking_hands;
    std::string trouble_;
    std::string server_name_;
    bool has_store_ = false;
};

}  // namespace muster
