#include "framework/backend/ssh/wire.hpp"

#include <algorithm>
#include <cerrno>

namespace muster {

namespace {

constexpr std::size_t most_kept = 64UL << 10;
// A greeting, the lists of algorithms and a key exchange take a few kilobytes.
constexpr std::size_t most_before_trust = 256UL << 10;

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
    if (not trusted_)
        keep({buffer, *got});
    return lost_ and *got > 0 ? -ECONNRESET : static_cast<ssize_t>(*got);
}

void Wire::keep(std::string_view bytes) {
    heard_.append(bytes.substr(0, most_kept - heard_.size()));
    if (received_ > most_before_trust)
        lost_ = "too many bytes before the key exchange";
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
    if (ready.to_receive)
        dry_ = false;
}

void Wire::trust() {
    trusted_ = true;
    heard_.clear();
    heard_.shrink_to_fit();
}

}  // namespace muster
