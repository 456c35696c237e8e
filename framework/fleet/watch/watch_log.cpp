#include "framework/fleet/watch/watch_log.hpp"

#include "framework/base/clock.hpp"
#include "framework/base/display.hpp"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace muster {

void WatchLog::say(int priority, std::string_view text) {
    const auto line = printable(text);
    const std::lock_guard lock(mutex_);
    if (reader_ == For::journal)
        to_ << fmt::format("<{}>{}\n", priority, line) << std::flush;
    else
        to_ << fmt::format(
            "{} {}{}\n",
            to_iso8601(std::chrono::floor<std::chrono::seconds>(system_now())),
            priority <= doubtful ? "! " : "",
            line
        ) << std::flush;
}

WatchLog::For reader_of_standard_error() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets any
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat status {};
    if (stream == nullptr or ::fstat(STDERR_FILENO, &status) != 0)
        return WatchLog::For::person;
    const auto own = fmt::format("{}:{}", status.st_dev, status.st_ino);
    return own == stream ? WatchLog::For::journal : WatchLog::For::person;
}

}  // namespace muster
