// slow_link NAMESPACE DEVICE MILLISECONDS: joins this network namespace and another by a pair of TUN devices, and holds
// every packet back for half of the given round trip (kernel document networking/tuntap). It makes the devices, prints
// "ready", and passes packets on until standard input ends; addresses are the caller's business (ip-address(8)).
#include "framework/base/file_descriptor.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>

using namespace muster;

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const std::string& what) {
    std::perror(("slow_link: " + what).c_str());
    std::exit(1);  // NOLINT(concurrency-mt-unsafe)
}

/// A TUN device of the namespace that we are in.
FileDescriptor new_device(const std::string& name) {
    FileDescriptor device(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC));
    ifreq request{};
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    name.copy(static_cast<char*>(request.ifr_name), IFNAMSIZ - 1);
    if (not device or ::ioctl(device.number(), TUNSETIFF, &request) != 0)
        fail(name);
    return device;
}

void enter(const std::string& file) {
    const FileDescriptor space(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (not space or ::setns(space.number(), CLONE_NEWNET) != 0)
        fail(file);
}

/// One way over the link: packets that are under way, in their order.
class Way {
public:
    Way(int from, int to, Clock::duration delay) : from_(from), to_(to), delay_(delay) {}

    void take() {
        std::array<char, 65536> packet{};
        for (;;) {
            const auto size = ::read(from_, packet.data(), packet.size());
            if (size <= 0)
                return;
            const std::string bytes(packet.data(), static_cast<std::size_t>(size));
            under_way_.push_back({Clock::now() + delay_, bytes});
        }
    }

    /// A device whose other side is not up yet loses packets, as any link does.
    void deliver() {
        for (; not under_way_.empty() and under_way_.front().due <= Clock::now();
             under_way_.pop_front()) {
            const auto& bytes = under_way_.front().bytes;
            (void)!::write(to_, bytes.data(), bytes.size());
        }
    }

    Clock::time_point next() const {
        return under_way_.empty() ? Clock::time_point::max() : under_way_.front().due;
    }

private:
    struct Packet {
        Clock::time_point due;
        std::string bytes;
    };

    int from_;
    int to_;
    Clock::duration delay_;
    std::deque<Packet> under_way_;
};

/// Until standard input ends.
void carry(int here, int there, Clock::duration delay) {
    Way forth(here, there, delay);
    Way back(there, here, delay);
    std::array<pollfd, 3> watched{{{here, POLLIN, 0}, {there, POLLIN, 0}, {0, POLLIN, 0}}};
    while (watched[2].revents == 0) {
        const auto due = std::min(forth.next(), back.next());
        const auto left = std::max(
            std::chrono::duration_cast<std::chrono::nanoseconds>(due - Clock::now()),
            std::chrono::nanoseconds(0)
        );
        const timespec wait{left.count() / 1'000'000'000, left.count() % 1'000'000'000};
        const bool waits = due != Clock::time_point::max();
        ::ppoll(watched.data(), watched.size(), waits ? &wait : nullptr, nullptr);
        forth.take();
        back.take();
        forth.deliver();
        back.deliver();
    }
}

}  // namespace

int main(int count, char** words) {
    if (count != 4) {
        fmt::print(stderr, "usage: slow_link NAMESPACE DEVICE MILLISECONDS\n");
        return 64;
    }
    const std::string device = words[2];
    const std::chrono::duration<double, std::milli> round_trip(std::strtod(words[3], nullptr));
    ::prctl(PR_SET_TIMERSLACK, 1);
    const auto here = new_device(device);
    const FileDescriptor home(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
    enter(fmt::format("/run/netns/{}", words[1]));
    const auto there = new_device(device);
    if (not home or ::setns(home.number(), CLONE_NEWNET) != 0)
        fail("the way back");
    fmt::print("ready\n");
    std::fflush(stdout);
    carry(
        here.number(), there.number(), std::chrono::duration_cast<Clock::duration>(round_trip / 2)
    );
    return 0;
}
