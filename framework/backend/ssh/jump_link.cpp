#include "framework/backend/ssh/jump_link.hpp"

#include "framework/backend/ssh/ssh_url.hpp"
#include "framework/base/error.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <fcntl.h>

#include <algorithm>
#include <cstring>

namespace muster {

namespace {

/// The way is lost, and what it carries with it.
template<class Step>
auto carried(const Step& step) -> decltype(step()) {
    try {
        return step();
    } catch (const CannotTell& why) {
        throw LinkLost{why.message};
    }
}

Reached wait_until_reached(Connection& way, Stream& stream, Deadline deadline) {
    while (true) {
        if (auto reached = stream.reached())
            return *reached;
        way.wait(deadline);
    }
}

}  // namespace

JumpLink::JumpLink(
    std::unique_ptr<Connection> way, const std::string& host, std::uint16_t port, Deadline deadline
)
    : way_(std::move(way)), stream_(way_->dial(host, port, deadline)) {
    MUSTER_ASSERT(stream_ != nullptr);  // every connection to an sshd dials
    const auto reached = wait_until_reached(*way_, *stream_, deadline);
    if (reached.how != Reached::How::open)
        throw CannotTell{
            reached.how == Reached::How::timed_out ? Kind::timed_out : Kind::failed,
            fmt::format(
                "cannot connect to {} through {}: {}",
                peer_name("", host, port),
                way_->peer(),
                reached.remark
            ),
            "is the host up, and does it listen there for the one on the way?"};
    nothing_ = FileDescriptor(open("/dev/null", O_RDWR | O_NONBLOCK | O_CLOEXEC));
}

std::optional<std::size_t> JumpLink::receive(char* buffer, std::size_t size) {
    if (taken_ == arrived_.size() and not is_over_) {
        arrived_.clear();
        taken_ = 0;
        is_over_ = carried([&] { return stream_->read(arrived_); }) != Stream::State::goes_on;
    }
    const auto count = std::min(size, arrived_.size() - taken_);
    if (count == 0 and not is_over_)
        return std::nullopt;
    std::memcpy(buffer, arrived_.data() + taken_, count);
    taken_ += count;
    return count;
}

std::size_t JumpLink::send(std::string_view bytes) {
    return carried([&] { return stream_->write(bytes); });
}

SshLink::Ready JumpLink::wait(bool /*for_room*/, Deadline until) {
    carried([&] { way_->wait(until); });
    return {.to_receive = true, .to_send = true};
}

}  // namespace muster
