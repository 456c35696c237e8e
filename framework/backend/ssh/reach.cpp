#include "framework/backend/ssh/reach.hpp"

#include "framework/backend/ssh/ssh_url.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace muster {

namespace {

using namespace std::chrono_literals;

struct AddressListEnd {
    void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using AddressList = std::unique_ptr<addrinfo, AddressListEnd>;

struct Resolved {
    int error = 0;
    AddressList addresses;
};

Resolved resolve_now(const TcpPlace& place, int flags) {
    addrinfo hints = {};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags;
    hints.ai_family = place.address_family == "inet"    ? AF_INET
                      : place.address_family == "inet6" ? AF_INET6
                                                        : AF_UNSPEC;
    addrinfo* list = nullptr;
    const int error =
        getaddrinfo(place.host.c_str(), std::to_string(place.port).c_str(), &hints, &list);
    return {error, AddressList(error == 0 ? list : nullptr)};
}

/// What a resolving thread hands over.
struct Desk {
    std::mutex mutex;
    std::condition_variable arrived;
    bool done = false;
    Resolved resolved;
};

/// getaddrinfo has no time limit of its own: an unreachable name server holds it for half a minute. It
/// runs in a thread that is left behind when the deadline passes.
Resolved resolve(const TcpPlace& place, Deadline deadline) {
    if (auto numeric = resolve_now(place, AI_NUMERICHOST | AI_NUMERICSERV); numeric.error == 0)
        return numeric;
    // Owned by the caller and by the thread: either may be the last.
    auto desk = std::make_shared<Desk>();
    std::thread([desk, place] {
        auto resolved = resolve_now(place, AI_NUMERICSERV);
        const std::lock_guard lock(desk->mutex);
        desk->resolved = std::move(resolved);
        desk->done = true;
        desk->arrived.notify_one();
    }).detach();
    std::unique_lock lock(desk->mutex);
    const auto patience = std::min<Nanoseconds>(deadline.left(), 24h);
    if (not desk->arrived.wait_for(lock, patience, [&] { return desk->done; }))
        throw CannotTell{
            Kind::timed_out, "no answer from the name server for " + quoted(place.host)};
    return std::move(desk->resolved);
}

std::string address_text(const addrinfo& address) {
    std::array<char, NI_MAXHOST> host{};
    if (getnameinfo(
            address.ai_addr,
            address.ai_addrlen,
            host.data(),
            host.size(),
            nullptr,
            0,
            NI_NUMERICHOST
        )
        != 0)
        return "an address";
    return host.data();
}

void prepare(int socket) {
    const int on = 1;
    const int patience = static_cast<int>(std::chrono::milliseconds(30s).count());
    // All of these only make it faster or notice a dead peer sooner; without them it still works.
    (void)setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    (void)setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
    (void)setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &patience, sizeof patience);
    (void)setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

int outcome_of_connect(int socket, Deadline deadline) {
    pollfd waiting{.fd = socket, .events = POLLOUT, .revents = 0};
    while (true) {
        const int ready = poll(&waiting, 1, deadline.left_for_poll());
        if (ready < 0 and errno == EINTR)
            continue;
        if (ready < 0)
            return errno;
        if (ready == 0)
            return ETIMEDOUT;
        int error = 0;
        socklen_t size = sizeof error;
        return getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
    }
}

/// Connects, or leaves the reason in `error`.
FileDescriptor try_address(const addrinfo& address, Deadline deadline, int& error) {
    FileDescriptor socket(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)
    );
    if (not socket) {
        error = errno;
        return {};
    }
    prepare(socket.number());
    error = connect(socket.number(), address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
    if (error == EINPROGRESS)
        error = outcome_of_connect(socket.number(), deadline);
    return error == 0 ? std::move(socket) : FileDescriptor();
}

std::string_view hint_for(int error) {
    if (error == ECONNREFUSED)
        return "is sshd running there, on this port?";
    return error == ETIMEDOUT ? "is the host up, and does a firewall let us through?" : "";
}

}  // namespace

FileDescriptor reach(const TcpPlace& place, Deadline deadline) {
    const auto resolved = resolve(place, deadline);
    if (resolved.error != 0)
        throw CannotTell{
            Kind::failed,
            fmt::format("cannot resolve {}: {}", quoted(place.host), gai_strerror(resolved.error)),
            "is the name right, or does ssh_config have a HostName for it?"};
    std::int64_t left = 0;
    for (const auto* address = resolved.addresses.get(); address != nullptr;
         address = address->ai_next)
        ++left;
    std::vector<std::string> tried;
    int error = 0;
    bool all_timed_out = true;
    for (const auto* address = resolved.addresses.get(); address != nullptr;
         address = address->ai_next) {
        if (auto socket = try_address(*address, Deadline(deadline.left() / left--), error))
            return socket;
        all_timed_out = all_timed_out and error == ETIMEDOUT;
        tried.push_back(
            address_text(*address) + ": " + lower_case(std::generic_category().message(error))
        );
    }
    throw CannotTell{
        all_timed_out ? Kind::timed_out : Kind::failed,
        fmt::format(
            "cannot connect to {}: {}", peer_name("", place.host, place.port), join(tried, ", ")
        ),
        std::string(hint_for(error))};
}

}  // namespace muster
