#include "framework/backend/ssh/connect.hpp"

#include "framework/backend/openssh/openssh_connection.hpp"
#include "framework/backend/ssh/back_off.hpp"
#include "framework/backend/ssh/ssh_connection.hpp"
#include "framework/backend/ssh/ssh_settings.hpp"
#include "framework/backend/ssh/verify_host_key.hpp"

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

/// What the system's ssh believed for this run, it told nobody.
void tell_new_keys(
    const SshSettings& settings, const SshOptions& options, const TellNotice& notice
) {
    if (options.host_key != HostKeyPolicy::this_run or not options.host_keys.empty())
        return;
    const auto known = KnownHost::read(options.known_hosts, settings.known_as, settings.known_port);
    for (const auto& key : known.keys())
        notice(believed_for_this_run(known.name(), key));
}

SshOptions with_timeout_of(const SshSettings& settings, SshOptions options) {
    if (not options.connect_timeout and settings.connect_timeout)
        options.connect_timeout = std::chrono::seconds(*settings.connect_timeout);
    return options;
}

/// Of a server that turns us away ssh says the same as of a program on the way that ends: only without one is it sure who
/// hung up.
std::unique_ptr<Connection> start_system_client(
    const SshUrl& url, const SshSettings& settings, const SshOptions& options
) {
    const auto attempt = [&] { return connect_by_openssh(url, options, settings.peer()); };
    const bool is_straight = settings.proxy_jump.empty() and not settings.by_proxy_command;
    return is_straight ? with_back_off(options.deadline, attempt) : attempt();
}

}  // namespace

std::unique_ptr<Connection> open_ssh(
    const SshUrl& url, const SshOptions& asked, const TellNotice& notice
) {
    auto settings = ssh_settings(url, asked.config);
    overrule(settings, asked);
    const auto options = with_timeout_of(settings, asked);
    const auto by_system_client = [&] {
        auto connection = start_system_client(url, settings, options);
        tell_new_keys(settings, options, notice);
        return connection;
    };
    if (url.by_system_client)
        return by_system_client();
    const auto by_openssh = [&](const std::string& reason) {
        notice(fmt::format("{}: by the system's ssh: {}", settings.peer(), reason));
        return by_system_client();
    };
    if (settings.needs_openssh)
        return by_openssh(*settings.needs_openssh);
    auto connected = connect_by_libssh2(settings, options, notice);
    if (const auto* needs = std::get_if<NeedsOpenssh>(&connected))
        return by_openssh(needs->reason);
    return std::get<std::unique_ptr<SshConnection>>(std::move(connected));
}

}  // namespace muster
