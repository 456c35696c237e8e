// The pieces all version grammars are made of: digit runs of any length, ASCII letters, a reader.
// Nothing here looks at the locale.

#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace muster::version_text {

constexpr bool is_digit(char c) {
    return c >= '0' and c <= '9';
}
constexpr bool is_letter(char c) {
    return (c >= 'a' and c <= 'z') or (c >= 'A' and c <= 'Z');
}
constexpr bool is_alphanumeric(char c) {
    return is_digit(c) or is_letter(c);
}

/// Two runs of digits as numbers, whatever their length; leading zeros do not count and an empty
/// run is 0.
std::strong_ordering compare_numbers(std::string_view left, std::string_view right);

/// The leading characters of `text` that fit; `text` goes on behind them.
std::string_view take_while(std::string_view& text, bool (*fits)(char));

/// Takes the leading run of digits or letters from both and compares them as rpm and pacman do:
/// numbers by value, letters by bytes, digits newer than letters. Both begin with one of these.
std::weak_ordering compare_leading_runs(std::string_view& left, std::string_view& right);

/// `"_" is not allowed at column 4`: the byte of `text` at `position`, unprintable ones escaped.
/// At the end of the text: `it ends too early`.
std::string not_allowed(std::string_view text, std::size_t position);

/// A version cut at its first `:` and its last `-`, as dpkg, rpm and pacman do. Views into the text.
struct EpochVersionRelease {
    std::optional<std::string_view> epoch;
    std::string_view version;
    std::optional<std::string_view> release;
};
EpochVersionRelease split_epoch_version_release(std::string_view text);

/// Why `part`, a view into `text`, holds more than ASCII letters, digits and `signs`; empty when not.
std::string why_not_only(std::string_view text, std::string_view part, std::string_view signs);

/// Why these digits are no epoch up to `highest`; empty when they are one.
std::string why_no_epoch(std::string_view digits, std::string_view highest);

/// Reads a text from left to right. Every call takes what it names, or takes nothing.
class Reader {
public:
    explicit Reader(std::string_view text) : text_{text}, rest_{text} {}

    bool at_end() const { return rest_.empty(); }
    bool before(char c) const { return rest_.starts_with(c); }
    bool before_digit() const { return not rest_.empty() and is_digit(rest_.front()); }
    std::size_t position() const { return text_.size() - rest_.size(); }
    std::string_view rest() const { return rest_; }

    bool take(char c);
    bool take(std::string_view word);
    std::string_view take_while(bool (*fits)(char)) {
        return version_text::take_while(rest_, fits);
    }
    std::string_view take_digits() { return take_while(is_digit); }

    /// What is wrong with the byte this reader stands before.
    std::string fault() const { return not_allowed(text_, position()); }

private:
    std::string_view text_;
    std::string_view rest_;
};

}  // namespace muster::version_text
