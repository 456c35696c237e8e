// What each manager knows of its versions: one pair of functions each, one file each
// (version_dpkg.cpp, version_rpm.cpp, ...). version_order.cpp is the only caller.

#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace muster {

struct VersionRules {
    /// Why the text is no version; empty when it is one.
    std::string (*why_not)(std::string_view text);
    /// Called with versions only. Weak: equivalent versions may be spelt differently.
    std::weak_ordering (*compare)(std::string_view left, std::string_view right);
};

extern const VersionRules dpkg_version_rules;
extern const VersionRules rpm_version_rules;
extern const VersionRules apk_version_rules;
extern const VersionRules pacman_version_rules;
extern const VersionRules dotted_version_rules;
extern const VersionRules pep440_version_rules;
extern const VersionRules semver_version_rules;
extern const VersionRules gem_version_rules;

}  // namespace muster
