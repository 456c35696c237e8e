#pragma once

#include "framework/host/question.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// What stat(1) of GNU or busybox prints by the format of the prelude, five lines a file: numbers, two
/// times, two names, the path. One entry a path, in order; empty where stat printed none. Nothing at all
/// when the text is not what we asked for.
std::optional<std::vector<std::optional<FileStatus>>> file_statuses_from(
    std::string_view text, std::span<const std::string> paths
);

}  // namespace muster
