#include "tests/support/loopback.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace muster {

sockaddr_in loopback(int port) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

FileDescriptor listen_anywhere(int& port, int queue) {
    FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto address = loopback(0);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket.number(), generic, size) != 0 or listen(socket.number(), queue) != 0
        or getsockname(socket.number(), generic, &size) != 0)
        throw std::runtime_error("cannot listen on loopback");
    port = ntohs(address.sin_port);
    return socket;
}

bool answers(int port) {
    const FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = loopback(port);
    return connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address)
           == 0;
}

bool answers_soon(int port) {
    for (int i = 0; i < 500; ++i) {
        if (answers(port))
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

}  // namespace muster
