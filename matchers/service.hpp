#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct Service : Subject {
    explicit Service(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    Flag valid{*this, "valid"};
    Flag running{*this, "running"};
    Flag enabled{*this, "enabled"};
    Text enablement{*this, "enablement"};
    Flag masked{*this, "masked"};
    Flag failed{*this, "failed"};
    Text state{*this, "state"};
    Text substate{*this, "substate"};
    Number main_pid{*this, "main_pid"};
    Number restarts{*this, "restarts"};
    Time started{*this, "started"};
    Text user{*this, "user"};
    Text unit_file{*this, "unit_file"};
    List drop_ins{*this, "drop_ins"};
    Flag needs_reload{*this, "needs_reload"};
    List wanted_by{*this, "wanted_by"};
    List runlevels{*this, "runlevels"};
    Number memory{*this, "memory"};
    Number tasks{*this, "tasks"};

    /// Any property of `systemctl show`; other managers have none.
    Scalar property(Word name) const { return {*this, "property", {name}}; }
    /// Whether "monit" or "supervisor" watches over it, there by the same name or by `name`.
    Flag monitored_by(Word tool) const { return {*this, "monitored_by", {tool}}; }
    Flag monitored_by(Word tool, Word name) const { return {*this, "monitored_by", {tool, name}}; }

    /// Asks this service manager, whatever runs as PID 1.
    Service under(Word manager) const { return Service(narrowed("under", {manager})); }
    /// Asks the user's own `systemd --user`.
    Service of_user(Word name) const { return Service(narrowed("of_user", {name})); }
};

struct Services : Plural<Services> {
    explicit Services(Subject subject) : Plural(subject) {}

    /// Asks this service manager, whatever runs as PID 1.
    Services under(Word manager) const { return Services(narrowed("under", {manager})); }
    /// Asks the user's own `systemd --user`.
    Services of_user(Word name) const { return Services(narrowed("of_user", {name})); }
};

/// A unit or an init script; `nginx` means `nginx.service`, any other suffix is kept.
inline Service service(Word name) {
    return Service(Subject("service", {name}));
}

/// All services that the service manager knows, or those whose names fit a pattern: `services("php*-fpm")`.
inline Services services() {
    return Services(Subject("services", {}));
}
inline Services services(Word pattern) {
    return Services(Subject("services", {pattern}));
}

}  // namespace muster::dsl
