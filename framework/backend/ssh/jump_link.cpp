#include "framework/backend/ssh/jump_link.hpp"

#include "framework/backend/ssh/ssh_url.hpp"
#include "framework/base/error.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

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

FileDescriptor nothing() {
    FileDescriptor file(open("/dev/null", O_RDWR | O_NONBLOCK | O_CLOEXEC));
    if (not file)
        throw Broken("cannot open: " + std::generic_category().message(errno), {"/dev/null", 0, 0});
    return file;
}

std::unique_ptr<Stream> dialled(
    Connection& way, const std::string& host, std::uint16_t port, Deadline deadline
) {
    const auto cannot = [&](Kind kind, const std::string& why) {
        return CannotTell{
            kind,
            fmt::format(
                "cannot connect to {} through {}: {}", peer_name("", host, port), way.peer(), why
            ),
            "is it up, and do AllowTcpForwarding and PermitOpen on the way let us through?"};
    };
    auto stream = way.dial(host, port, deadline);
    MUSTER_ASSERT(stream != nullptr);  // every connection to an sshd dials
    std::optional<Reached> reached;
    try {
        while (not(reached = stream->reached()))
            way.wait(deadline);
    } catch (const CannotTell& why) {
        throw cannot(why.kind, why.message);
    }
    if (reached->how == Reached::How::open)
        return stream;
    const bool late = reached->how == Reached::How::timed_out;
    throw cannot(late ? Kind::timed_out : Kind::failed, reached->remark);
}

}  // namespace

JumpLink::JumpLink(
    std::shared_ptr<Connection> way, const std::string& host, std::uint16_t port, Deadline deadline
)
    : nothing_(nothing()), way_(std::move(way)), stream_(dialled(*way_, host, port, deadline)) {}

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
    if (taken_ == arrived_.size() and not is_over_)
        carried([&] { way_->wait(until); });
    return {.to_receive = true, .to_send = true};
}

}  // namespace muster
