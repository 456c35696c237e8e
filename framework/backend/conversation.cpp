#include "framework/backend/conversation.hpp"

#include "framework/base/display.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

using How = Reached::How;

class Probe : public Conversation {
public:
    Probe(const Dial& dial, const ProbeTcp& probe)
        : end_(probe.timeout),
          stream_(dial({.host = probe.host, .port = probe.port, .source = probe.source}, end_)) {}

    std::optional<Answer> advance() override {
        auto reached = stream_->reached();
        return reached ? std::optional<Answer>(std::move(*reached)) : std::nullopt;
    }
    Deadline end() const override { return end_; }

private:
    Deadline end_;
    std::unique_ptr<Stream> stream_;
};

std::string title_of(const Talk& talk) {
    return talk.host.empty() ? escaped(talk.path)
                             : fmt::format("{}:{}", escaped(talk.host), talk.port);
}

class Dialogue : public Conversation {
public:
    Dialogue(const Dial& dial, const Talk& talk, std::uint64_t limit, IsEnough is_enough)
        : talk_(talk),
          limit_(limit),
          is_enough_(std::move(is_enough)),
          end_(talk.timeout),
          stream_(dial(
              {.host = talk.host, .port = talk.port, .path = talk.path, .source = talk.source}, end_
          )) {}

    std::optional<Answer> advance() override {
        if (not reached_) {
            reached_ = stream_->reached();
            if (not reached_)
                return std::nullopt;
            if (reached_->how != How::open)
                return Reply{*reached_, ""};
        }
        while (sent_ < talk_.send.size()) {
            const auto size = stream_->write(std::string_view(talk_.send).substr(sent_));
            sent_ += size;
            if (size == 0)
                break;
        }
        const auto state = read_some();
        if (is_complete() or state == Stream::State::ended)
            return Reply{*reached_, std::move(bytes_)};
        if (state == Stream::State::reset)
            return answer(How::closed, ": the connection was reset");
        if (end_.passed())
            return answer(
                How::timed_out, ": connected, but not finished within " + to_words(talk_.timeout)
            );
        return std::nullopt;
    }
    Deadline end() const override { return end_; }

private:
    Answer answer(How how, const std::string& remark) {
        return Reply{{how, reached_->remark + remark, reached_->time}, std::move(bytes_)};
    }

    Stream::State read_some() {
        while (not is_complete() and not end_.passed()) {
            std::string piece;
            const auto state = stream_->read(piece);
            take(piece);
            if (state != Stream::State::goes_on or piece.empty())
                return state;
        }
        return Stream::State::goes_on;
    }

    /// What comes behind the mark is left out: how much of it had arrived would be chance.
    void take(std::string_view piece) {
        const auto from = bytes_.size() - std::min(bytes_.size(), talk_.mark.size());
        bytes_ += piece;
        const auto mark = talk_.mark.empty() ? std::string::npos : bytes_.find(talk_.mark, from);
        if (mark != std::string::npos)
            bytes_.resize(mark + talk_.mark.size());
        if (bytes_.size() > limit_)
            throw CannotTell{
                Kind::too_large,
                fmt::format(
                    "{} sent more than {} bytes, the limit of output", title_of(talk_), limit_
                )};
    }

    bool is_complete() const {
        if (is_enough_)
            return is_enough_(bytes_);
        return not talk_.mark.empty() and bytes_.ends_with(talk_.mark);
    }

    Talk talk_;
    std::uint64_t limit_;
    IsEnough is_enough_;
    Deadline end_;
    std::unique_ptr<Stream> stream_;
    std::optional<Reached> reached_;
    std::size_t sent_ = 0;
    std::string bytes_;
};

}  // namespace

std::unique_ptr<Conversation> probe_over(const Dial& dial, const ProbeTcp& probe) {
    return std::make_unique<Probe>(dial, probe);
}

std::unique_ptr<Conversation> talk_over(
    const Dial& dial, const Talk& talk, const Limits& limits, IsEnough is_enough
) {
    if (talk.host.empty() and talk.path.empty())
        throw CannotTell{Kind::unsupported, "\"\" is no path that a unix socket can have"};
    return std::make_unique<Dialogue>(dial, talk, limits.output, std::move(is_enough));
}

}  // namespace muster
