#include "framework/backend/local/socket_stream.hpp"

#include "framework/backend/system_error.hpp"
#include "framework/base/display.hpp"

#include <fmt/format.h>

#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace muster::local {

namespace {

using How = Reached::How;

/// Why a name has no address, if that is known for sure; else throws CannotTell.
Reached unknown_name(const std::string& host, const Lookup::Result& result) {
    if (result.error == EAI_NONAME or result.error == EAI_NODATA or result.error == EAI_ADDRFAMILY)
        return {
            How::not_resolved, fmt::format("{}: {}", escaped(host), ::gai_strerror(result.error))};
    if (result.error == EAI_SYSTEM)
        throw cannot("looking up", host, result.system_error);
    const auto kind = result.error == EAI_AGAIN ? Kind::timed_out : Kind::failed;
    throw CannotTell{
        kind, fmt::format("looking up {}: {}", escaped(host), ::gai_strerror(result.error))};
}

}  // namespace

SocketStream::SocketStream(const Peer& peer, Deadline end)
    : peer_(peer), end_(end), allowed_(end.left()) {
    if (peer_.path.empty())
        lookup_.emplace(peer_.host, peer_.port);
    else
        dialling_.emplace(std::vector{unix_address(peer_.path)}, end_, "");
}

/// False while the name server has not answered; throws CannotTell when that took too long.
bool SocketStream::find_addresses() {
    const auto* found = lookup_->result();
    if (found == nullptr) {
        if (not end_.passed())
            return false;
        throw CannotTell{
            Kind::timed_out,
            fmt::format(
                "looking up {} did not end within {}", escaped(peer_.host), to_words(allowed_)
            )};
    }
    if (found->error != 0)
        reached_ = unknown_name(peer_.host, *found);
    else
        dialling_.emplace(found->addresses, end_, peer_.source);
    return true;
}

std::optional<Reached> SocketStream::reached() {
    if (not reached_ and not dialling_ and not find_addresses())
        return std::nullopt;
    if (not reached_) {
        reached_ = dialling_->advance();
        if (not reached_)
            return std::nullopt;
        reached_->time = std::chrono::steady_clock::now() - begun_;
        if (reached_->how == How::open) {
            socket_ = dialling_->take_socket();
            was_reset_ = dialling_->was_reset();
        }
    }
    return reached_;
}

std::size_t SocketStream::write(std::string_view bytes) {
    std::size_t total = 0;
    while (total < bytes.size() and not is_broken_) {
        const auto rest = bytes.substr(total);
        const auto size = ::send(socket_.number(), rest.data(), rest.size(), MSG_NOSIGNAL);
        if (size >= 0)
            total += static_cast<std::size_t>(size);
        else if (errno == EAGAIN)
            break;
        else if (errno != EINTR) {
            is_broken_ = true;
            was_reset_ = was_reset_ or errno == ECONNRESET;  // EPIPE: the peer had ended before
        }
    }
    wants_room_ = total < bytes.size() and not is_broken_;
    return total;
}

Stream::State SocketStream::read(std::string& to) {
    std::array<char, 64UL * 1024>
        piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): recv(2) fills it
    while (true) {
        const auto size = ::recv(socket_.number(), piece.data(), piece.size(), 0);
        if (size < 0 and errno == EINTR)
            continue;
        if (size < 0)
            return errno == EAGAIN and not was_reset_ ? State::goes_on : State::reset;
        to.append(piece.data(), static_cast<std::size_t>(size));
        if (size > 0)
            return State::goes_on;
        return was_reset_ ? State::reset : State::ended;
    }
}

void SocketStream::watch(std::vector<pollfd>& descriptors) const {
    if (socket_)
        descriptors.push_back(
            {socket_.number(), static_cast<short>(wants_room_ ? POLLIN | POLLOUT : POLLIN), 0}
        );
    else if (dialling_)
        dialling_->watch(descriptors);
    else
        descriptors.push_back({lookup_->descriptor(), POLLIN, 0});
}

Deadline SocketStream::wake() const {
    return dialling_ and not socket_ ? dialling_->wake() : end_;
}

}  // namespace muster::local
