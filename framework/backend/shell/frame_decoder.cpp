#include "framework/backend/shell/frame_decoder.hpp"

#include <algorithm>
#include <utility>

namespace muster {

namespace {

/// The longest line that the prelude writes is far shorter.
constexpr std::size_t longest_words = 200;

/// Sections that nobody takes: a target that sends one line of ours after the other.
constexpr std::size_t most_sections = 1'000'000;

/// From here on copying the bytes of a section costs more than the room that it leaves unused.
constexpr std::size_t worth_keeping = 1UL << 20;

bool are_words(std::string_view text) {
    return std::ranges::all_of(text, [](char letter) {
        return (letter >= 'a' and letter <= 'z') or (letter >= '0' and letter <= '9')
               or letter == ' ';
    });
}

}  // namespace

void FrameDecoder::feed(std::string_view bytes) {
    if (garbled_)
        return;
    pending_ += bytes;
    while (take_frame())
        ;
    forget_beyond_limit();
}

/// Moves one complete section from the pending bytes to the complete ones.
bool FrameDecoder::take_frame() {
    const auto at = pending_.find(start_, searched_);
    if (at == std::string::npos) {
        searched_ = pending_.size() - std::min(pending_.size(), start_.size() - 1);
        return false;
    }
    searched_ = at;
    const auto words_at = at + start_.size();
    const auto end = pending_.find('\n', words_at);
    const auto words = std::string_view(pending_).substr(
        words_at, end == std::string::npos ? end : end - words_at
    );
    garbled_ =
        words.size() > longest_words or not are_words(words) or complete_.size() >= most_sections;
    if (garbled_ or end == std::string::npos)
        return false;
    auto& section = complete_.emplace_back();
    section.words = words;
    section.too_large = std::exchange(too_large_, false) or at > limit_;
    searched_ = 0;
    if (at < worth_keeping) {
        section.bytes = pending_.substr(0, std::min<std::uint64_t>(at, limit_));
        pending_.erase(0, end + 1);
        return true;
    }
    // A large section stays where it is; what is behind it is small.
    auto rest = pending_.substr(end + 1);
    pending_.resize(std::min<std::uint64_t>(at, limit_));
    section.bytes = std::exchange(pending_, std::move(rest));
    return true;
}

/// Keeps the tail, where a line of ours may have begun.
void FrameDecoder::forget_beyond_limit() {
    if (searched_ <= limit_)
        return;
    too_large_ = true;
    pending_.erase(limit_, searched_ - limit_);
    searched_ = limit_;
}

std::optional<Section> FrameDecoder::take() {
    if (complete_.empty())
        return std::nullopt;
    auto section = std::move(complete_.front());
    complete_.pop_front();
    return section;
}

}  // namespace muster
