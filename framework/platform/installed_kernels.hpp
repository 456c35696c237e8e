#pragma once

// Kernels that are installed, and whether the next boot would bring a newer one than runs.

#include "framework/host/host.hpp"
#include "framework/host/task.hpp"

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Releases as `uname -r` prints them. What a package installed has modules.builtin; a folder of /lib/modules
/// without it is what a removed kernel left behind.
Task<std::vector<std::string>> installed_kernels(Host& host);

/// Numbers by value, letters by bytes, signs only separate: 6.1.0-9-amd64 is before 6.1.0-18-amd64.
std::weak_ordering compare_kernels(std::string_view left, std::string_view right);

/// The newest of them; nothing when there are none.
std::optional<std::string> newest_kernel(const std::vector<std::string>& installed);

/// The newest of them that is of the same make as `running` (`-cloud-amd64`, `-lts`) and newer; another make is
/// no newer one, whatever its number.
std::optional<std::string> newer_kernel(
    const std::string& running, const std::vector<std::string>& installed
);

}  // namespace muster
