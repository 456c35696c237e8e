#include "framework/backend/shell/far_stream.hpp"

#include "framework/backend/shell/tool_stream.hpp"
#include "framework/base/display.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

using How = Reached::How;

/// What a name or an address may have, so that no tool takes it for anything else.
bool is_plain(const std::string& host) {
    constexpr std::string_view signs =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:%";
    return not host.empty() and host.front() != '-'
           and host.find_first_not_of(signs) == std::string::npos;
}

}  // namespace

FarStream::FarStream(FarStreams& place, const Peer& peer, Deadline end)
    : place_(place), peer_(peer), end_(end) {
    if (not peer.path.empty() or not peer.source.empty())
        throw CannotTell{
            Kind::missing_tool,
            "connecting in this way needs perl or OpenBSD's nc, which the target lacks"};
    if (not is_plain(peer.host)) {
        reached_ = Reached{How::not_resolved, escaped(peer.host) + " is no name of a host"};
        return;
    }
    addresses_ = place_.addresses_of(peer.host);
    if (addresses_.empty() or not place_.can_dial(*place_.shells_))
        way_ = Way::tool;
}

FarStream::~FarStream() {
    // A dial that is given up blocks its session for good.
    if (line_ != nullptr)
        line_->is_retired = line_->connection->dials() == Dials::one_at_a_time;
    leave_line();
}

void FarStream::leave_line() {
    if (line_ != nullptr and line_->opening == this)
        line_->opening = nullptr;
    line_ = nullptr;
}

std::optional<Reached> FarStream::settled(Reached reached) {
    reached.time = std::chrono::steady_clock::now() - begun_;
    reached_ = std::move(reached);
    return reached_;
}

std::optional<Reached> FarStream::reached() {
    while (not reached_) {
        const auto before = way_;
        auto reached = way_ == Way::direct ? reached_directly() : reached_by_tool();
        if (reached)
            return settled(std::move(*reached));
        if (way_ == before)
            return std::nullopt;
    }
    return reached_;
}

/// False while other streams have to be waited for. Throws CannotTell when no session can be had.
bool FarStream::begin_dial() {
    line_ = place_.free_line();
    if (line_ == nullptr)
        return false;
    line_->opening = this;
    line_->since = std::chrono::steady_clock::now();
    const Deadline end(end_.left() / static_cast<std::int64_t>(addresses_.size() - next_));
    stream_ = line_->connection->dial(addresses_[next_], peer_.port, end);
    return true;
}

/// Nothing while it is not known, or when it is up to a tool.
std::optional<Reached> FarStream::reached_directly() {
    while (next_ < addresses_.size()) {
        std::optional<Reached> reached;
        try {
            if (stream_ or begin_dial())
                reached = stream_->reached();
        } catch (const CannotTell& why) {
            // Not the last word: a tool of the target may do what sshd does not.
            objection_ = why;
            leave_line();
            stream_.reset();
            way_ = Way::tool;
            return std::nullopt;
        }
        if (not reached and not stream_ and end_.passed())
            throw CannotTell{
                Kind::timed_out, "the sessions for connections were busy all the time"};
        if (not reached)
            return std::nullopt;
        if (reached->how == How::timed_out)
            line_->is_retired = line_->connection->dials() == Dials::one_at_a_time;
        leave_line();
        if (reached->how == How::open)
            return reached;
        stream_.reset();
        if (not failed_ or failed_->how == How::timed_out)
            failed_ = reached;
        ++next_;
    }
    if (failed_->how == How::timed_out)
        return failed_;
    way_ = Way::tool;
    return std::nullopt;
}

std::optional<Reached> FarStream::reached_by_tool() {
    try {
        if (not stream_)
            stream_ = std::make_unique<ToolStream>(*place_.shells_, peer_, end_);
        return stream_->reached();
    } catch (const CannotTell& why) {
        if (why.kind == Kind::lost)
            throw;
        // What sshd said stands where no tool can say it better.
        if (failed_)
            return failed_;
        throw CannotTell(objection_ ? *objection_ : why);
    }
}

}  // namespace muster
