#pragma once

#include "framework/model/platform.hpp"

#include <optional>
#include <string>

namespace muster {

/// What is remembered of targets that were asked before, so that a known one costs one exchange: its
/// platform, by its host key. It is checked in the first batch; a target that differs starts again.
class PlatformMemory {
public:
    /// Keeps one small file for each target in `folder`; an empty folder remembers nothing.
    explicit PlatformMemory(std::string folder) : folder_(std::move(folder)) {}

    std::optional<Platform> recall(const std::string& identity) const;
    /// A folder that cannot be written costs an exchange next time, and is no error.
    void remember(const std::string& identity, const Platform& platform) const;

private:
    std::string file_of(const std::string& identity) const;

    std::string folder_;
};

/// $XDG_CACHE_HOME/muster/targets, else ~/.cache/muster/targets.
std::string platform_memory_folder();

}  // namespace muster
