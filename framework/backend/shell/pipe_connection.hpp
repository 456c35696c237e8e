#pragma once

#include "framework/backend/shell/channel.hpp"

#include <string>
#include <vector>

namespace muster {

/// Runs programs of this machine over pipes: a local shell, or what leads into a container, a namespace
/// or a chroot. Each channel is one process that leads a session of its own.
class PipeConnection : public Connection {
public:
    /// `words` start a program that takes a shell's line as its last word: `{"sh", "-c"}`,
    /// `{"docker", "exec", "-i", id, "sh", "-c"}`.
    PipeConnection(std::vector<std::string> words, std::string peer);

    /// Throws CannotTell{missing_tool} when the program is not there, {denied} when it may not be run.
    std::unique_ptr<Channel> start(std::string_view line, Deadline deadline) override;
    void wait(Deadline until) override;
    std::string peer() const override { return peer_; }

private:
    class PipeChannel;

    std::vector<std::string> words_;
    std::string peer_;
    std::vector<PipeChannel*> channels_;  // those that live; each takes itself off the list
};

}  // namespace muster
