// How two version texts compare: every package manager has an order of its own, and Muster
// compares as the manager of the platform does, never as numbers or text of its own liking.

#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// Who decides how two versions compare. `dotted` is for platforms (`12` = `12.0`), `text` for
/// managers without a known order: there two versions are equal byte for byte, or incomparable.
enum class VersionOrder { dpkg, rpm, apk, pacman, dotted, pep440, semver, gem, text };

/// The word for an order in plans, messages and data files: its enumerator.
std::string_view name(VersionOrder order);

/// The order of that name; nothing when there is none.
std::optional<VersionOrder> version_order_named(std::string_view name);

/// Whether `text` is a version in that order. Blanks around it are not forgiven.
bool is_version(VersionOrder order, std::string_view text);

/// Why `text` is no version in that order, in lower case without a full stop
/// (`epoch is not a number`); empty when it is one. Unprintable bytes are escaped.
std::string why_not(VersionOrder order, std::string_view text);

/// The order of two versions, in linear time. `equivalent` texts may differ byte for byte
/// (dpkg: `1.0` and `0:1.0`). `unordered` when either is no version, and for different versions in
/// the order `text`.
std::partial_ordering compare_versions(
    VersionOrder order, std::string_view left, std::string_view right
);

}  // namespace muster
