#pragma once

#include "framework/backend/openssh/mux.hpp"
#include "framework/backend/shell/channel.hpp"
#include "framework/backend/ssh/ssh_options.hpp"
#include "framework/backend/ssh/ssh_url.hpp"

#include <memory>
#include <string>
#include <vector>

namespace muster {

struct OpensshChannels;

/// A folder of its own (0700) for the control socket; gone with its content at the end.
class PrivateFolder {
public:
    PrivateFolder();
    PrivateFolder(const PrivateFolder&) = delete;
    PrivateFolder& operator=(const PrivateFolder&) = delete;
    ~PrivateFolder();

    std::string control_path() const { return path_ + "/c"; }

private:
    std::string path_;
};

/// A connection by the system's ssh: one process logs in and stays in the background, its control
/// socket carries the channels. What libssh2 can't do goes this way: ProxyCommand, Kerberos, security
/// keys, certificates, `Match`, hardened servers.
class OpensshConnection : public Connection {
public:
    OpensshConnection(
        std::unique_ptr<PrivateFolder> folder, ControlConnection anchor, std::string peer
    );
    OpensshConnection(const OpensshConnection&) = delete;
    OpensshConnection& operator=(const OpensshConnection&) = delete;
    ~OpensshConnection() override;

    std::unique_ptr<Channel> start(std::string_view line, Deadline deadline) override;
    void wait(Deadline until) override;
    Dials dials() const override { return Dials::side_by_side; }
    std::unique_ptr<Stream> dial(const std::string& address, std::uint16_t port, Deadline end)
        override;
    std::string peer() const override { return peer_; }

private:
    std::unique_ptr<PrivateFolder> folder_;
    ControlConnection anchor_;  ///< closed by the master's end; keeps it from ending meanwhile
    std::string peer_;
    std::shared_ptr<OpensshChannels>
        channels_;  ///< shared with the channels, which may live longer
};

/// Logs in by the system's ssh. Throws CannotTell with one clear line (missing_tool without a client).
std::unique_ptr<Connection> connect_by_openssh(
    const SshUrl& url, const SshOptions& options, const std::string& peer
);

}  // namespace muster
