#pragma once

// The live line on a terminal while targets are asked: "3/12 targets, 4 running, 1 not well, 480 rows, 4 s, 12 s
// left".

#include <chrono>
#include <mutex>
#include <ostream>
#include <string>
#include <string_view>

namespace muster {

/// Whether the stream shows a line that can be drawn over.
enum class Terminal { no, yes };

/// Counts from any thread; writes nothing when there is no terminal. Drawn again at most ten times a
/// second, and never left behind: `erase` before anything else is printed there.
class Progress {
public:
    using SteadyClock = std::chrono::steady_clock::time_point (*)();

    Progress(
        std::ostream& to,
        Terminal terminal,
        std::size_t columns = 80,
        SteadyClock now = std::chrono::steady_clock::now
    );
    ~Progress() { erase(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void started(std::size_t targets);
    /// Somebody connects to it or asks it.
    void target_begun();
    void rows_judged(std::size_t more);
    /// Of one that is not well a row failed or could not be told, or it could not be reached.
    enum class Target { well, not_well };
    void target_done(Target how);
    /// Called now and then by whoever waits, so that the seconds go on.
    void tick();
    /// Says something where the line was.
    void say(std::string_view text);
    /// Takes the line off the screen; the next event draws it again.
    void erase();

private:
    // The lock is held.
    void draw();
    std::string line(std::chrono::steady_clock::duration elapsed) const;
    void take_off();

    std::ostream& to_;
    const Terminal terminal_;
    const std::size_t columns_;
    const SteadyClock now_;

    std::mutex mutex_;
    std::size_t targets_ = 0;
    std::size_t begun_ = 0;
    std::size_t done_ = 0;
    std::size_t not_well_ = 0;
    std::size_t rows_ = 0;
    std::chrono::steady_clock::time_point started_;
    std::chrono::steady_clock::time_point next_draw_;
    bool visible_ = false;
};

}  // namespace muster
