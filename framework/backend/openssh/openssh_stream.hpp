#pragma once

#include "framework/backend/openssh/openssh_channel.hpp"
#include "framework/backend/stream.hpp"

namespace muster {

/// A stream from the other side's place in the network (`ssh -W`), carried by the master process. The master
/// says only that there is none, not whether the server forbids it or the peer did not answer.
class OpensshStream : public Stream {
public:
    OpensshStream(std::unique_ptr<OpensshChannel> channel, Deadline end)
        : channel_(std::move(channel)), end_(end) {
        channel_->await_answer(true);
    }

    std::optional<Reached> reached() override;
    std::size_t write(std::string_view bytes) override { return channel_->write(bytes); }
    State read(std::string& to) override {
        return channel_->read_out(to) ? State::goes_on : State::ended;
    }

private:
    std::unique_ptr<OpensshChannel> channel_;
    Deadline end_;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
    std::optional<Reached> reached_;
};

}  // namespace muster
