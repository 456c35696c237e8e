#pragma once

// A byte stream to a peer, as seen from some place in the network: this machine, or a target behind SSH.
// Nothing here waits; whoever made the stream knows how to wait for it.

#include "framework/base/clock.hpp"
#include "framework/host/question.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// Where a stream leads: to a TCP port of a name or an address, or to a unix socket.
struct Peer {
    std::string host = {};  ///< empty: `path` is a unix socket
    std::uint16_t port = 0;
    std::string path = {};
    std::string source = {};  ///< an address of the place itself to begin at; empty: any
};

class Stream {
public:
    virtual ~Stream() = default;  ///< closes it; never waits for the other side

    /// How the connection came about; nothing while that is not known. Throws CannotTell when the place
    /// could not try.
    virtual std::optional<Reached> reached() = 0;

    /// Takes as many bytes as go without waiting, and says how many. A peer that is gone takes none; `read`
    /// tells.
    virtual std::size_t write(std::string_view bytes) = 0;

    /// Appends a piece of what has arrived. It goes on also when there was nothing.
    enum class State { goes_on, ended, reset };
    virtual State read(std::string& to) = 0;
};

/// Begins a stream that is to be connected by `end`; may throw CannotTell.
using Dial = std::function<std::unique_ptr<Stream>(const Peer& peer, Deadline end)>;

}  // namespace muster
