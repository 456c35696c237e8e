#pragma once

#include <mutex>
#include <ostream>
#include <string_view>

namespace muster {

/// What the loop says of itself, a line each, for who started it. To journald each line begins with its priority
/// (sd-daemon(3)); to a person with the time. Several threads at once.
class WatchLog {
public:
    enum class For { journal, person };
    WatchLog(std::ostream& to, For reader) : to_(to), reader_(reader) {}

    void information(std::string_view text) { say(informational, text); }
    void notice(std::string_view text) { say(noteworthy, text); }
    void warning(std::string_view text) { say(doubtful, text); }
    void error(std::string_view text) { say(erroneous, text); }

private:
    // The priorities of syslog(3).
    static constexpr int erroneous = 3;
    static constexpr int doubtful = 4;
    static constexpr int noteworthy = 5;
    static constexpr int informational = 6;

    void say(int priority, std::string_view text);

    std::mutex mutex_;
    std::ostream& to_;
    const For reader_;
};

/// Whether standard error is connected to journald ($JOURNAL_STREAM, systemd.exec(5)).
WatchLog::For reader_of_standard_error();

}  // namespace muster
