#include "framework/fleet/watch/service_notifier.hpp"

#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace muster {

namespace {

// NOLINTBEGIN(concurrency-mt-unsafe): before the loop's threads there is one
std::string taken_variable(const char* name) {
    const char* value = std::getenv(name);
    std::string text = value == nullptr ? "" : value;
    (void)::unsetenv(name);
    return text;
}
// NOLINTEND(concurrency-mt-unsafe)

std::int64_t monotonic_microseconds() {
    struct timespec now {};
    (void)::clock_gettime(CLOCK_MONOTONIC, &now);
    constexpr std::int64_t million = 1'000'000;
    return now.tv_sec * million + now.tv_nsec / 1000;
}

}  // namespace

ServiceNotifier::ServiceNotifier() : socket_(taken_variable("NOTIFY_SOCKET")) {
    const auto microseconds = whole_number(taken_variable("WATCHDOG_USEC"));
    const auto of = whole_number(taken_variable("WATCHDOG_PID"));
    constexpr std::int64_t a_year = 366LL * 24 * 3600 * 1'000'000;
    const bool is_limited = microseconds and *microseconds > 0 and *microseconds <= a_year;
    if (is_limited and (not of or *of == ::getpid()))
        watchdog_every_ = Nanoseconds(std::chrono::microseconds(*microseconds)) / 2;
}

/// One datagram. That nobody takes it is no reason to stop watching.
void ServiceNotifier::say(const std::string& text) const {
    struct sockaddr_un address {};
    address.sun_family = AF_UNIX;
    if (socket_.empty() or socket_.size() >= sizeof address.sun_path)
        return;
    std::memcpy(static_cast<char*>(address.sun_path), socket_.data(), socket_.size());
    if (socket_.front() == '@')  // the abstract namespace
        address.sun_path[0] = '\0';
    const FileDescriptor by(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (not by)
        return;
    const auto length = offsetof(struct sockaddr_un, sun_path) + socket_.size();
    (void)::sendto(
        by.number(),
        text.data(),
        text.size(),
        MSG_NOSIGNAL,
        reinterpret_cast<const struct sockaddr*>(&address),
        static_cast<socklen_t>(length)
    );
}

void ServiceNotifier::ready(std::string_view status) {
    say(fmt::format("READY=1\nSTATUS={}", printable(status)));
}

void ServiceNotifier::reloading() {
    say(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", monotonic_microseconds()));
}

void ServiceNotifier::stopping() {
    say("STOPPING=1");
}

void ServiceNotifier::status(std::string_view text) {
    say(fmt::format("STATUS={}", printable(text)));
}

void ServiceNotifier::alive() {
    say("WATCHDOG=1");
}

}  // namespace muster
