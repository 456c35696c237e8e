#pragma once

// What the files of systemd say would start at boot: for a host where no service manager runs (a plain
// container), for an image, and for templates, which systemd never loads. The rules are those of `systemctl
// is-enabled` without a manager; for a service without a unit file, the links of its SysV script; for an image whose
// next boot is its first, presets.
//
// Not read are generators' output, and [Install] sections in drop-ins.

#include "framework/platform/service_manager.hpp"

namespace muster {

/// Answers what is configured; anything else is not asked: "no service manager runs here".
extern const ServiceManager no_service_manager;

/// The same for a template on a host where systemd runs; of its state there is none.
Task<Value> template_attribute(Host& host, std::string unit, std::string attribute);

/// The lists of a unit file's [Install] section, comments and folded lines undone.
struct InstallSection {
    bool wanted = false;  ///< WantedBy, RequiredBy or UpheldBy names a unit
    std::vector<std::string> aliases;
    std::vector<std::string> also;
    std::string default_instance;
};
InstallSection parse_install(std::string_view unit_file);

}  // namespace muster
