#include "tests/support/tcp_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace muster::tests {

TcpServer::TcpServer(std::uint32_t address)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(address);
    const auto* bound = reinterpret_cast<const sockaddr*>(&where);
    if (::bind(socket_, bound, sizeof where) != 0 or ::listen(socket_, 1) != 0)
        throw std::runtime_error("no socket could be made to wait");
    socklen_t size = sizeof where;
    (void)::getsockname(socket_, reinterpret_cast<sockaddr*>(&where), &size);
    port_ = std::to_string(ntohs(where.sin_port));
}

TcpServer::~TcpServer() {
    (void)::close(socket_);
}

}  // namespace muster::tests
