#include "framework/backend/local/conversations.hpp"

#include "framework/backend/local/dialling.hpp"
#include "framework/backend/local/lookup.hpp"
#include "framework/backend/local/system_error.hpp"
#include "framework/base/display.hpp"

#include <fmt/format.h>

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace muster::local {

namespace {

using How = Reached::How;

enum class Purpose { probe, talk };

std::string title_of(const Talk& talk) {
    return talk.host.empty() ? escaped(talk.path)
                             : fmt::format("{}:{}", escaped(talk.host), talk.port);
}

/// Why a name has no address, if that is known for sure; else throws CannotTell.
Reached unknown_name(const std::string& host, const Lookup::Result& result) {
    if (result.error == EAI_NONAME or result.error == EAI_NODATA or result.error == EAI_ADDRFAMILY)
        return {
            How::not_resolved, fmt::format("{}: {}", escaped(host), ::gai_strerror(result.error))};
    if (result.error == EAI_SYSTEM)
        throw cannot("looking up", host, result.system_error);
    const auto kind = result.error == EAI_AGAIN ? Kind::timed_out : Kind::failed;
    throw CannotTell{
        kind, fmt::format("looking up {}: {}", escaped(host), ::gai_strerror(result.error))};
}

/// Finding an address, connecting, sending, reading: one after the other, none of them waiting.
class Conversation : public Activity {
public:
    Conversation(Talk talk, Purpose purpose, std::uint64_t limit)
        : talk_(std::move(talk)), purpose_(purpose), limit_(limit), end_(talk_.timeout) {
        if (talk_.host.empty() and purpose_ == Purpose::talk)
            dialling_.emplace(std::vector{unix_address(talk_.path)}, end_);
        else
            lookup_.emplace(talk_.host, talk_.port);
    }

    std::optional<Answer> advance() override {
        if (not dialling_) {
            const auto* found = lookup_->result();
            if (found == nullptr)
                return still_looking();
            if (found->error != 0)
                return answer(unknown_name(talk_.host, *found));
            dialling_.emplace(found->addresses, end_);
        }
        if (not socket_) {
            auto reached = dialling_->advance();
            if (not reached)
                return std::nullopt;
            if (purpose_ == Purpose::probe or reached->how != How::open)
                return answer(std::move(*reached));
            reached_ = std::move(*reached);
            socket_ = dialling_->take_socket();
        }
        return converse();
    }

    void watch(std::vector<pollfd>& descriptors) const override {
        if (not dialling_)
            descriptors.push_back({lookup_->descriptor(), POLLIN, 0});
        else if (not socket_)
            dialling_->watch(descriptors);
        else
            descriptors.push_back(
                {socket_.number(),
                 static_cast<short>(unsent().empty() ? POLLIN : POLLIN | POLLOUT),
                 0}
            );
    }

    Deadline wake() const override { return dialling_ and not socket_ ? dialling_->wake() : end_; }

private:
    enum class Stream { goes_on, ended, reset };

    std::string_view unsent() const { return std::string_view(talk_.send).substr(sent_); }

    std::optional<Answer> still_looking() const {
        if (not end_.passed())
            return std::nullopt;
        throw CannotTell{
            Kind::timed_out,
            fmt::format(
                "looking up {} did not end within {}", escaped(talk_.host), to_words(talk_.timeout)
            )};
    }

    std::optional<Answer> converse() {
        const auto sending = send_some();
        const auto reading = read_some();
        if (has_mark() or reading == Stream::ended)
            return answer(reached_);
        if (reading == Stream::reset or sending == Stream::reset)
            return answer({How::closed, reached_.remark + ": the connection was reset"});
        if (end_.passed())
            return answer(
                {How::timed_out,
                 fmt::format(
                     "{}: connected, but not finished within {}",
                     reached_.remark,
                     to_words(talk_.timeout)
                 )}
            );
        return std::nullopt;
    }

    Stream send_some() {
        while (not unsent().empty()) {
            const auto rest = unsent();
            const auto size = ::send(socket_.number(), rest.data(), rest.size(), MSG_NOSIGNAL);
            if (size < 0 and errno == EINTR)
                continue;
            if (size < 0)
                return errno == EAGAIN ? Stream::goes_on : Stream::reset;
            sent_ += static_cast<std::size_t>(size);
        }
        return Stream::goes_on;
    }

    Stream read_some() {
        std::array<char, 16UL * 1024>
            piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): recv(2) fills it
        while (not has_mark() and not end_.passed()) {
            const auto size = ::recv(socket_.number(), piece.data(), piece.size(), 0);
            if (size < 0 and errno == EINTR)
                continue;
            if (size < 0)
                return errno == EAGAIN ? Stream::goes_on : Stream::reset;
            if (size == 0)
                return Stream::ended;
            take({piece.data(), static_cast<std::size_t>(size)});
        }
        return Stream::goes_on;
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

    bool has_mark() const { return not talk_.mark.empty() and bytes_.ends_with(talk_.mark); }

    Answer answer(Reached reached) {
        if (purpose_ == Purpose::probe)
            return reached;
        return Reply{std::move(reached), std::move(bytes_)};
    }

    Talk talk_;
    Purpose purpose_;
    std::uint64_t limit_;
    Deadline end_;
    std::optional<Lookup> lookup_;
    std::optional<Dialling> dialling_;
    FileDescriptor socket_;
    Reached reached_;
    std::size_t sent_ = 0;
    std::string bytes_;
};

}  // namespace

Started start_probe(const ProbeTcp& probe) {
    Talk talk{.host = probe.host, .port = probe.port, .timeout = probe.timeout};
    return std::make_unique<Conversation>(std::move(talk), Purpose::probe, 0);
}

Started start_talk(const Talk& talk, const Limits& limits) {
    return std::make_unique<Conversation>(talk, Purpose::talk, limits.output);
}

}  // namespace muster::local
