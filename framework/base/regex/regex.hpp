#pragma once

// Regular expressions in linear time. The only folder that knows RE2.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// An unanchored search: `^` and `$` at line ends, `.` is not a newline, `\A` and `\z` for the whole,
/// `(?i)` and `(?s)` as usual. Bytes that are no UTF-8 are read as Latin-1 (RESOURCES 2.2).
class Regex {
public:
    /// Throws Broken with the reason when `pattern` is no regular expression.
    explicit Regex(std::string_view pattern);
    ~Regex();
    Regex(Regex&&) noexcept;
    Regex& operator=(Regex&&) noexcept;

    bool found_in(std::string_view text) const;
    /// The byte at which the first match begins.
    std::optional<std::size_t> first_match_in(std::string_view text) const;

    /// The first group of the first match (the whole match, if there is no group); nothing if there is
    /// no match or the group took no part in it.
    std::optional<std::string> captured_from(std::string_view text) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace muster
