#pragma once

#include "framework/backend/local/lookup.hpp"
#include "framework/base/clock.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/host/question.hpp"

#include <poll.h>

#include <optional>
#include <vector>

namespace muster::local {

/// The address of a unix socket. Throws CannotTell{unsupported} for what no socket can be bound to.
Address unix_address(const std::string& path);

/// Connecting to one of several addresses, the first that answers, without waiting; each gets its share
/// of the time until `end`.
class Dialling {
public:
    /// `source`: an address of this machine to begin at; empty: any. Throws CannotTell when it has no such
    /// address.
    Dialling(std::vector<Address> addresses, Deadline end, const std::string& source);

    /// How it went, once that is known: `open` with the address that answered, else the word that says
    /// most (refused before timed out before unreachable). Throws CannotTell when we could not try.
    std::optional<Reached> advance();

    void watch(std::vector<pollfd>& descriptors) const;
    Deadline wake() const;
    /// The open connection; non-blocking.
    FileDescriptor take_socket() { return std::move(socket_); }
    /// It stood for a moment only: the kernel tells a reset once, and told it here.
    bool was_reset() const { return was_reset_; }

private:
    const Address& current() const { return addresses_[current_]; }
    void begin_next();
    void begin_at_source();
    int connected();  ///< 0, EINPROGRESS or what went wrong
    void note(int error);

    std::vector<Address> addresses_;
    std::optional<Address> source_;
    std::size_t current_ = 0;
    Deadline end_;
    Deadline attempt_end_;
    FileDescriptor socket_;
    int begun_ = 0;  ///< what socket(2) or connect(2) said
    std::optional<Reached> outcome_;
    bool was_reset_ = false;
};

}  // namespace muster::local
