#include "framework/backend/openssh/openssh_channel.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace muster {

OpensshChannel::OpensshChannel(
    ControlConnection control, SessionStreams streams, std::shared_ptr<OpensshChannels> all
)
    : control_(std::move(control)), streams_(std::move(streams)), all_(std::move(all)) {
    all_->open.push_back(this);
    all_->closed = all_->closed > 0 ? all_->closed - 1 : 0;
}

OpensshChannel::~OpensshChannel() {
    std::erase(all_->open, this);
    ++all_->closed;
    all_->closing_until = Deadline(std::chrono::seconds(3));
}

std::size_t OpensshChannel::write(std::string_view bytes) {
    if (not streams_.input or bytes.empty())
        return 0;
    // A socket, not a pipe: nobody sends us SIGPIPE.
    const auto sent =
        send(streams_.input.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    const auto taken = sent > 0 ? static_cast<std::size_t>(sent) : 0;
    wants_room_ = taken < bytes.size() and (sent >= 0 or errno == EAGAIN);
    return taken;
}

void OpensshChannel::close_input() {
    wants_room_ = false;
    streams_.input.close();
}

bool OpensshChannel::read(FileDescriptor& stream, std::string& to) {
    if (not stream)
        return false;
    std::array<char, 65536>
        piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by the read
    const auto got = ::read(stream.number(), piece.data(), piece.size());
    if (got > 0)
        to.append(piece.data(), static_cast<std::size_t>(got));
    const bool open = got > 0 or (got < 0 and (errno == EAGAIN or errno == EINTR));
    if (not open)
        stream.close();
    return open;
}

void OpensshChannel::add_to(std::vector<pollfd>& waiting) const {
    for (const auto* stream : {&streams_.output, &streams_.error}) {
        if (*stream)
            waiting.push_back({.fd = stream->number(), .events = POLLIN, .revents = 0});
    }
    if (awaits_answer_)
        waiting.push_back({.fd = control_.socket(), .events = POLLIN, .revents = 0});
    if (wants_room_)
        waiting.push_back({.fd = streams_.input.number(), .events = POLLOUT, .revents = 0});
}

}  // namespace muster
