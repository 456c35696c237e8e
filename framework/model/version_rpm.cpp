// Versions of rpm packages: [epoch:]version[-release], ordered as rpm-version(7) says.

#include "framework/model/version_rules.hpp"
#include "framework/model/version_text.hpp"

#include <algorithm>

namespace muster {

namespace {

using version_text::compare_leading_runs;
using version_text::compare_numbers;
using version_text::is_alphanumeric;
using version_text::split_epoch_version_release;
using version_text::take_while;
using version_text::why_no_epoch;
using version_text::why_not_only;

// rpm keeps the epoch as 32 bits without a sign.
constexpr std::string_view highest_epoch = "4294967295";

/// A version or a release: rpmbuild lets no other sign into them.
std::string why_no_part(std::string_view text, std::string_view part, std::string_view what) {
    if (auto reason = why_not_only(text, part, "._+~^"); not reason.empty())
        return reason;
    if (std::none_of(part.begin(), part.end(), is_alphanumeric))
        return std::string{what} + " has no digit and no letter";
    return {};
}

std::string why_not_rpm(std::string_view text) {
    const auto parts = split_epoch_version_release(text);
    if (parts.epoch) {
        if (auto reason = why_no_epoch(*parts.epoch, highest_epoch); not reason.empty())
            return reason;
    }
    if (auto reason = why_no_part(text, parts.version, "version"); not reason.empty())
        return reason;
    return parts.release ? why_no_part(text, *parts.release, "release") : std::string{};
}

bool is_separator(char c) {
    return not is_alphanumeric(c) and c != '~' and c != '^';
}

/// Decides when only one side goes on with `~`, which is before everything, even the end, or with
/// `^`, which is after the end, but before everything else. Equivalent when it does not decide.
std::weak_ordering compare_marks(std::string_view left, std::string_view right) {
    if (left.starts_with('~') != right.starts_with('~'))
        return right.starts_with('~') <=> left.starts_with('~');
    if (left.starts_with('^') == right.starts_with('^'))
        return std::weak_ordering::equivalent;
    if (left.empty() or right.empty())
        return right.empty() <=> left.empty();
    return right.starts_with('^') <=> left.starts_with('^');
}

std::weak_ordering compare_part(std::string_view left, std::string_view right) {
    while (not left.empty() or not right.empty()) {
        take_while(left, is_separator);
        take_while(right, is_separator);
        if (const auto order = compare_marks(left, right); std::is_neq(order))
            return order;
        if (left.empty() or right.empty())
            break;
        if (not is_alphanumeric(left.front())) {  // the same mark on both sides
            left.remove_prefix(1);
            right.remove_prefix(1);
            continue;
        }
        if (const auto order = compare_leading_runs(left, right); std::is_neq(order))
            return order;
    }
    return right.empty() <=> left.empty();
}

std::weak_ordering compare_rpm(std::string_view left, std::string_view right) {
    const auto a = split_epoch_version_release(left);
    const auto b = split_epoch_version_release(right);
    if (const auto order = compare_numbers(a.epoch.value_or("0"), b.epoch.value_or("0"));
        std::is_neq(order))
        return order;
    if (const auto order = compare_part(a.version, b.version); std::is_neq(order))
        return order;
    if (not a.release or not b.release)
        return std::weak_ordering::equivalent;
    return compare_part(*a.release, *b.release);
}

}  // namespace

const VersionRules rpm_version_rules{why_not_rpm, compare_rpm};

}  // namespace muster
