// The parts of a semantic version (https://semver.org, version 2.0.0), for its order and its ranges.

#pragma once

#include "framework/model/version_text.hpp"

#include <array>

namespace muster {

/// Views into the text that was read.
struct Semver {
    std::array<std::string_view, 3> numbers;  // major, minor, patch
    std::string_view pre_release;             // without its hyphen; empty: a release
};

/// Reads `-alpha.1+build`, both parts optional, and says what stands between `-` and `+`; nothing
/// where an identifier is empty or a number has a leading zero (the reader then stands there).
std::optional<std::string_view> read_semver_tail(version_text::Reader& reader);

/// The parts of a semantic version; the text must be one (`is_version`).
Semver semver_parts(std::string_view text);

}  // namespace muster
