#pragma once

#include "framework/base/clock.hpp"

#include <chrono>
#include <cstddef>

namespace muster {

class Session;

/// How often a silent server is asked whether it is there, and after how many questions without an answer it is not:
/// ServerAliveInterval and ServerAliveCountMax of ssh_config(5). 0 of either: no session is ended by that.
struct KeepaliveOptions {
    std::chrono::seconds interval{15};
    int most_unanswered = 3;
};

/// Tells a server that has gone from one that is busy. Without a way between, the kernel notices sooner
/// (TCP_USER_TIMEOUT).
class Keepalive {
public:
    Keepalive(Session& session, KeepaliveOptions options);

    /// Asks when it is time to, and gives the session's wire up when nothing has come for too long.
    void tend(Session& session);
    /// When it is time again.
    Deadline next() const { return next_; }

private:
    std::chrono::seconds interval_;
    int most_unanswered_;
    Deadline next_;
    std::size_t heard_before_ = 0;  ///< bytes, when it was asked last
    bool was_sent_ = false;         ///< the last question
    int unanswered_ = 0;            ///< questions that nothing came after
};

}  // namespace muster
