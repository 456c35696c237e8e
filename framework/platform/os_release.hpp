#pragma once

// The file by which a Linux system says what it is (os-release(5)).

#include <map>
#include <string>
#include <string_view>

namespace muster {

/// `KEY=value` lines as a shell would assign them: quotes and backslashes undone, comments left out. A
/// line that assigns nothing is passed over; of a key that occurs twice the last counts.
std::map<std::string, std::string> os_release_fields(std::string_view text);

/// What a distribution descends from: the first word of `id`, then of the list `id_like`, that is a
/// family we know ("debian", "rhel", "suse", "alpine", "arch" …). One that descends from none of them
/// is a family of its own; empty when `id` is.
std::string family_of(std::string_view id, std::string_view id_like);

}  // namespace muster
