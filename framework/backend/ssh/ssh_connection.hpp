#pragma once

#include "framework/backend/shell/channel.hpp"
#include "framework/backend/ssh/host_key.hpp"
#include "framework/backend/ssh/identity.hpp"
#include "framework/backend/ssh/keepalive.hpp"
#include "framework/backend/ssh/needs_openssh.hpp"
#include "framework/backend/ssh/ssh_options.hpp"
#include "framework/backend/ssh/ssh_settings.hpp"

#include <memory>
#include <variant>
#include <vector>

namespace muster {

class Session;

/// A logged-in connection by libssh2. One thread at a time; both streams of each channel are to be read.
class SshConnection : public Connection {
public:
    SshConnection(std::shared_ptr<Session> session, PublicKey host_key, KeepaliveOptions options);

    std::unique_ptr<Channel> start(std::string_view line, Deadline deadline) override;
    void wait(Deadline until) override;
    Dials dials() const override { return Dials::one_at_a_time; }
    std::unique_ptr<Stream> dial(const std::string& address, std::uint16_t port, Deadline end)
        override;
    std::string peer() const override;
    std::string identity() const override { return fingerprint(host_key_); }

    /// The key that the host has proved and known_hosts has confirmed.
    const PublicKey& host_key() const { return host_key_; }

private:
    bool has_news() const;

    std::shared_ptr<Session> session_;  // shared with its channels, which may live longer
    PublicKey host_key_;
    Keepalive keepalive_;
};

/// Connects, verifies the host key before anything else is said, and logs in. Throws CannotTell with
/// one clear line.
std::variant<std::unique_ptr<SshConnection>, NeedsOpenssh> connect_by_libssh2(
    const SshSettings& settings, const SshOptions& options, const TellNotice& notice
);

}  // namespace muster
