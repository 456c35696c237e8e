#pragma once

#include "framework/backend/ssh/ssh_channel.hpp"
#include "framework/backend/stream.hpp"

#include <memory>

namespace muster {

/// A stream that sshd begins for us (direct-tcpip), by libssh2. SSH does not tell a reset from an end, and
/// libssh2 has one opening a session: a stream that is given up before it is connected leaves a session that
/// cannot open anything more.
class SshStream : public Stream {
public:
    /// The session is owned by its connection and by its channels: whichever lives longest.
    SshStream(
        std::shared_ptr<Session> session, std::string address, std::uint16_t port, Deadline end
    );

    std::optional<Reached> reached() override;
    std::size_t write(std::string_view bytes) override { return channel_->write(bytes); }
    State read(std::string& to) override;

private:
    CannotTell lost() const;
    Reached refused_by_server();

    std::shared_ptr<Session> session_;
    std::string address_;
    std::uint16_t port_;
    Deadline end_;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
    std::optional<Reached> reached_;
    std::unique_ptr<SshChannel> channel_;
};

}  // namespace muster
