#pragma once

// What every service manager can be asked, whatever it is: the seam between the words of `service(…)`
// and systemd, openrc, sysv, runit … A manager is one constant; service_manager.cpp lists them.

#include "framework/host/host.hpp"
#include "framework/host/task.hpp"
#include "framework/model/platform.hpp"
#include "framework/model/value.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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
    /// The names of all services that it knows and that fit a pattern, as they are asked for one by one.
    Task<std::vector<std::string>> (*all)(Host& host, ServiceName pattern);
    /// A property by its own name; nullptr where services have none.
    Task<Value> (*property)(Host& host, ServiceName service, std::string property) = nullptr;
    bool serves_users = false;  ///< a user may have a manager of her own
};

/// The manager called `under`, or what runs as PID 1; where that is no service manager, and for systemd in an image, the
/// one that answers from unit files what would start at boot. Throws CannotTell when it is not known.
const ServiceManager& service_manager(const Host& host, const std::optional<std::string>& under);

// --- for those who write one ---------------------------------------------------------------------

struct ServiceAttribute {
    std::string_view name;
    Task<Value> (*read)(Host& host, std::string service);
};

/// Reads one of these attributes; throws NotAsked for any other: "sysv has no restarts".
Task<Value> ask_one_of(
    Host& host,
    std::span<const ServiceAttribute> attributes,
    std::string_view manager,
    std::string service,
    std::string_view attribute
);

/// "sysv has no restarts".
NotAsked has_no(std::string_view manager, std::string_view attribute);

/// Those of `names` that fit a pattern (`* ? […]` as in sh) and of which `manager` says that they exist.
Task<std::vector<std::string>> existing_services(
    Host& host, const ServiceManager* manager, std::vector<std::string> names, std::string pattern
);

bool fits_pattern(const std::string& pattern, const std::string& name);

/// A flag that says why, where it is false.
Value flag_with_reason(bool yes, std::string reason);

/// `enabled` as a word, for managers that have no finer ones: "enabled", "disabled".
Value enablement_word(const Value& enabled);

}  // namespace muster
