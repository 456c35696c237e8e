#pragma once

// Takes one stream of a lane apart: bytes between lines of ours. Such a line begins with the lane's
// random mark and says to which answer the bytes before it belong; whatever else the target writes, NUL
// bytes and texts that look like a mark too, are bytes.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// What came before one of our lines, and what that line said.
struct Section {
    std::string bytes;
    bool too_large = false;  ///< `bytes` is not all: there were more than the limit
    std::string words;       ///< "7 end 0"
};

class FrameDecoder {
public:
    explicit FrameDecoder(const std::string& mark) : start_("\n" + mark + " ") {}

    /// How many bytes a section may have from now on; more are counted and forgotten.
    void allow(std::uint64_t bytes) { limit_ = bytes; }

    /// The bytes in the order in which they came, in pieces of any size.
    void feed(std::string_view bytes);

    /// The oldest section that is complete and was not taken yet.
    std::optional<Section> take();

    /// What has come of the section that is not complete; it may hold the beginning of a line of ours.
    std::string_view open_section() const { return pending_; }
    bool is_too_large() const { return too_large_; }

    /// Whether a line of ours was not one: nothing after it can be trusted.
    bool is_garbled() const { return garbled_; }

private:
    bool take_frame();
    void forget_beyond_limit();

    std::string start_;
    std::uint64_t limit_ = 64UL * 1024;
    std::string pending_;
    std::size_t searched_ = 0;  // no frame starts in pending_ before this
    bool too_large_ = false;
    bool garbled_ = false;
    std::deque<Section> complete_;
};

}  // namespace muster
