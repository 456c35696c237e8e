#include "framework/backend/ssh/ssh_channel.hpp"

#include <algorithm>
#include <array>

namespace muster {

namespace {

constexpr std::size_t most_unsent = 256UL << 10;
constexpr std::size_t piece_size = 32UL << 10;
constexpr int pieces_a_call = 2;
// What a channel lets the other side send: a few windows, and for each byte taken what small packets make of it.
constexpr std::size_t allowed_at_first = 4UL * LIBSSH2_CHANNEL_WINDOW_DEFAULT;
constexpr std::size_t allowed_for_byte = 16;

}  // namespace

SshChannel::SshChannel(std::shared_ptr<Session> session, LIBSSH2_CHANNEL* channel)
    : session_(std::move(session)), channel_(channel) {
    session_->channels().push_back(this);
    session_->wire().allow(allowed_at_first);
}

SshChannel::~SshChannel() {
    std::erase(session_->channels(), this);
    session_->let_go(channel_);
}

std::size_t SshChannel::write(std::string_view bytes) {
    std::size_t total = 0;
    while (total < bytes.size() and not input_ends_ and session_->wire().unsent() < most_unsent) {
        const auto piece = bytes.substr(total, piece_size);
        const auto taken = session_->call([&] {
            return libssh2_channel_write_ex(channel_, 0, piece.data(), piece.size());
        });
        if (taken <= 0)
            break;  // no room in the other side's window, or a broken link, which `wait` tells
        total += static_cast<std::size_t>(taken);
    }
    return total;
}

void SshChannel::close_input() {
    input_ends_ = true;
    send_end_of_input();
}

void SshChannel::send_end_of_input() {
    if (input_ends_ and not end_sent_)
        end_sent_ = session_->call([&] { return libssh2_channel_send_eof(channel_); })
                    != LIBSSH2_ERROR_EAGAIN;
}

bool SshChannel::read(int stream, std::string& to, bool& ended) {
    send_end_of_input();
    std::array<char, piece_size>
        piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by the read
    for (int i = 0; i < pieces_a_call; ++i) {
        const auto got = session_->call([&] {
            return libssh2_channel_read_ex(channel_, stream, piece.data(), piece.size());
        });
        if (got == LIBSSH2_ERROR_EAGAIN)
            return true;
        if (got < 0) {  // nothing that libssh2 says here leaves the session whole
            session_->wire().abandon(session_->trouble());
            is_lost_ = true;
        }
        if (got < 0 or (got == 0 and libssh2_channel_eof(channel_) != 0)) {
            ended = true;
            return false;
        }
        if (got == 0)
            return true;  // the other stream still has bytes; the end is told when they are read
        to.append(piece.data(), static_cast<std::size_t>(got));
        session_->wire().allow(allowed_for_byte * static_cast<std::size_t>(got));
    }
    return true;
}

bool SshChannel::read_out(std::string& to) {
    return read(0, to, out_ended_);
}

bool SshChannel::read_err(std::string& to) {
    return read(SSH_EXTENDED_DATA_STDERR, to, err_ended_);
}

bool SshChannel::has_news() const {
    unsigned long held = 0;
    (void)libssh2_channel_window_read_ex(
        channel_, &held, nullptr
    );  // gives our window, of no interest here
    return held > 0 or (not(out_ended_ and err_ended_) and libssh2_channel_eof(channel_) != 0);
}

}  // namespace muster
