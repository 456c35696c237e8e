#pragma once

#include "framework/base/clock.hpp"
#include "framework/host/host.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace muster {

/// What an image tells a container engine of how to run it (OCI image specification, "Image Configuration").
struct ImageConfiguration {
    std::vector<std::pair<std::string, std::string>> environment;  ///< of one name the last counts
    std::vector<std::string> entrypoint;
    std::vector<std::string> command;
    std::vector<std::string> exposed_ports;  ///< `80/tcp`
    std::vector<std::string> volumes;
    std::vector<std::string>
        healthcheck;  ///< `CMD-SHELL` and a line, `CMD` and words; of none that runs nothing
    std::vector<std::pair<std::string, std::string>> labels;
    std::string user;               ///< as written
    std::string working_directory;  ///< as written
    std::string architecture;
    std::string digest;  ///< of the manifest
    std::optional<Instant> created;
    std::size_t layers = 0;
};

/// Of the JSON of an image, or of what an engine's `image inspect` says of one. Throws CannotTell where it is none.
ImageConfiguration parse_image_configuration(const ImageDescription& description);

/// Of the target; throws NotAsked where nothing describes it as an image. For Host::once.
Task<ImageConfiguration> image_configuration(Host& host);

}  // namespace muster
