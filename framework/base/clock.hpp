#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

using Nanoseconds = std::chrono::nanoseconds;
/// An instant in UTC, by the controller's clock or a recording's.
using Instant = std::chrono::sys_time<Nanoseconds>;

/// A moment by the clock of Unix, whoever says it: one beyond the years 1678 to 2261, which nobody can tell here, is the end
/// of them.
Instant instant_from_unix(std::int64_t seconds, std::int64_t nanoseconds = 0);

/// Where "now" comes from: the machine's clock, a recording's, a test's.
using Clock = Instant (*)();

Instant system_now();

/// "2026-07-01T12:00:00Z"; with a fraction when there is one.
std::string to_iso8601(Instant instant);

/// `2030-01-01`, `2030-01-01T08:30:00+09:00`, `…Z`, with an optional fraction (ISO 8601, RFC 3339).
/// Nothing for anything else, an hour without a zone above all.
std::optional<Instant> from_iso8601(std::string_view text);

/// "250 ms", "4 s", "3 min", "2 h", "4 days": for readers, rounded down to one unit.
std::string to_words(Nanoseconds duration);

/// `30s 5m 2h 30d 500ms`; nothing for anything else.
std::optional<Nanoseconds> duration_from(std::string_view text);

/// The moment by which something has to be over; by the steady clock.
class Deadline {
public:
    explicit Deadline(Nanoseconds from_now);

    static Deadline never();

    Nanoseconds left() const;  ///< 0 when it has passed
    bool passed() const { return left() == Nanoseconds::zero(); }
    int left_for_poll() const;  ///< milliseconds for poll(2), rounded up

    friend Deadline earlier(Deadline left, Deadline right);

private:
    explicit Deadline(std::chrono::steady_clock::time_point end) : end_(end) {}
    std::chrono::steady_clock::time_point end_;
};

}  // namespace muster
