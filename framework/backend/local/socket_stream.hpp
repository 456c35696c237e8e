#pragma once

#include "framework/backend/local/dialling.hpp"
#include "framework/backend/local/lookup.hpp"
#include "framework/backend/stream.hpp"

#include <poll.h>

#include <vector>

namespace muster::local {

/// A stream that begins at this machine. The time until it is connected includes the lookup of the name; the
/// addresses of a name share it. A name server that does not answer is CannotTell: it proves nothing about
/// the name. A unix socket that is not there is unreachable.
class SocketStream : public Stream {
public:
    SocketStream(const Peer& peer, Deadline end);

    std::optional<Reached> reached() override;
    std::size_t write(std::string_view bytes) override;
    State read(std::string& to) override;

    /// Adds the descriptors that something may happen on.
    void watch(std::vector<pollfd>& descriptors) const;
    /// When to look again even if nothing happens.
    Deadline wake() const;

private:
    bool find_addresses();

    Peer peer_;
    Deadline end_;
    Nanoseconds allowed_;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
    std::optional<Lookup> lookup_;
    std::optional<Dialling> dialling_;
    std::optional<Reached> reached_;
    FileDescriptor socket_;
    bool wants_room_ = false;
    bool is_broken_ = false;  ///< nothing can be sent any more
    bool was_reset_ = false;  ///< the kernel tells that once, and told it before we read
};

}  // namespace muster::local
