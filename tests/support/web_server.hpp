#pragma once

// A real nginx on loopback, and sockets that speak HTTP badly.

#include "tests/support/certificates.hpp"
#include "tests/support/ssh_server.hpp"

#include <string>

namespace muster {

/// nginx on a port of 127.0.0.1 for as long as this lives: `/` says "hello\n", `/missing` is 404,
/// `/moved` leads to `/`, `/far` to another port's `/`, `/echo` says what it was told in headers.
class WebServer {
public:
    /// With certificate files it speaks TLS; with `client_authority` only to those whom that one vouches for.
    explicit WebServer(
        const CertificateFiles& tls = {}, const std::string& client_authority = "", int far_port = 1
    );
    WebServer(const WebServer&) = delete;
    WebServer& operator=(const WebServer&) = delete;
    ~WebServer();

    int port() const { return port_; }
    /// "http://localhost:8080/x"
    std::string url(const std::string& path, const std::string& host = "localhost") const;

private:
    TemporaryFolder folder_;
    bool is_secure_;
    int port_;
    pid_t process_ = -1;
};

/// A server that reads a request's head and says `answer`, then closes the connection, resets it, or holds it
/// until the other side does.
enum class Then { close, reset, hold };
TcpServer saying(std::string answer, Then then = Then::close);

/// A port of 127.0.0.1 where a connection is never answered: its queue of connections is full.
class SilentPort {
public:
    SilentPort();
    int port() const { return port_; }

private:
    int port_ = 0;
    std::vector<FileDescriptor> sockets_;
};

}  // namespace muster
