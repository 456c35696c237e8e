#include "framework/backend/ssh/wire.hpp"

#include <algorithm>
#include <cerrno>

namespace muster {

namespace {

constexpr std::size_t most_kept = 64UL << 10;
constexpr std::size_t most_between_waits = 1UL << 20;
// sshd shows a banner of at most a megabyte, and messages of PAM.
constexpr std::size_t most_before_login = 4UL << 20;

}  // namespace

/// Whether the link still carries something after this.
template<class Step>
bool Wire::went(const Step& step) {
    try {
        step();
    } catch (const LinkLost& link) {
        abandon(link.why);
    }
    return not lost_;
}

ssize_t Wire::receive(char* buffer, std::size_t size) {
    if (lost_)
        return -ECONNRESET;
    if (dry_)
        return -EAGAIN;
    std::optional<std::size_t> got;
    if (not went([&] { got = link_->receive(buffer, size); }))
        return -ECONNRESET;
    if (not got) {
        dry_ = true;
        return -EAGAIN;
    }
    if (*got == 0)
        lost_ = closed_by_other_side;
    received_ += *got;
    since_wait_ += *got;
    dry_ = since_wait_ >= most_between_waits;
    if (not trusted_)
        heard_.append(std::string_view(buffer, *got).substr(0, most_kept - heard_.size()));
    if (received_ > allowed_)
        lost_ = "the other side sends without end";
    return lost_ and *got > 0 ? -ECONNRESET : static_cast<ssize_t>(*got);
}

ssize_t Wire::send(std::string_view bytes) {
    if (lost_)
        return -ECONNRESET;
    unsent_ += bytes;
    flush();
    return static_cast<ssize_t>(bytes.size());
}

void Wire::flush() {
    std::size_t gone = 0;
    std::size_t sent = 1;
    const auto send_more = [&] { sent = link_->send(std::string_view(unsent_).substr(gone)); };
    while (sent > 0 and gone < unsent_.size() and went(send_more))
        gone += sent;
    unsent_.erase(0, gone);
}

void Wire::wait(Deadline until) {
    if (lost_)
        return;
    SshLink::Ready ready;
    if (not went([&] { ready = link_->wait(not unsent_.empty(), until); }))
        return;
    if (ready.to_send)
        flush();
    if (ready.to_receive) {
        dry_ = false;
        since_wait_ = 0;
    }
}

void Wire::trust() {
    trusted_ = true;
    allow(most_before_login);
    heard_.clear();
    heard_.shrink_to_fit();
}

}  // namespace muster
