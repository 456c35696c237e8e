#pragma once

// Who keeps the clock right, and by which servers: from what is installed and configured.

#include "framework/host/host.hpp"
#include "framework/host/task.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// "chrony", "ntpd", "ntpsec", "openntpd", "timesyncd" or "busybox": the one that is installed, of several the
/// one that systemd starts. Nothing where none is. Throws CannotTell when it is not clear which of them it is.
Task<std::optional<std::string>> time_service(Host& host);

/// Servers and pools by name, as they are configured for that service; nothing without a service. What is
/// compiled into timesyncd is not configured.
Task<std::optional<std::vector<std::string>>> time_servers(Host& host);

// --- how configurations are read ------------------------------------------------------------------

/// chrony.conf(5): servers, and where more of it is.
struct ChronyFile {
    std::vector<std::string> servers;
    std::vector<std::string> patterns;  ///< of files to be read, too
};
ChronyFile parse_chrony(std::string_view text);

/// ntp.conf(5): server, pool and peer, but for clocks of the machine itself (127.127.*).
std::vector<std::string> servers_from_ntp(std::string_view text);

/// ntpd.conf(5) of OpenNTPD: server and servers.
std::vector<std::string> servers_from_openntpd(std::string_view text);

/// timesyncd.conf(5): main file and drop-ins in their order; FallbackNTP only where NTP is empty.
std::vector<std::string> servers_from_timesyncd(const std::vector<std::string>& texts);

/// /etc/conf.d/ntpd of busybox: the `-p` of NTPD_OPTS.
std::vector<std::string> servers_from_busybox(std::string_view text);

}  // namespace muster
