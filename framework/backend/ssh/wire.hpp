#pragma once

// The link below an SSH session, as libssh2 sees it through its send and receive callbacks.
//
// Why not let libssh2 use a socket itself:
// - There may be none: a session may be carried by another one (jump_link.hpp).
// - When a send is cut short, libssh2 wants the very same call again before any other one (else
//   LIBSSH2_ERROR_BAD_USE), which lanes that share a session can't promise. Here every send is taken
//   whole into a buffer; SSH's own windows and Channel::write bound it.
// - Every lane asks libssh2 for each of its streams, and libssh2 the link, over and over; it's the link's turn again
//   only after a wait has found something.
// - What the server said before encryption is kept, to tell what it offers (algorithms.hpp).
// - libssh2 keeps what nobody asked for until there is no memory left, and takes in a stream without end in one call. So
//   the other side may send only what it is allowed, and libssh2 is called away after a megabyte.

#include "framework/backend/ssh/ssh_link.hpp"
#include "framework/base/clock.hpp"

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

inline constexpr std::string_view closed_by_other_side = "closed by the other side";

class Wire {
public:
    explicit Wire(std::unique_ptr<SshLink> link) : link_(std::move(link)) {}

    /// As recv(2) and send(2), but errors are returned as negative errno. Once nothing is there, or a megabyte was,
    /// nothing is until the next wait.
    ssize_t receive(char* buffer, std::size_t size);
    ssize_t send(std::string_view bytes);

    /// Returns when bytes have arrived, bytes have left, or the deadline has passed. Sends what waits.
    void wait(Deadline until);

    int descriptor() const { return link_->descriptor(); }
    std::size_t unsent() const { return unsent_.size(); }
    /// Bytes, in all.
    std::size_t received() const { return received_; }

    /// The server's first bytes, at most 64 KiB.
    std::string_view heard() const { return heard_; }
    /// The key exchange is over, and what was heard is forgotten.
    void trust();
    /// The other side may send so many bytes more before it is cut off. As they begin, a greeting and a key exchange.
    void allow(std::size_t bytes) { allowed_ += bytes; }

    /// Why nothing goes any more: "connection reset by peer".
    const std::optional<std::string>& lost() const { return lost_; }
    /// Nothing is sent or received from now on; libssh2 can then free what it holds without waiting.
    void abandon(const std::string& why = "given up") { lost_ = lost_.value_or(why); }

private:
    void flush();
    template<class Step>
    bool went(const Step& step);

    std::unique_ptr<SshLink> link_;
    std::string unsent_;
    std::string heard_;
    std::size_t received_ = 0;
    std::size_t since_wait_ = 0;
    std::size_t allowed_ = 256UL << 10;
    bool trusted_ = false;
    bool dry_ = false;
    std::optional<std::string> lost_;
};

}  // namespace muster
