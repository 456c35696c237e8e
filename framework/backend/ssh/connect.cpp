#include "framework/backend/ssh/connect.hpp"

#include "framework/backend/openssh/openssh_connection.hpp"
#include "framework/backend/ssh/ssh_connection.hpp"
#include "framework/backend/ssh/ssh_settings.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// The command line comes before ssh_config.
void overrule(SshSettings& settings, const SshOptions& options) {
    settings.host_key = options.host_key.value_or(settings.host_key);
    if (options.known_hosts.empty())
        return;
    settings.user_known_hosts = options.known_hosts;
    settings.global_known_hosts.clear();
}

SshOptions with_timeout_of(const SshSettings& settings, SshOptions options) {
    if (not options.connect_timeout and settings.connect_timeout)
        options.connect_timeout = std::chrono::seconds(*settings.connect_timeout);
    return options;
}

}  // namespace

std::unique_ptr<Connection> open_ssh(
    const SshUrl& url, const SshOptions& asked, const Notice& notice
) {
    auto settings = ssh_settings(url, asked.config);
    overrule(settings, asked);
    const auto options = with_timeout_of(settings, asked);
    if (url.by_system_client)
        return connect_by_openssh(url, options, settings.peer());
    const auto by_openssh = [&](const std::string& reason) {
        notice(fmt::format("{}: by the system's ssh: {}", settings.peer(), reason));
        return connect_by_openssh(url, options, settings.peer());
    };
    if (settings.needs_openssh)
        return by_openssh(*settings.needs_openssh);
    auto connected = connect_by_libssh2(settings, options, notice);
    if (const auto* needs = std::get_if<NeedsOpenssh>(&connected))
        return by_openssh(needs->reason);
    return std::get<std::unique_ptr<SshConnection>>(std::move(connected));
}

}  // namespace muster
