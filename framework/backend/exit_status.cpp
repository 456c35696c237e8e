#include "framework/backend/exit_status.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstring>

namespace muster {

namespace {

// signal(7): 32 and 33 belong to the C library, so SIGRTMIN is 34 for everybody who writes its name.
constexpr int first_realtime = 34;
constexpr int last_realtime = 64;
constexpr int base = 128;

}  // namespace

std::string signal_of(int exit_status) {
    const int number = exit_status - base;
    if (number < 1 or number > last_realtime)
        return "";
    if (const auto* word = ::sigabbrev_np(number))
        return std::string("SIG") + word;
    if (number == first_realtime)
        return "SIGRTMIN";
    if (number > first_realtime)
        return fmt::format("SIGRTMIN+{}", number - first_realtime);
    return fmt::format("SIG{}", number);
}

}  // namespace muster
