#pragma once

// The configuration of sudo as the target has it: /etc/sudoers and all that it includes.

#include "framework/host/host.hpp"
#include "framework/platform/sudoers/sudoers.hpp"

#include <string>
#include <vector>

namespace muster {

struct SudoersConfiguration {
    std::vector<std::string>
        files;         ///< in the order in which sudo reads them; none: there is no sudoers
    SudoersText text;  ///< of all of them, includes opened in place
};

/// For Host::once. Throws CannotTell where a file cannot be read, and where files include one another for ever.
Task<SudoersConfiguration> sudoers_configuration(Host& host);

}  // namespace muster
