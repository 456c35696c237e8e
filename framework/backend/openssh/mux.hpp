#pragma once

// A client of OpenSSH's control socket (PROTOCOL.mux in its sources, version 4 since 2010). Why not one
// `ssh -S` process a lane: that costs a process and some milliseconds each, says nothing when the
// server has refused a session (MaxSessions) but opens a connection of its own behind our back, and its
// words would have to be read. Here the master itself answers "opened" or "refused".

#include "framework/base/clock.hpp"
#include "framework/base/file_descriptor.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// The other ends of a program's three streams.
struct SessionStreams {
    FileDescriptor input;
    FileDescriptor output;
    FileDescriptor error;
};

class ControlConnection {
public:
    /// Connects and greets. Throws CannotTell (lost: no master there; timed_out).
    static ControlConnection to(const std::string& socket_path, Deadline deadline);

    /// Starts `line` on the other side with these streams; they are the master's then. Nothing when it
    /// runs, else why the session was refused. The session ends when this connection is closed.
    std::optional<std::string> start(
        std::string_view line, SessionStreams streams, Deadline deadline
    );

    /// Asks for a stream to a TCP port, as seen from the other side, between `streams`' input and output; they
    /// are the master's then. `forwarding` tells how it went.
    void forward(
        const std::string& host,
        std::uint16_t port,
        const SessionStreams& streams,
        Deadline deadline
    );
    enum class Forwarding { begins, stands, refused };
    /// Without waiting. Throws CannotTell.
    Forwarding forwarding();

    /// Asks the master to end; waits for nothing.
    void end_master();

    int socket() const { return socket_.number(); }

private:
    explicit ControlConnection(FileDescriptor socket) : socket_(std::move(socket)) {}
    void send(std::string_view message, Deadline deadline);
    void send_stream(const FileDescriptor& stream, Deadline deadline);
    bool receive_some();
    std::string receive(Deadline deadline);
    void wait(short events, Deadline deadline);

    FileDescriptor socket_;
    std::string heard_;  ///< of a message that has not arrived as a whole
};

}  // namespace muster
