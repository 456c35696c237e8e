#pragma once

#include "framework/backend/shell/channel.hpp"
#include "framework/backend/stream.hpp"

#include <memory>
#include <string>

namespace muster {

/// A stream by a tool of the target (bash, perl or python3), which any connection can carry. The tool
/// resolves names and says why it could not connect; it ends with the stream, and by itself when its time is
/// over. A target without such a tool is CannotTell{missing_tool}.
class ToolStream : public Stream {
public:
    /// Starts the tool; throws CannotTell when no program can be started.
    ToolStream(Connection& connection, const Peer& peer, Deadline end);

    std::optional<Reached> reached() override;
    std::size_t write(std::string_view bytes) override;
    State read(std::string& to) override;

private:
    void exchange_bytes();
    bool look_at_sign();
    Reached why_not() const;

    Deadline end_;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
    std::unique_ptr<Channel> channel_;
    std::string script_;  ///< what of it is still to be sent
    std::string out_;     ///< before it is known that the connection stands
    std::string err_;
    bool out_open_ = true;
    bool err_open_ = true;
    std::optional<Reached> reached_;
};

}  // namespace muster
