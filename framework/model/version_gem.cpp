// Versions of Ruby gems, ordered as Gem::Version does: segments of digits or letters, where letters
// mark a pre-release (`1.0.a` < `1.0`) and a hyphen reads as `.pre.`.

#include "framework/model/version_rules.hpp"
#include "framework/model/version_text.hpp"

#include <vector>

namespace muster {

namespace {

using version_text::compare_numbers;
using version_text::is_alphanumeric;
using version_text::is_digit;
using version_text::is_letter;
using version_text::Reader;
using version_text::take_while;

std::string why_not_gem(std::string_view text) {
    Reader reader{text};
    if (reader.take_digits().empty())
        return reader.fault();
    bool hyphen = false;
    while (not reader.at_end()) {
        if (not hyphen and reader.take('-')) {
            hyphen = true;
        } else if (not reader.take('.')) {
            return reader.fault();
        }
        // Behind the first hyphen the segments may hold more of them.
        const auto segment =
            hyphen ? reader.take_while([](char c) { return is_alphanumeric(c) or c == '-'; })
                   : reader.take_while(is_alphanumeric);
        if (segment.empty())
            return reader.fault();
    }
    return {};
}

bool is_number(std::string_view segment) {
    return is_digit(segment.front());
}
bool is_zero(std::string_view segment) {
    return segment.find_first_not_of('0') == std::string_view::npos;
}

void drop_trailing_zeros(std::vector<std::string_view>& segments) {
    while (not segments.empty() and is_zero(segments.back()))
        segments.pop_back();
}

/// The segments that count: zeros before the first letters and at the end do not.
std::vector<std::string_view> segments_of(std::string_view text) {
    std::vector<std::string_view> segments;
    bool letters_seen = false;
    const auto add = [&](std::string_view segment) {
        if (not letters_seen and not is_number(segment)) {
            drop_trailing_zeros(segments);
            letters_seen = true;
        }
        segments.push_back(segment);
    };
    while (not text.empty()) {
        const char first = text.front();
        if (first == '-')
            add("pre");
        if (is_alphanumeric(first)) {
            add(take_while(text, is_digit(first) ? is_digit : is_letter));
        } else {
            text.remove_prefix(1);
        }
    }
    drop_trailing_zeros(segments);
    return segments;
}

std::weak_ordering compare_segments(std::string_view left, std::string_view right) {
    if (is_number(left) != is_number(right))
        return is_number(left) <=> is_number(right);  // letters are before numbers
    if (is_number(left))
        return compare_numbers(left, right);
    return left <=> right;
}

std::weak_ordering compare_gem(std::string_view left, std::string_view right) {
    const auto a = segments_of(left);
    const auto b = segments_of(right);
    for (std::size_t at = 0; at < a.size() or at < b.size(); ++at) {
        const auto left_segment = at < a.size() ? a[at] : "0";
        const auto right_segment = at < b.size() ? b[at] : "0";
        if (const auto order = compare_segments(left_segment, right_segment); std::is_neq(order))
            return order;
    }
    return std::weak_ordering::equivalent;
}

}  // namespace

const VersionRules gem_version_rules{why_not_gem, compare_gem};

}  // namespace muster
