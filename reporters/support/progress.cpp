#include "reporters/support/progress.hpp"

#include "framework/base/clock.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

constexpr auto between_draws = std::chrono::milliseconds(100);
constexpr std::string_view to_line_start_and_clear = "\r\x1b[K";  // ECMA-48, "EL"

}  // namespace

Progress::Progress(std::ostream& to, Terminal terminal, std::size_t columns, SteadyClock now)
    : to_(to),
      terminal_(terminal),
      columns_(columns),
      now_(now),
      started_(now()),
      next_draw_(started_) {}

void Progress::started(std::size_t targets) {
    const std::lock_guard lock(mutex_);
    targets_ = targets;
    draw();
}

void Progress::rows_judged(std::size_t more) {
    const std::lock_guard lock(mutex_);
    rows_ += more;
    draw();
}

void Progress::target_done() {
    const std::lock_guard lock(mutex_);
    ++done_;
    draw();
}

void Progress::tick() {
    const std::lock_guard lock(mutex_);
    draw();
}

void Progress::say(std::string_view text) {
    const std::lock_guard lock(mutex_);
    take_off();
    to_ << text << std::flush;
}

void Progress::erase() {
    const std::lock_guard lock(mutex_);
    take_off();
}

void Progress::take_off() {
    if (visible_)
        to_ << to_line_start_and_clear << std::flush;
    visible_ = false;
}

void Progress::draw() {
    const auto now = now_();
    if (terminal_ == Terminal::no or targets_ == 0 or now < next_draw_)
        return;
    next_draw_ = now + between_draws;
    auto line =
        fmt::format("{}/{} targets, {} rows, {}", done_, targets_, rows_, to_words(now - started_));
    // The last column stays free: some terminals begin a new line there.
    line.resize(std::min(line.size(), columns_ > 1 ? columns_ - 1 : 0));
    to_ << to_line_start_and_clear << line << std::flush;
    visible_ = true;
}

}  // namespace muster
