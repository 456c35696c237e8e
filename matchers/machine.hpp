#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct Machine : Subject {
    explicit Machine(Subject subject) : Subject(subject) {}

    Text distribution{*this, "distribution"};
    Text family{*this, "family"};
    Version version{*this, "version"};
    Text codename{*this, "codename"};
    Text pretty_name{*this, "pretty_name"};
    Text kernel{*this, "kernel"};
    Text arch{*this, "arch"};
    Text init{*this, "init"};
    Text hostname{*this, "hostname"};
    Text fqdn{*this, "fqdn"};
    Text domain{*this, "domain"};
    Text static_hostname{*this, "static_hostname"};
    Text timezone{*this, "timezone"};
    Text locale{*this, "locale"};
    Flag clock_synchronised{*this, "clock_synchronised"};
    Number clock_offset{*this, "clock_offset"};
    List time_servers{*this, "time_servers"};
    Text time_service{*this, "time_service"};
    Time boot_time{*this, "boot_time"};
    Number uptime{*this, "uptime"};
    Flag reboot_required{*this, "reboot_required"};
    Number memory{*this, "memory"};
    Number swap{*this, "swap"};
    Number swap_free{*this, "swap_free"};
    Number cpus{*this, "cpus"};
    Number load{*this, "load"};
    Text virtualization{*this, "virtualization"};
    Text manufacturer{*this, "manufacturer"};
    Text model{*this, "model"};
    Text serial{*this, "serial"};
    Flag fips{*this, "fips"};
    Flag secure_boot{*this, "secure_boot"};
    Text crypto_policy{*this, "crypto_policy"};
};

/// The host as a whole; a body that must know before anything is asked reads `target()`.
inline Machine machine() {
    return Machine(Subject("machine", {}));
}

}  // namespace muster::dsl
