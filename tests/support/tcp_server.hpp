#pragma once

#include <cstdint>
#include <string>

namespace muster::tests {

/// A TCP socket of the test's own that waits on an IPv4 address (in host order), at a port of the kernel's
/// choice.
class TcpServer {
public:
    explicit TcpServer(std::uint32_t address);
    ~TcpServer();
    TcpServer(const TcpServer&) = delete;
    TcpServer& operator=(const TcpServer&) = delete;

    const std::string& port() const { return port_; }

private:
    int socket_;
    std::string port_;
};

}  // namespace muster::tests
