#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace muster {

namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

/// Number of bytes of the UTF-8 character that `bytes` begins with; 0 if it is malformed.
/// RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF.
std::size_t utf8_length(std::string_view bytes) {
    const auto first = static_cast<unsigned char>(bytes[0]);
    if (first < 0x80)
        return 1;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 or first > 0xF4 or bytes.size() < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((static_cast<unsigned char>(bytes[i]) & 0xC0) != 0x80)
            return 0;
    const auto second = static_cast<unsigned char>(bytes[1]);
    const bool overlong = (first == 0xE0 and second < 0xA0) or (first == 0xF0 and second < 0x90);
    const bool outside = (first == 0xED and second > 0x9F) or (first == 0xF4 and second > 0x8F);
    return overlong or outside ? 0 : length;
}

/// Optimal string alignment distance: insert, delete, replace, swap neighbours.
std::size_t distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> before(right.size() + 1);
    std::vector<std::size_t> above(right.size() + 1);
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t j = 0; j <= right.size(); ++j)
        above[j] = j;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t change = left[i - 1] == right[j - 1] ? 0 : 1;
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
            const bool swapped =
                i > 1 and j > 1 and left[i - 1] == right[j - 2] and left[i - 2] == right[j - 1];
            if (swapped)
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(above);
        above.swap(row);
    }
    return above[right.size()];
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> pieces;
    while (true) {
        const auto end = text.find(separator);
        pieces.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return pieces;
        text.remove_prefix(end + 1);
    }
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (true) {
        const auto first = text.find_first_not_of(blanks);
        if (first == std::string_view::npos)
            return words;
        text.remove_prefix(first);
        const auto end = std::min(text.find_first_of(blanks), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

std::vector<std::string_view> lines_of(std::string_view text) {
    if (text.empty())
        return {};
    if (text.back() == '\n')
        text.remove_suffix(1);
    return split(text, '\n');
}

std::string join(std::span<const std::string> pieces, std::string_view between) {
    std::string whole;
    for (const auto& piece : pieces) {
        if (&piece != pieces.data())
            whole += between;
        whole += piece;
    }
    return whole;
}

std::string squeezed(std::string_view text) {
    std::string whole;
    for (const auto word : words_of(text)) {
        if (not whole.empty())
            whole += ' ';
        whole += word;
    }
    return whole;
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (auto& letter : lower)
        if (letter >= 'A' and letter <= 'Z')
            letter = static_cast<char>(letter - 'A' + 'a');
    return lower;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} or rest != end)
        return std::nullopt;
    return number;
}

std::optional<unsigned> octal_number(std::string_view text) {
    unsigned number = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number, 8);
    if (error != std::errc{} or rest != end)
        return std::nullopt;
    return number;
}

bool is_utf8(std::string_view bytes) {
    while (not bytes.empty()) {
        const auto length = utf8_length(bytes);
        if (length == 0)
            return false;
        bytes.remove_prefix(length);
    }
    return true;
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> known) {
    constexpr std::size_t longest = 64;  // names are short; a longer word is no slip of a key
    if (word.empty() or word.size() > longest)
        return std::nullopt;
    std::optional<std::string> best;
    auto least = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const auto& candidate : known) {
        const auto found = distance(lower_case(word), lower_case(candidate));
        if (found < least) {
            least = found;
            best = candidate;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> known) {
    const auto best = nearest(word, known);
    return best ? fmt::format("; did you mean \"{}\"?", *best) : std::string();
}

}  // namespace muster
