#include "framework/cli/interrupt.hpp"

#include <csignal>

namespace muster {

namespace {

volatile std::sig_atomic_t interrupts = 0;  // all that a handler may touch

volatile std::sig_atomic_t hangups = 0;

void on_hangup(int /*signal*/) {
    hangups = 1;
}

void on_signal(int signal) {
    interrupts = interrupts + 1;
    if (interrupts > 1) {
        (void)std::signal(signal, SIG_DFL);
        (void)std::raise(signal);
    }
}

}  // namespace

void catch_interrupts() {
    struct sigaction action {};
    action.sa_handler = on_signal;
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, nullptr);
    (void)sigaction(SIGTERM, &action, nullptr);
}

bool was_interrupted() {
    return interrupts > 0;
}

void catch_hangups() {
    struct sigaction action {};
    action.sa_handler = on_hangup;
    action.sa_flags = SA_RESTART;
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGHUP, &action, nullptr);
}

bool take_hangup() {
    const bool came = hangups != 0;
    hangups = 0;
    return came;
}

}  // namespace muster
