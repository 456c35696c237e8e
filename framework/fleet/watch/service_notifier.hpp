#pragma once

#include "framework/base/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// Who started the loop as a service, and wants to hear how it is: systemd (Type=notify), or anybody who reads
/// $NOTIFY_SOCKET. Without it nothing is said to anybody. The variables are taken out of the environment: no command that
/// the loop starts should answer in its place.
///
/// Source: sd_notify(3), sd_watchdog_enabled(3), systemd.service(5).
class ServiceNotifier {
public:
    /// Reads and removes NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID.
    ServiceNotifier();

    void ready(std::string_view status);
    void reloading();
    void stopping();
    void status(std::string_view text);
    /// Is to be said at least as often as `watchdog_every`.
    void alive();

    /// Half of the time after which we are taken for dead; nothing: nobody looks.
    std::optional<Nanoseconds> watchdog_every() const { return watchdog_every_; }

private:
    void say(const std::string& text) const;

    std::string socket_;
    std::optional<Nanoseconds> watchdog_every_;
};

}  // namespace muster
