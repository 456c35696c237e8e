#pragma once

#include "framework/backend/ssh/host_key.hpp"
#include "framework/base/clock.hpp"
#include "framework/base/file_descriptor.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// The SSH agent of the person who runs Muster (draft-miller-ssh-agent). Our own client, because
/// libssh2's waits for the agent without end, and an agent may ask somebody first.
class Agent {
public:
    /// Nothing when no agent listens there.
    static std::optional<Agent> at(const std::string& socket_path);

    /// Empty when the agent holds none, is locked, or does not answer in time.
    std::vector<PublicKey> keys(Deadline deadline);

    /// The signature without the name of its algorithm; nothing when the agent refuses.
    std::optional<std::string> sign(
        const PublicKey& key, std::string_view bytes, Deadline deadline
    );

private:
    explicit Agent(FileDescriptor socket) : socket_(std::move(socket)) {}
    std::optional<std::string> ask(std::string_view message, Deadline deadline);

    FileDescriptor socket_;
};

}  // namespace muster
