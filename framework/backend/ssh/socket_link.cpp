#include "framework/backend/ssh/socket_link.hpp"

#include "framework/base/text.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

namespace muster {

namespace {

/// Throws unless the error only means that nothing goes at this moment.
void require_passing(int error) {
    if (error != EAGAIN and error != EINTR)
        throw LinkLost{lower_case(std::generic_category().message(error))};
}

}  // namespace

std::optional<std::size_t> SocketLink::receive(char* buffer, std::size_t size) {
    const auto got = recv(socket_.number(), buffer, size, 0);
    if (got >= 0)
        return static_cast<std::size_t>(got);
    require_passing(errno);
    return std::nullopt;
}

std::size_t SocketLink::send(std::string_view bytes) {
    const auto sent = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0)
        return static_cast<std::size_t>(sent);
    require_passing(errno);
    return 0;
}

SshLink::Ready SocketLink::wait(bool for_room, Deadline until) {
    const int on = 1;
    (void)setsockopt(socket_.number(), IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);  // only faster
    const short wanted = for_room ? POLLIN | POLLOUT : POLLIN;
    pollfd waiting{.fd = socket_.number(), .events = wanted, .revents = 0};
    if (poll(&waiting, 1, until.left_for_poll()) <= 0)
        return {};
    return {
        .to_receive = (waiting.revents & ~POLLOUT) != 0,
        .to_send = (waiting.revents & (POLLOUT | POLLERR | POLLHUP)) != 0};
}

}  // namespace muster
