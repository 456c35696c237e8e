// What a service manager hears, by a socket that stands for systemd's.
#include "framework/fleet/watch/service_notifier.hpp"

#include "framework/base/file_descriptor.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>

using namespace muster;
using namespace std::chrono_literals;

namespace {

/// Listens at a path, or with a leading `@` in the abstract namespace.
class Manager {
public:
    explicit Manager(const std::string& at)
        : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        struct sockaddr_un address {};
        address.sun_family = AF_UNIX;
        std::memcpy(static_cast<char*>(address.sun_path), at.data(), at.size());
        if (at.front() == '@')
            address.sun_path[0] = '\0';
        const auto length = offsetof(struct sockaddr_un, sun_path) + at.size();
        REQUIRE(
            ::bind(
                socket_.number(),
                reinterpret_cast<const struct sockaddr*>(&address),
                static_cast<socklen_t>(length)
            )
            == 0
        );
    }
    /// The next datagram; empty: there is none.
    std::string heard() const {
        std::array<char, 4096> bytes{};
        const auto count = ::recv(socket_.number(), bytes.data(), bytes.size(), MSG_DONTWAIT);
        return count < 0 ? "" : std::string(bytes.data(), static_cast<std::size_t>(count));
    }

private:
    FileDescriptor socket_;
};

void set_variables(
    const std::string& socket, const std::string& usec = "", const std::string& pid = ""
) {
    (void)::setenv("NOTIFY_SOCKET", socket.c_str(), 1);
    if (not usec.empty())
        (void)::setenv("WATCHDOG_USEC", usec.c_str(), 1);
    if (not pid.empty())
        (void)::setenv("WATCHDOG_PID", pid.c_str(), 1);
}

std::optional<Nanoseconds> watchdog_of(const std::string& usec, const std::string& pid = "") {
    set_variables("", usec, pid);
    return ServiceNotifier().watchdog_every();
}

}  // namespace

TEST_CASE(
    "a service manager hears that the loop is ready, how it is, that it lives and that it stops"
) {
    const TemporaryFolder folder;
    const Manager manager(folder.file("notify"));
    set_variables(folder.file("notify"));
    ServiceNotifier service;

    service.ready("3 targets");
    CHECK(manager.heard() == "READY=1\nSTATUS=3 targets");
    service.status("1 problem");
    CHECK(manager.heard() == "STATUS=1 problem");
    service.alive();
    CHECK(manager.heard() == "WATCHDOG=1");
    service.reloading();
    CHECK_THAT(manager.heard(), Catch::Matches("RELOADING=1\nMONOTONIC_USEC=[1-9][0-9]*"));
    service.stopping();
    CHECK(manager.heard() == "STOPPING=1");
    CHECK(manager.heard().empty());
}

TEST_CASE("a socket may lie in the abstract namespace") {
    const auto name = fmt::format("@muster-test-{}", ::getpid());
    const Manager manager(name);
    set_variables(name);
    ServiceNotifier service;
    service.alive();
    CHECK(manager.heard() == "WATCHDOG=1");
}

TEST_CASE("nobody can say something else by what a status has in it") {
    const TemporaryFolder folder;
    const Manager manager(folder.file("notify"));
    set_variables(folder.file("notify"));
    ServiceNotifier service;
    service.status("a\nMAINPID=1\x1b[31m");
    const auto heard = manager.heard();
    CHECK_THAT(heard, Catch::StartsWith("STATUS=a"));
    CHECK(heard.find('\n') == std::string::npos);
    CHECK(heard.find('\x1b') == std::string::npos);
}

TEST_CASE("what a service manager gave is taken out of the environment") {
    set_variables("/nowhere", "30000000", std::to_string(::getpid()));
    const ServiceNotifier service;
    for (const auto* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
        CHECK(std::getenv(name) == nullptr);
}

TEST_CASE("without a service manager, or with one that does not listen, nothing happens") {
    const TemporaryFolder folder;
    for (const auto& socket :
         {std::string(), folder.file("nobody"), std::string(500, 'a'), std::string("@")}) {
        set_variables(socket);
        ServiceNotifier service;
        service.ready("");
        service.stopping();
        CHECK_FALSE(service.watchdog_every());
    }
}

TEST_CASE("life is shown twice as often as the watchdog wants it") {
    CHECK(watchdog_of("30000000") == 15s);
    CHECK(watchdog_of("30000000", std::to_string(::getpid())) == 15s);
    CHECK(watchdog_of("1") == 500ns);
}

TEST_CASE("a watchdog of somebody else, of no time or of too much is none") {
    CHECK_FALSE(watchdog_of("30000000", "1"));
    for (const auto* usec : {"0", "-1", "soon", "9223372036854775807", "18446744073709551615"})
        CHECK_FALSE(watchdog_of(usec));
}
