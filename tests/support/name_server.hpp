#pragma once

// Name servers on loopback: one that says what a test wants, and PowerDNS.

#include "framework/base/file_descriptor.hpp"
#include "tests/support/temporary_folder.hpp"

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace muster::tests {

/// Answers on one port of 127.0.0.1, over UDP and, unless told otherwise, over TCP.
class FakeNameServer {
public:
    enum class Transport { udp, tcp };
    /// The messages that a query brings, in order: none, one or many.
    using Speech = std::function<std::vector<std::string>(const std::string& query, Transport)>;
    enum class Tcp { answers, is_closed };

    explicit FakeNameServer(Speech speech, Tcp tcp = Tcp::answers);
    FakeNameServer(const FakeNameServer&) = delete;
    FakeNameServer& operator=(const FakeNameServer&) = delete;
    ~FakeNameServer();

    std::uint16_t port() const { return port_; }
    int asked_over(Transport transport) const {
        return transport == Transport::udp ? asked_over_udp_ : asked_over_tcp_;
    }

private:
    void serve(const std::stop_token& stop);
    void answer_datagram();
    void answer_connection(const std::stop_token& stop);

    Speech speech_;
    FileDescriptor datagrams_;
    FileDescriptor connections_;
    std::uint16_t port_ = 0;
    std::atomic<int> asked_over_udp_ = 0;
    std::atomic<int> asked_over_tcp_ = 0;
    std::jthread thread_;
};

/// The PowerDNS authoritative server (Debian: pdns-server, pdns-backend-bind) with one zone, as an ordinary
/// user; it ends with this.
class PowerDns {
public:
    PowerDns(const std::string& zone, std::string_view master_file);
    PowerDns(const PowerDns&) = delete;
    PowerDns& operator=(const PowerDns&) = delete;
    ~PowerDns();

    static bool is_installed();
    std::uint16_t port() const { return port_; }

private:
    TemporaryFolder folder_;
    std::uint16_t port_ = 0;
    pid_t process_ = -1;
};

}  // namespace muster::tests
