#pragma once

#include "framework/backend/ssh/ssh_link.hpp"
#include "framework/base/file_descriptor.hpp"

namespace muster {

/// A TCP connection that `reach` made.
///
/// The kernel forgets TCP_QUICKACK when it likes (tcp(7)), and sshd's Nagle then waits 40 ms for our delayed
/// acknowledgement, several times a login. It is set again before each wait.
class SocketLink : public SshLink {
public:
    explicit SocketLink(FileDescriptor socket) : socket_(std::move(socket)) {}

    std::optional<std::size_t> receive(char* buffer, std::size_t size) override;
    std::size_t send(std::string_view bytes) override;
    Ready wait(bool for_room, Deadline until) override;
    int descriptor() const override { return socket_.number(); }

private:
    FileDescriptor socket_;
};

}  // namespace muster
