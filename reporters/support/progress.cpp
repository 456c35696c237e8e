#include "reporters/support/progress.hpp"

#include "framework/base/clock.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

constexpr auto between_draws = std::chrono::milliseconds(100);
constexpr auto worth_a_guess = std::chrono::seconds(2);
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

void Progress::target_begun() {
    const std::lock_guard lock(mutex_);
    ++begun_;
    draw();
}

void Progress::rows_judged(std::size_t more) {
    const std::lock_guard lock(mutex_);
    rows_ += more;
    draw();
}

void Progress::target_done(Target how) {
    const std::lock_guard lock(mutex_);
    ++done_;
    not_well_ += how == Target::not_well ? 1 : 0;
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
    auto text = line(now - started_);
    // The last column stays free: some terminals begin a new line there.
    text.resize(std::min(text.size(), columns_ > 1 ? columns_ - 1 : 0));
    to_ << to_line_start_and_clear << text << std::flush;
    visible_ = true;
}

std::string Progress::line(std::chrono::steady_clock::duration elapsed) const {
    auto text = fmt::format("{}/{} targets", done_, targets_);
    if (begun_ > done_)
        text += fmt::format(", {} running", begun_ - done_);
    if (not_well_ > 0)
        text += fmt::format(", {} not well", not_well_);
    text += fmt::format(", {} rows, {}", rows_, to_words(elapsed));
    // By what those took that are done: a guess, and none before there is something to guess by.
    const bool is_something = done_ >= 3 and done_ * 20 >= targets_ and elapsed >= worth_a_guess;
    if (is_something and done_ < targets_) {
        const auto left = elapsed / done_ * (targets_ - done_);
        text += fmt::format(", {} left", to_words(std::chrono::ceil<std::chrono::seconds>(left)));
    }
    return text;
}

}  // namespace muster
