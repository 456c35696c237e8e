#pragma once

// What every service manager can be asked, whatever it is: the seam between the words of `service(…)`
// and systemd, openrc, sysv, runit. A manager is one constant; service_manager.cpp lists them.

#include "framework/host/host.hpp"
#include "framework/host/task.hpp"
#include "framework/model/platform.hpp"
#include "framework/model/value.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// A service as the author named it.
struct ServiceName {
    std::string name;
    std::string user = {};  ///< whose manager is asked; empty: the system's
};

/// A manager's answers, by the attributes of `service(…)` (matchers/service.cpp says what each means).
struct ServiceManager {
    std::string_view name;  ///< as in `.under("systemd")`

    /// `absent` for a service that it does not know, `not_set` for what this one does not have. Throws
    /// CannotTell when it does not answer, NotAsked for what it has no notion of.
    Task<Value> (*ask)(Host& host, ServiceName service, std::string attribute);
    /// A property by its own name.
    Task<Value> (*property)(Host& host, ServiceName service, std::string property);
};

/// The manager called `under`, or what runs as PID 1; where that is no service manager, the one that
/// answers from unit files what would start at boot. Throws CannotTell when it is not known.
const ServiceManager& service_manager(
    const Platform& platform, const std::optional<std::string>& under
);

}  // namespace muster
