#pragma once

// What carries a shell: a started program somewhere with three streams, and the connection that its
// channels share. Pipes to a local sh, libssh2 channels, the system's ssh and `docker exec -i` all look
// like this. Nothing here blocks but Connection::start and Connection::wait.

#include "framework/backend/stream.hpp"
#include "framework/base/clock.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace muster {

class Channel {
public:
    virtual ~Channel() = default;  ///< closes the channel; never waits for the other side

    /// Takes as many bytes as go without waiting, and says how many.
    virtual std::size_t write(std::string_view bytes) = 0;
    virtual void close_input() = 0;

    /// Appends what has arrived since; at most 64 KiB a call. False once the stream has ended.
    virtual bool read_out(std::string& to) = 0;
    virtual bool read_err(std::string& to) = 0;
};

/// Whether streams to TCP ports can begin at the other side, by the connection itself. `one_at_a_time`: while
/// one is not connected, nothing else can be opened, for as long as nobody answers.
enum class Dials { never, one_at_a_time, side_by_side };

class Connection {
public:
    virtual ~Connection() = default;

    /// Starts `line` under the login shell of the other side. Throws CannotTell (denied, timed_out,
    /// lost) when it can't.
    virtual std::unique_ptr<Channel> start(std::string_view line, Deadline deadline) = 0;

    /// Returns when a channel may have bytes to read, or room for bytes that `write` did not take, or
    /// when `until` has passed. Throws CannotTell{lost} when the link is gone.
    virtual void wait(Deadline until) = 0;

    /// What the other side is called in messages: "root@10.99.1.2:22".
    virtual std::string peer() const = 0;

    virtual Dials dials() const { return Dials::never; }
    /// Begins a stream to an address or, where the other side has no getent(1), a name; null where the
    /// connection never dials. A stream that does not come about is `failed`, without a reason; where it is
    /// the server that refuses, or may be, reached() throws CannotTell{denied}.
    virtual std::unique_ptr<Stream> dial(
        const std::string& /*address*/, std::uint16_t /*port*/, Deadline /*end*/
    ) {
        return nullptr;
    }

    /// What stays the same for this machine and no other: its host key. Empty when nothing does.
    virtual std::string identity() const { return ""; }
};

}  // namespace muster
