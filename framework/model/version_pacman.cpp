// Versions of pacman packages: [epoch:]pkgver[-pkgrel], ordered as vercmp(8) does: segments as rpm
// of old, where neither `~` nor `^` is more than a separator.

#include "framework/model/version_rules.hpp"
#include "framework/model/version_text.hpp"

namespace muster {

namespace {

using version_text::compare_leading_runs;
using version_text::compare_numbers;
using version_text::is_alphanumeric;
using version_text::is_letter;
using version_text::not_allowed;
using version_text::Reader;
using version_text::split_epoch_version_release;
using version_text::take_while;

// PKGBUILD(5): pkgver holds no colon, slash, hyphen or blank; pkgrel is a number such as 2 or 2.1.
std::string why_not_pacman(std::string_view text) {
    const auto parts = split_epoch_version_release(text);
    if (parts.epoch and parts.epoch->empty())
        return "epoch is empty";
    if (parts.epoch and parts.epoch->find_first_not_of("0123456789") != std::string_view::npos)
        return "epoch is not a number";
    if (parts.version.empty())
        return "pkgver is empty";
    for (const char& c : parts.version) {
        if (c <= ' ' or c > '~' or c == ':' or c == '/' or c == '-')
            return not_allowed(text, static_cast<std::size_t>(&c - text.data()));
    }
    if (not parts.release)
        return {};
    Reader release{*parts.release};
    do {
        if (release.take_digits().empty())
            return "pkgrel is not a number";
    } while (release.take('.'));
    return release.at_end() ? std::string{} : "pkgrel is not a number";
}

bool is_separator(char c) {
    return not is_alphanumeric(c);
}

/// What is left over when the segments were equal: more letters are older than the end (`1.0a` is
/// a pre-release of `1.0`), anything else is newer.
std::weak_ordering compare_remains(std::string_view left, std::string_view right) {
    if (left.empty() and right.empty())
        return std::weak_ordering::equivalent;
    const bool left_letter = not left.empty() and is_letter(left.front());
    const bool right_letter = not right.empty() and is_letter(right.front());
    const bool less = left_letter or (left.empty() and not right_letter);
    return less ? std::weak_ordering::less : std::weak_ordering::greater;
}

std::weak_ordering compare_part(std::string_view left, std::string_view right) {
    while (not left.empty() and not right.empty()) {
        const auto left_separators = take_while(left, is_separator);
        const auto right_separators = take_while(right, is_separator);
        if (left.empty() or right.empty())
            break;
        if (left_separators.size() != right_separators.size())
            return left_separators.size() <=> right_separators.size();
        if (const auto order = compare_leading_runs(left, right); std::is_neq(order))
            return order;
    }
    return compare_remains(left, right);
}

std::weak_ordering compare_pacman(std::string_view left, std::string_view right) {
    const auto a = split_epoch_version_release(left);
    const auto b = split_epoch_version_release(right);
    if (const auto order = compare_numbers(a.epoch.value_or("0"), b.epoch.value_or("0"));
        std::is_neq(order))
        return order;
    // Equal bytes are equal whatever compare_part makes of a separator at the end.
    if (a.version != b.version) {
        if (const auto order = compare_part(a.version, b.version); std::is_neq(order))
            return order;
    }
    if (not a.release or not b.release)
        return std::weak_ordering::equivalent;
    return compare_part(*a.release, *b.release);
}

}  // namespace

const VersionRules pacman_version_rules{why_not_pacman, compare_pacman};

}  // namespace muster
