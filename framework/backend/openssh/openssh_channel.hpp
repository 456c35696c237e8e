#pragma once

#include "framework/backend/openssh/mux.hpp"
#include "framework/backend/shell/channel.hpp"

#include <memory>
#include <vector>

struct pollfd;

namespace muster {

/// What the channels of one connection share, which may end before them.
struct OpensshChannels {
    std::vector<const class OpensshChannel*> open;
    std::size_t closed = 0;  ///< and not yet replaced by another
    Deadline closing_until = Deadline(Nanoseconds::zero());

    /// Whether the server may soon take a session that it refuses now.
    bool expect_room() const { return closed > 0 and not closing_until.passed(); }
};

/// A program on the other side, by a session of the master process.
class OpensshChannel : public Channel {
public:
    /// Owned by the connection and by its channels: `all`.
    OpensshChannel(
        ControlConnection control, SessionStreams streams, std::shared_ptr<OpensshChannels> all
    );
    OpensshChannel(const OpensshChannel&) = delete;
    OpensshChannel& operator=(const OpensshChannel&) = delete;
    ~OpensshChannel() override;

    std::size_t write(std::string_view bytes) override;
    void close_input() override;
    bool read_out(std::string& to) override { return read(streams_.output, to); }
    bool read_err(std::string& to) override { return read(streams_.error, to); }

    ControlConnection& control() { return control_; }

    /// Whether the master has yet to say how the channel came about: a word of its is waited for, too.
    void await_answer(bool awaited) { awaits_answer_ = awaited; }

    /// Adds what is to be waited for.
    void add_to(std::vector<pollfd>& waiting) const;

private:
    static bool read(FileDescriptor& stream, std::string& to);

    ControlConnection control_;
    SessionStreams streams_;
    std::shared_ptr<OpensshChannels> all_;
    bool wants_room_ = false;
    bool awaits_answer_ = false;
};

}  // namespace muster
