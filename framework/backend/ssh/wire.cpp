#include "framework/backend/ssh/wire.hpp"

#include "framework/base/text.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace muster {

namespace {

constexpr std::size_t most_kept = 64UL << 10;
// A greeting, the lists of algorithms and a key exchange take a few kilobytes.
constexpr std::size_t most_before_trust = 256UL << 10;

bool is_passing(int error) {
    return error == EAGAIN or error == EINTR;
}

}  // namespace

ssize_t Wire::lose(int error) {
    if (not lost_)
        lost_ = lower_case(std::generic_category().message(error));
    return -error;
}

ssize_t Wire::receive(char* buffer, std::size_t size) {
    if (lost_)
        return -ECONNRESET;
    if (dry_)
        return -EAGAIN;
    const auto got = recv(socket_.number(), buffer, size, 0);
    if (got < 0 and not is_passing(errno))
        return lose(errno);
    if (got < 0) {
        dry_ = true;
        return -EAGAIN;
    }
    if (got == 0) {
        lost_ = "closed by the other side";
        return 0;
    }
    if (trusted_)
        return got;
    const auto count = static_cast<std::size_t>(got);
    received_ += count;
    heard_.append(buffer, std::min(count, most_kept - heard_.size()));
    if (received_ > most_before_trust) {
        lost_ = "too many bytes before the key exchange";
        return -ECONNRESET;
    }
    return got;
}

ssize_t Wire::send(std::string_view bytes) {
    if (lost_)
        return -ECONNRESET;
    unsent_ += bytes;
    flush();
    return static_cast<ssize_t>(bytes.size());
}

void Wire::flush() {
    std::size_t gone = 0;
    while (gone < unsent_.size() and not lost_) {
        const auto sent =
            ::send(socket_.number(), unsent_.data() + gone, unsent_.size() - gone, MSG_NOSIGNAL);
        if (sent < 0 and is_passing(errno))
            break;
        if (sent < 0)
            (void)lose(errno);
        else
            gone += static_cast<std::size_t>(sent);
    }
    unsent_.erase(0, gone);
}

void Wire::wait(Deadline until) {
    if (lost_)
        return;
    const int on = 1;
    (void)setsockopt(socket_.number(), IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);  // only faster
    const short wanted = unsent_.empty() ? POLLIN : POLLIN | POLLOUT;
    pollfd waiting{.fd = socket_.number(), .events = wanted, .revents = 0};
    const int ready = poll(&waiting, 1, until.left_for_poll());
    if (ready <= 0)
        return;
    if ((waiting.revents & (POLLOUT | POLLERR | POLLHUP)) != 0)
        flush();
    if ((waiting.revents & ~POLLOUT) != 0)
        dry_ = false;
}

void Wire::trust() {
    trusted_ = true;
    heard_.clear();
    heard_.shrink_to_fit();
}

}  // namespace muster
