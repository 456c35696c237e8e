#include "framework/model/version_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster::version_text {

namespace {

std::string_view without_leading_zeros(std::string_view digits) {
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    return digits;
}

}  // namespace

std::strong_ordering compare_numbers(std::string_view left, std::string_view right) {
    left = without_leading_zeros(left);
    right = without_leading_zeros(right);
    if (left.size() != right.size())
        return left.size() <=> right.size();
    return left <=> right;
}

std::string_view take_while(std::string_view& text, bool (*fits)(char)) {
    const auto* end = std::find_if_not(text.begin(), text.end(), fits);
    const auto taken = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(taken.size());
    return taken;
}

std::weak_ordering compare_leading_runs(std::string_view& left, std::string_view& right) {
    const bool number = is_digit(left.front());
    const auto left_run = take_while(left, number ? is_digit : is_letter);
    const auto right_run = take_while(right, number ? is_digit : is_letter);
    if (right_run.empty())  // runs of two kinds
        return number ? std::weak_ordering::greater : std::weak_ordering::less;
    return number ? compare_numbers(left_run, right_run) : left_run <=> right_run;
}

std::string not_allowed(std::string_view text, std::size_t position) {
    if (position >= text.size())
        return "it ends too early";
    const char byte = text[position];
    const bool printable = byte >= ' ' and byte <= '~' and byte != '"' and byte != '\\';
    const std::string shown =
        printable ? std::string{byte} : fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    return fmt::format("\"{}\" is not allowed at column {}", shown, position + 1);
}

EpochVersionRelease split_epoch_version_release(std::string_view text) {
    EpochVersionRelease parts;
    if (const auto colon = text.find(':'); colon != std::string_view::npos) {
        parts.epoch = text.substr(0, colon);
        text.remove_prefix(colon + 1);
    }
    if (const auto hyphen = text.rfind('-'); hyphen != std::string_view::npos) {
        parts.release = text.substr(hyphen + 1);
        text = text.substr(0, hyphen);
    }
    parts.version = text;
    return parts;
}

std::string why_not_only(std::string_view text, std::string_view part, std::string_view signs) {
    for (const char& byte : part) {
        if (not is_alphanumeric(byte) and signs.find(byte) == std::string_view::npos)
            return not_allowed(text, static_cast<std::size_t>(&byte - text.data()));
    }
    return {};
}

std::string why_no_epoch(std::string_view digits, std::string_view highest) {
    if (digits.empty())
        return "epoch is empty";
    if (not std::all_of(digits.begin(), digits.end(), is_digit))
        return "epoch is not a number";
    if (std::is_gt(compare_numbers(digits, highest)))
        return fmt::format("epoch is above {}", highest);
    return {};
}

bool Reader::take(char c) {
    if (not rest_.starts_with(c))
        return false;
    rest_.remove_prefix(1);
    return true;
}

bool Reader::take(std::string_view word) {
    if (not rest_.starts_with(word))
        return false;
    rest_.remove_prefix(word.size());
    return true;
}

}  // namespace muster::version_text
