#pragma once

#include "framework/backend/shell/far_streams.hpp"

namespace muster {

/// A connection that streams are dialled on.
struct FarStreams::Line {
    std::unique_ptr<Connection> own;  ///< none: the one that carries the shells
    Connection* connection = nullptr;
    const FarStream* opening = nullptr;  ///< whose dial is not answered yet
    std::chrono::steady_clock::time_point since = {};
    bool is_retired = false;  ///< nothing can be opened on it any more

    bool is_free() const {
        return not is_retired
               and (opening == nullptr or connection->dials() == Dials::side_by_side);
    }
};

/// A stream from the target: by sshd to one address after the other, then by a tool.
class FarStream : public Stream {
public:
    FarStream(FarStreams& place, const Peer& peer, Deadline end);
    FarStream(const FarStream&) = delete;
    FarStream& operator=(const FarStream&) = delete;
    ~FarStream() override;

    std::optional<Reached> reached() override;
    std::size_t write(std::string_view bytes) override { return stream_->write(bytes); }
    State read(std::string& to) override { return stream_->read(to); }

private:
    enum class Way { direct, tool };

    bool begin_dial();
    std::optional<Reached> reached_directly();
    std::optional<Reached> reached_by_tool();
    void leave_line();
    std::optional<Reached> settled(Reached reached);

    FarStreams& place_;
    Peer peer_;
    Deadline end_;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
    std::vector<std::string> addresses_;
    std::size_t next_ = 0;
    Way way_ = Way::direct;
    FarStreams::Line* line_ = nullptr;  // while our dial is not answered
    std::unique_ptr<Stream> stream_;
    std::optional<Reached> failed_;        // what sshd said
    std::optional<CannotTell> objection_;  // or why it did not try
    std::optional<Reached> reached_;
};

}  // namespace muster
