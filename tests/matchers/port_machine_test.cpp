// Real sockets on loopback, read back through this machine's own tables and ss.

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/file_descriptor.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace muster {

std::span<const Resource> port_resources();
std::span<const Resource> listening_ports_resources();

}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

enum class Only { v6, both };

/// A socket that waits on a port which the kernel chose.
struct Waiting {
    Waiting(int type, const in6_addr& address, Only only)
        : descriptor(::socket(AF_INET6, type | SOCK_CLOEXEC, 0)) {
        const int v6_only = only == Only::v6 ? 1 : 0;
        (void
        )::setsockopt(descriptor.number(), IPPROTO_IPV6, IPV6_V6ONLY, &v6_only, sizeof v6_only);
        sockaddr_in6 where{};
        where.sin6_family = AF_INET6;
        where.sin6_addr = address;
        if (::bind(descriptor.number(), reinterpret_cast<const sockaddr*>(&where), sizeof where)
            != 0)
            throw std::runtime_error("this machine has no IPv6 loopback");
        if (type == SOCK_STREAM)
            (void)::listen(descriptor.number(), 1);
        socklen_t size = sizeof where;
        (void)::getsockname(descriptor.number(), reinterpret_cast<sockaddr*>(&where), &size);
        port = std::to_string(ntohs(where.sin6_port));
    }

    FileDescriptor descriptor;
    std::string port;
};

std::string at(const Waiting& socket, std::string attribute, std::string view = "") {
    LocalBackend machine;
    return found(
        machine,
        port_resources(),
        part(std::move(view), fact("port", socket.port, std::move(attribute)))
    );
}

std::string served(const Waiting& socket, std::string address) {
    LocalBackend machine;
    return found(
        machine, port_resources(), fact("port", socket.port, "serves", {std::move(address)})
    );
}

}  // namespace

TEST_CASE("a real dual-stack socket serves both families") {
    const Waiting socket(SOCK_STREAM, in6addr_any, Only::both);

    CHECK(at(socket, "listening", "tcp4") == "true");
    CHECK(at(socket, "listening", "tcp6") == "true");
    CHECK(at(socket, "listening", "udp") == "false");
    CHECK(at(socket, "addresses") == "[\"0.0.0.0\", \"::\"]");
    CHECK(served(socket, "127.0.0.1") == "true");
    CHECK(at(socket, "process") == "\"test_matchers\"");
    CHECK(at(socket, "pids") == "[" + std::to_string(::getpid()) + "]");
}

TEST_CASE("a real V6ONLY socket and one on ::1 do not serve IPv4") {
    const Waiting only(SOCK_STREAM, in6addr_any, Only::v6);
    const Waiting loopback(SOCK_STREAM, in6addr_loopback, Only::both);

    CHECK(at(only, "listening", "tcp4") == "false");
    CHECK(at(only, "addresses") == "[\"::\"]");
    CHECK(at(loopback, "listening") == "true");
    CHECK(at(loopback, "listening", "tcp4") == "false");
    CHECK(served(loopback, "127.0.0.1") == "false");
    CHECK(served(loopback, "::1") == "true");
}

TEST_CASE("a real UDP socket listens for UDP alone, and is one of the ports for clients") {
    const Waiting socket(SOCK_DGRAM, in6addr_any, Only::both);
    LocalBackend machine;
    const Fact all{{"listening_ports", {}}, "udp"};

    CHECK(at(socket, "listening") == "false");
    CHECK(at(socket, "listening", "udp") == "true");
    CHECK(at(socket, "listening", "udp4") == "true");
    CHECK(found(machine, listening_ports_resources(), all).find(socket.port) == std::string::npos);
    CHECK(
        found(machine, listening_ports_resources(), narrowed("including_ephemeral", {}, all))
            .find(socket.port)
        != std::string::npos
    );
}
