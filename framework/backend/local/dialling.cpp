#include "framework/backend/local/dialling.hpp"

#include "framework/backend/system_error.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"

#include <fmt/format.h>

#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace muster::local {

namespace {

using How = Reached::How;

/// A reason of ours, which says nothing about the other side.
bool is_ours(int error) {
    return error == EMFILE or error == ENFILE or error == ENOBUFS or error == ENOMEM;
}

How how_from(int error) {
    if (error == ECONNREFUSED)
        return How::refused;
    return error == ETIMEDOUT ? How::timed_out : How::unreachable;
}

/// How much an outcome says: a refusal is an answer, silence is at least a way to somewhere.
int weight(How how) {
    return how == How::refused ? 2 : how == How::timed_out ? 1 : 0;
}

}  // namespace

Address unix_address(const std::string& path) {
    sockaddr_un place{};
    place.sun_family = AF_UNIX;
    if (path.empty() or has_nul(path) or path.size() >= sizeof place.sun_path)
        throw CannotTell{
            Kind::unsupported, quoted(path) + " is no path that a unix socket can have"};
    std::memcpy(&place.sun_path, path.data(), path.size());
    Address address;
    std::memcpy(&address.place, &place, sizeof place);
    address.size = sizeof place;
    address.text = path;
    return address;
}

Dialling::Dialling(std::vector<Address> addresses, Deadline end, const std::string& source)
    : addresses_(std::move(addresses)), end_(end), attempt_end_(end) {
    MUSTER_ASSERT(not addresses_.empty());
    if (not source.empty()) {
        source_ = numeric_address(source);
        std::erase_if(addresses_, [&](const Address& one) {
            return one.place.ss_family != source_->place.ss_family;
        });
        if (addresses_.empty())
            throw CannotTell{
                Kind::unsupported,
                "no address of the peer is of the same family as " + escaped(source)};
    }
    begin_next();
}

void Dialling::begin_at_source() {
    const auto* place = reinterpret_cast<const sockaddr*>(&source_->place);
    if (::bind(socket_.number(), place, source_->size) != 0)
        throw cannot("beginning at", source_->text, errno);
}

void Dialling::begin_next() {
    const auto left = static_cast<std::int64_t>(addresses_.size() - current_);
    attempt_end_ = Deadline(end_.left() / left);
    const auto& address = current();
    socket_ = FileDescriptor(
        ::socket(address.place.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)
    );
    begun_ = socket_ ? EAGAIN : errno;
    if (source_ and socket_)
        begin_at_source();
}

int Dialling::connected() {
    // EAGAIN: not asked yet, or the queue of a unix socket has no room, which poll(2) does not tell of.
    if (begun_ == EAGAIN) {
        const auto* place = reinterpret_cast<const sockaddr*>(&current().place);
        begun_ = ::connect(socket_.number(), place, current().size) == 0 ? 0 : errno;
    }
    if (begun_ == EAGAIN or begun_ == EINTR)
        return EINPROGRESS;
    if (begun_ != EINPROGRESS)
        return begun_;
    pollfd writable{socket_.number(), POLLOUT, 0};
    if (::poll(&writable, 1, 0) != 1)
        return EINPROGRESS;
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(socket_.number(), SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        return errno;
    // A reset while connecting is a refusal (tcp(7)): this connection stood, and whoever reads learns of its end.
    was_reset_ = error == ECONNRESET;
    return was_reset_ ? 0 : error;
}

void Dialling::note(int error) {
    const bool is_unix = current().place.ss_family == AF_UNIX;
    const bool says_nothing =
        is_unix and error != ECONNREFUSED and error != ETIMEDOUT and not means_absent(error);
    if (is_ours(error) or says_nothing)
        throw cannot("connecting to", current().text, error);
    const auto how = how_from(error);
    // A name may have several addresses; a socket is what was asked.
    const auto of_which = is_unix ? std::string() : escaped(current().text) + ": ";
    if (not outcome_ or weight(how) > weight(outcome_->how))
        outcome_ = Reached{how, of_which + error_text(error)};
}

std::optional<Reached> Dialling::advance() {
    while (true) {
        const int error = connected();
        if (error == 0)
            return Reached{How::open, escaped(current().text)};
        if (error == EINPROGRESS and not attempt_end_.passed())
            return std::nullopt;
        note(error == EINPROGRESS ? ETIMEDOUT : error);
        if (++current_ == addresses_.size())
            return outcome_;
        begin_next();
    }
}

void Dialling::watch(std::vector<pollfd>& descriptors) const {
    if (begun_ == EINPROGRESS)
        descriptors.push_back({socket_.number(), POLLOUT, 0});
}

Deadline Dialling::wake() const {
    constexpr auto tick = std::chrono::milliseconds(10);
    return begun_ == EINPROGRESS ? attempt_end_ : earlier(attempt_end_, Deadline(tick));
}

}  // namespace muster::local
