// Versions of Debian packages: [epoch:]upstream[-revision], ordered as deb-version(7) says.
//
// Only what dpkg accepts without a warning is a version. It compares others too, but refuses to
// install a package whose version does not begin with a digit or holds other signs.

#include "framework/model/version_rules.hpp"
#include "framework/model/version_text.hpp"

namespace muster {

namespace {

using version_text::compare_numbers;
using version_text::is_digit;
using version_text::is_letter;
using version_text::split_epoch_version_release;
using version_text::take_while;
using version_text::why_no_epoch;
using version_text::why_not_only;

// dpkg keeps the epoch in an int.
constexpr std::string_view highest_epoch = "2147483647";

std::string why_not_dpkg(std::string_view text) {
    const auto parts = split_epoch_version_release(text);
    if (parts.epoch) {
        if (auto reason = why_no_epoch(*parts.epoch, highest_epoch); not reason.empty())
            return reason;
    }
    if (parts.version.empty())
        return "upstream version is empty";
    if (parts.release and parts.release->empty())
        return "revision is empty";
    if (not is_digit(parts.version.front()))
        return "upstream version does not begin with a digit";
    // A colon may only stand in an upstream version behind an epoch: the first one ends the epoch.
    if (auto reason = why_not_only(text, parts.version, ".-+~:"); not reason.empty())
        return reason;
    return why_not_only(text, parts.release.value_or(""), ".+~");
}

/// Where the sign at `at` stands: `~`, then the end (or a digit), then letters, then other signs.
int weight(std::string_view part, std::size_t at) {
    if (at >= part.size() or is_digit(part[at]))
        return 0;
    if (part[at] == '~')
        return -1;
    return is_letter(part[at]) ? part[at] : part[at] + 256;
}

bool is_sign(std::string_view part, std::size_t at) {
    return at < part.size() and not is_digit(part[at]);
}

std::string_view number_at(std::string_view part, std::size_t& at) {
    std::string_view rest = part.substr(at);
    const std::string_view digits = take_while(rest, is_digit);
    at += digits.size();
    return digits;
}

/// An upstream version or a revision: signs one by one, then digits as a number, and again.
std::weak_ordering compare_part(std::string_view left, std::string_view right) {
    std::size_t l = 0;
    std::size_t r = 0;
    while (l < left.size() or r < right.size()) {
        for (; is_sign(left, l) or is_sign(right, r); ++l, ++r) {
            if (const int a = weight(left, l), b = weight(right, r); a != b)
                return a <=> b;
        }
        const auto left_number = number_at(left, l);
        const auto right_number = number_at(right, r);
        if (const auto order = compare_numbers(left_number, right_number); std::is_neq(order))
            return order;
    }
    return std::weak_ordering::equivalent;
}

std::weak_ordering compare_dpkg(std::string_view left, std::string_view right) {
    const auto a = split_epoch_version_release(left);
    const auto b = split_epoch_version_release(right);
    if (const auto order = compare_numbers(a.epoch.value_or("0"), b.epoch.value_or("0"));
        std::is_neq(order))
        return order;
    if (const auto order = compare_part(a.version, b.version); std::is_neq(order))
        return order;
    return compare_part(a.release.value_or("0"), b.release.value_or("0"));
}

}  // namespace

const VersionRules dpkg_version_rules{why_not_dpkg, compare_dpkg};

}  // namespace muster
