#pragma once

#include "framework/backend/shell/channel.hpp"
#include "framework/backend/ssh/session.hpp"

#include <memory>

namespace muster {

/// A program on the other side, by libssh2.
class SshChannel : public Channel {
public:
    /// Takes over an open channel whose program has been started. The session is owned by the connection
    /// and by its channels: whichever lives longest.
    SshChannel(std::shared_ptr<Session> session, LIBSSH2_CHANNEL* channel);
    SshChannel(const SshChannel&) = delete;
    SshChannel& operator=(const SshChannel&) = delete;
    ~SshChannel() override;

    std::size_t write(std::string_view bytes) override;
    void close_input() override;
    bool read_out(std::string& to) override;
    /// Ended by a loss of the connection: what came may be a part.
    bool is_lost() const { return is_lost_; }
    bool read_err(std::string& to) override;

    /// Whether libssh2 holds bytes for it, or an end that a stream's reader has not been told.
    bool has_news() const;

private:
    bool read(int stream, std::string& to, bool& ended);
    void send_end_of_input();

    std::shared_ptr<Session> session_;
    LIBSSH2_CHANNEL* channel_;
    bool is_lost_ = false;
    bool out_ended_ = false;
    bool err_ended_ = false;
    bool input_ends_ = false;
    bool end_sent_ = false;
};

}  // namespace muster
