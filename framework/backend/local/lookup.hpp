#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace muster::local {

/// Where to connect to, and how it is written: "127.0.0.1", "/run/x.sock".
struct Address {
    sockaddr_storage place{};
    socklen_t size = 0;
    std::string text;
};

/// An address in digits; throws CannotTell{unsupported} for anything else.
Address numeric_address(const std::string& text);

/// What a name means, found without keeping the asker waiting. getaddrinfo(3) has no deadline, so a
/// name gets a thread that is left behind when nobody waits any more; it ends with the resolver's own
/// time-out. An address in digits is known at once.
class Lookup {
public:
    /// What came out of it. `error` is of getaddrinfo(3); 0 with at least one address.
    struct Result {
        int error = 0;
        int system_error = 0;  ///< errno where `error` is EAI_SYSTEM
        std::vector<Address> addresses = {};
    };

    Lookup(const std::string& host, std::uint16_t port);

    int descriptor() const;        ///< readable when the result is there
    const Result* result() const;  ///< nullptr until then

private:
    struct State;
    // Owned by whoever asks and by the thread: each may be done first.
    std::shared_ptr<State> state_;
};

}  // namespace muster::local
