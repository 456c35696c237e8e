#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace muster {

/// Reads a DNS message from front to end. What is not there is read as zeros, and the reader is not sound from
/// then on: one look at the end is enough. Names may point back, never forward nor to themselves, so no
/// message makes it loop.
class WireReader {
public:
    explicit WireReader(std::string_view message) : message_(message), end_(message.size()) {}

    bool is_sound() const { return is_sound_; }
    bool is_at_end() const { return at_ == end_; }
    std::size_t at() const { return at_; }

    std::uint8_t number8();
    std::uint16_t number16();
    std::uint32_t number32();
    std::string bytes(std::size_t count);
    /// All that is left.
    std::string rest() { return bytes(end_ - at_); }
    /// A length in one byte, then so many bytes (RFC 1035, <character-string>).
    std::string character_string() { return bytes(number8()); }
    /// A domain name in its one spelling (see domain_name_of).
    std::string name();

    /// A reader of the next `count` bytes, whose names may still point to what stands before them; this one
    /// goes on behind them.
    WireReader part(std::size_t count);

    /// What was read makes no sense: not sound, and nothing more is read.
    void fail();

private:
    std::string_view message_;
    std::size_t at_ = 0;
    std::size_t end_;
    bool is_sound_ = true;
};

}  // namespace muster
