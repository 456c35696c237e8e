#pragma once

#include "framework/backend/shell/channel.hpp"
#include "framework/backend/ssh/ssh_link.hpp"
#include "framework/base/file_descriptor.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace muster {

/// A way to a host through another one, on which we are logged in (ProxyJump): its sshd connects to the host
/// (direct-tcpip) and carries our session, of which it sees nothing but its bytes.
class JumpLink : public SshLink {
public:
    /// `host` is resolved there; the way lives as long as this. Throws CannotTell (failed, denied: the way refuses to
    /// forward; timed_out; lost).
    JumpLink(
        std::shared_ptr<Connection> way,
        const std::string& host,
        std::uint16_t port,
        Deadline deadline
    );

    std::optional<std::size_t> receive(char* buffer, std::size_t size) override;
    std::size_t send(std::string_view bytes) override;
    Ready wait(bool for_room, Deadline until) override;
    int descriptor() const override { return nothing_.number(); }

private:
    FileDescriptor nothing_;
    std::shared_ptr<Connection> way_;  // before the stream, which it carries
    std::unique_ptr<Stream> stream_;
    std::string arrived_;
    std::size_t taken_ = 0;  ///< of `arrived_`
    bool is_over_ = false;
};

}  // namespace muster
