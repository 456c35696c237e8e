#pragma once

#include "framework/backend/ssh/false_assertion.hpp"
#include "framework/backend/ssh/wire.hpp"

#include <libssh2.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace muster {

class SshChannel;

/// A libssh2 session over a wire. Never moves: libssh2 keeps its address.
class Session {
public:
    /// `peer` is what the other side is called in messages.
    Session(std::unique_ptr<SshLink> link, std::string peer);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session();  ///< says goodbye without waiting

    LIBSSH2_SESSION* raw() const { return raw_; }
    Wire& wire() { return wire_; }
    const std::string& peer() const { return peer_; }

    /// Calls libssh2 for something that may take in what the other side sends. Where libssh2 stumbles over that
    /// (false_assertion.hpp), the connection is lost: from then on it is not called any more, and what it holds is
    /// never freed. Gives nullptr then, or LIBSSH2_ERROR_SOCKET_DISCONNECT.
    template<class Step>
    auto call(Step step) -> decltype(step()) {
        try {
            const AssertionsThrow guarded;
            if (not is_broken_)
                return step();
        } catch (const FalseAssertion&) {
            is_broken_ = true;
            wire_.abandon("the other side sent what is no SSH");
        }
        if constexpr (std::is_pointer_v<decltype(step())>)
            return nullptr;
        else
            return LIBSSH2_ERROR_SOCKET_DISCONNECT;
    }

    /// Repeats `step` while it says LIBSSH2_ERROR_EAGAIN, waiting for the other side in between. Gives
    /// what it said at last. Throws CannotTell{timed_out, "PEER: no answer to WHAT in 10 s"}.
    int drive(const std::function<int()>& step, Deadline deadline, std::string_view what);

    /// What went wrong: the server's own word of goodbye, the socket's error, or libssh2's message.
    std::string trouble() const;
    /// Whether the server closed the connection or the link broke.
    bool is_over() const { return not goodbye_.empty() or wire_.lost().has_value(); }
    /// Whether it was the server that ended it.
    bool hung_up() const;

    /// Closes a channel and frees it as soon as the other side has agreed.
    void let_go(LIBSSH2_CHANNEL* channel);
    /// Frees channels that are let go and whose other side has agreed. How many are left.
    std::size_t sweep();
    /// Whether the server may soon take a channel that it refuses now: one was let go within the last
    /// three seconds, and none was opened in its place.
    bool expects_room() const { return let_go_ > 0 and not closing_until_.passed(); }
    void took_room() { let_go_ = let_go_ > 0 ? let_go_ - 1 : 0; }

    /// Channels that somebody reads; each enrols and leaves by itself.
    std::vector<const SshChannel*>& channels() { return channels_; }

    /// Answers for keyboard-interactive; set while such a login runs.
    std::function<std::string(std::string_view prompt, bool echo)> answer;

    // What libssh2's callbacks, which know only an address, do.
    void on_goodbye(std::string_view message) { goodbye_ = message.empty() ? "goodbye" : message; }

private:
    Wire wire_;
    std::string peer_;
    std::string goodbye_;
    LIBSSH2_SESSION* raw_ = nullptr;
    bool is_broken_ = false;
    std::vector<const SshChannel*> channels_;
    std::vector<LIBSSH2_CHANNEL*> leaving_;
    std::size_t let_go_ = 0;
    Deadline closing_until_ = Deadline(Nanoseconds::zero());
};

}  // namespace muster
