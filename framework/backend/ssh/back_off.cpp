#include "framework/backend/ssh/back_off.hpp"

#include <random>
#include <thread>

namespace muster {

namespace {

Nanoseconds drawn_around(Nanoseconds pause) {
    thread_local std::minstd_rand random{std::random_device()()};
    return std::chrono::duration_cast<Nanoseconds>(
        pause * std::uniform_real_distribution(0.5, 1.5)(random)
    );
}

}  // namespace

bool wait_about(Nanoseconds pause, Deadline deadline) {
    if (deadline.left() < 2 * pause)
        return false;
    std::this_thread::sleep_for(drawn_around(pause));
    return true;
}

}  // namespace muster
