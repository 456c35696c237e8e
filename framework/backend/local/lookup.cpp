#include "framework/backend/local/lookup.hpp"

#include "framework/backend/system_error.hpp"
#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <thread>

namespace muster::local {

namespace {

Address address_from(const addrinfo& found) {
    Address address;
    std::memcpy(&address.place, found.ai_addr, found.ai_addrlen);
    address.size = found.ai_addrlen;
    std::array<char, NI_MAXHOST> text{};
    (void)::getnameinfo(
        found.ai_addr, found.ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST
    );
    address.text = text.data();  // empty when even that fails
    return address;
}

Lookup::Result look_up(const std::string& host, std::uint16_t port, int flags) {
    addrinfo wish{};
    wish.ai_family = AF_UNSPEC;
    wish.ai_socktype = SOCK_STREAM;
    wish.ai_flags = flags | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    Lookup::Result result;
    result.error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wish, &found);
    result.system_error = errno;
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
    for (const auto* each = result.error == 0 ? found : nullptr; each != nullptr;
         each = each->ai_next)
        result.addresses.push_back(address_from(*each));
    return result;
}

}  // namespace

Address numeric_address(const std::string& text) {
    auto found = look_up(text, 0, AI_NUMERICHOST);
    if (found.error != 0 or has_nul(text))
        throw CannotTell{Kind::unsupported, quoted(text) + " is no IP address"};
    return std::move(found.addresses.front());
}

struct Lookup::State {
    FileDescriptor event{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    Result result;
    std::atomic<bool> is_there = false;  // the result is written before and read after it

    void set(Result value) {
        result = std::move(value);
        is_there = true;
        (void)::eventfd_write(event.number(), 1);  // 1 always fits into a counter that is 0
    }
};

Lookup::Lookup(const std::string& host, std::uint16_t port) : state_(std::make_shared<State>()) {
    if (not state_->event)
        throw cannot("looking up", host, errno);
    if (host.empty() or has_nul(host)) {
        state_->set({EAI_NONAME, 0});
        return;
    }
    auto known = look_up(host, port, AI_NUMERICHOST);
    if (known.error != EAI_NONAME) {
        state_->set(std::move(known));
        return;
    }
    std::thread([state = state_, host, port] { state->set(look_up(host, port, 0)); }).detach();
}

int Lookup::descriptor() const {
    return state_->event.number();
}

const Lookup::Result* Lookup::result() const {
    return state_->is_there ? &state_->result : nullptr;
}

}  // namespace muster::local
