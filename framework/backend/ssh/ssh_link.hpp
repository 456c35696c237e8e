#pragma once

#include "framework/base/clock.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// Why a link carries nothing any more: "connection reset by peer".
struct LinkLost {
    std::string why;
};

/// What carries the bytes of an SSH session: a socket, or a stream that another host forwards. Nothing here blocks but
/// `wait`; everything throws LinkLost when the link is gone.
class SshLink {
public:
    virtual ~SshLink() = default;

    /// Takes what has arrived, at most `size` bytes: how many, 0 at the end, nothing where there is nothing yet.
    virtual std::optional<std::size_t> receive(char* buffer, std::size_t size) = 0;
    /// Sends as many bytes as go now, and says how many.
    virtual std::size_t send(std::string_view bytes) = 0;

    struct Ready {
        bool to_receive = false;
        bool to_send = false;
    };
    /// Returns when something may have arrived, when there may be room for more if `for_room`, or when `until` has passed.
    virtual Ready wait(bool for_room, Deadline until) = 0;

    /// An open descriptor: libssh2 asks for one, though it sends and receives through us.
    virtual int descriptor() const = 0;
};

}  // namespace muster
