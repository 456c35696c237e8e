#pragma once

#include "framework/run/run_context.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace muster {

/// Targets that stay reached from one round to the next, so that a round on a known host costs one exchange. What is
/// taken is given back when it is destroyed; one that was lost meanwhile is reached anew the next time. Several threads
/// at once.
class SessionPool {
public:
    /// Keeps `most` that nobody uses; of more those go first that were used the longest time ago. What nobody used for so
    /// long is closed: firewalls and servers forget such a session without a word.
    SessionPool(
        OpenBackend open, std::size_t most, Nanoseconds longest_idle = std::chrono::minutes(5)
    );
    ~SessionPool();
    SessionPool(const SessionPool&) = delete;
    SessionPool& operator=(const SessionPool&) = delete;

    /// As OpenBackend. Waits for who has it at this moment; what a kept session was lost of before anything of an author
    /// was run in it is asked once more, over a new one.
    std::unique_ptr<Backend> take(const Target& target, std::vector<std::string>& notices);

    /// How targets are reached from now on; what is open stays.
    void reach_by(OpenBackend open);

    /// Closes what nobody used for too long.
    void close_unused();

    /// Closes what is kept of a target: it left, or is reached otherwise from now on.
    void close(const std::string& target);

    /// That are open, in use or not.
    std::size_t count() const;

private:
    struct Kept;
    class Lent;
    std::shared_ptr<Kept> kept_;
};

/// Opens by the pool, which is kept as long as it is used.
OpenBackend opener_by(std::shared_ptr<SessionPool> pool);

}  // namespace muster
