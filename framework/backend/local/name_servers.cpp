#include "framework/backend/local/name_servers.hpp"

#include "framework/backend/local/conversations.hpp"
#include "framework/backend/local/dialling.hpp"
#include "framework/backend/local/lookup.hpp"
#include "framework/backend/name_servers.hpp"
#include "framework/backend/system_error.hpp"
#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/protocol/dns.hpp"

#include <fmt/format.h>

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace muster::local {

namespace {

using How = Reached::How;

/// An address in digits is known at once. Throws CannotTell when it has no meaning here (`fe80::1%nosuch`).
Address address_of(const Dns& question) {
    const Lookup lookup(question.server, question.port);
    const auto* found = lookup.result();
    if (found == nullptr or found->error != 0)
        throw CannotTell{Kind::failed, quoted(question.server) + " is no address here"};
    return found->addresses.front();
}

class OverUdp : public Activity {
public:
    explicit OverUdp(const Dns& question)
        : timeout_(question.timeout),
          tries_left_(question.tries),
          query_(query_of(question)),
          peer_(address_of(question)),
          socket_(::socket(peer_.place.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)),
          end_(Nanoseconds::zero()) {
        if (not socket_)
            throw cannot("asking", peer_.text, errno);
        // Connected: datagrams of anybody else do not reach us, and a refusal does.
        const auto* place = reinterpret_cast<const sockaddr*>(&peer_.place);
        if (::connect(socket_.number(), place, peer_.size) != 0)
            failure_ = errno;
    }

    std::optional<Answer> advance() override {
        if (failure_ == 0)
            receive();
        if (message_)
            return DnsReply{{How::open, peer_.text + " over UDP"}, std::move(message_)};
        if (failure_ == 0 and end_.passed() and tries_left_ > 0)
            send();
        if (failure_ != 0)
            return DnsReply{failed(), {}};
        if (end_.passed())
            return DnsReply{
                {How::timed_out, fmt::format("{}: silent over UDP", escaped(peer_.text))}, {}};
        return std::nullopt;
    }

    void watch(std::vector<pollfd>& descriptors) const override {
        descriptors.push_back({socket_.number(), POLLIN, 0});
    }
    Deadline wake() const override { return end_; }

private:
    Reached failed() const {
        if (failure_ == EACCES or failure_ == EPERM)
            throw cannot("asking", peer_.text, failure_);
        const auto how = failure_ == ECONNREFUSED ? How::refused : How::unreachable;
        return {how, fmt::format("{}: {} over UDP", escaped(peer_.text), error_text(failure_))};
    }

    void send() {
        --tries_left_;
        end_ = Deadline(timeout_);
        if (::send(socket_.number(), query_.data(), query_.size(), MSG_NOSIGNAL) < 0
            and errno != EAGAIN and errno != EINTR)
            failure_ = errno;
    }

    void receive() {
        constexpr std::size_t largest = 65535;
        std::string datagram(largest, '\0');
        while (not message_) {
            const auto size = ::recv(socket_.number(), datagram.data(), datagram.size(), 0);
            if (size < 0 and errno == EINTR)
                continue;
            if (size < 0) {
                failure_ = errno == EAGAIN ? 0 : errno;
                return;
            }
            message_ = dns_reply({datagram.data(), static_cast<std::size_t>(size)}, query_);
        }
    }

    Nanoseconds timeout_;
    unsigned tries_left_;
    std::string query_;
    Address peer_;
    FileDescriptor socket_;
    Deadline end_;  ///< of the try that goes on
    int failure_ = 0;
    std::optional<DnsMessage> message_;
};

class OverTcp : public Activity {
public:
    OverTcp(const Dns& question, const Limits& limits) : query_(query_of(question)) {
        Talk talk{.host = question.server, .port = question.port, .timeout = question.timeout};
        talk.send = dns_frame(query_);
        const auto is_enough = [query = query_](std::string_view bytes) {
            return dns_reply_in(bytes, query).has_value();
        };
        auto started = start_conversation([&](const Dial& dial) {
            return talk_over(dial, talk, limits, is_enough);
        });
        conversation_ = std::get<std::unique_ptr<Activity>>(std::move(started));
    }

    std::optional<Answer> advance() override {
        auto answer = conversation_->advance();
        if (not answer)
            return std::nullopt;
        auto& reply = std::get<Reply>(*answer);
        reply.reached.remark += " over TCP";
        return reply_from(reply.bytes, query_, std::move(reply.reached));
    }
    void watch(std::vector<pollfd>& descriptors) const override {
        conversation_->watch(descriptors);
    }
    Deadline wake() const override { return conversation_->wake(); }

private:
    std::string query_;
    std::unique_ptr<Activity> conversation_;
};

/// UDP, and TCP where that was not enough.
class OverEither : public Activity {
public:
    OverEither(Dns question, const Limits& limits)
        : question_(std::move(question)),
          limits_(limits),
          current_(std::make_unique<OverUdp>(question_)) {}

    std::optional<Answer> advance() override {
        if (not first_) {
            first_ = answer_of_current();
            if (not first_ or is_whole(*first_))
                return first_;
            current_ = std::make_unique<OverTcp>(question_, limits_);
        }
        const auto second = answer_of_current();
        return second ? std::optional(settled(*first_, *second)) : std::nullopt;
    }
    void watch(std::vector<pollfd>& descriptors) const override { current_->watch(descriptors); }
    Deadline wake() const override { return current_->wake(); }

private:
    /// What one transport could not find out is no reason not to try the other.
    std::optional<Answer> answer_of_current() {
        bool is_done = true;
        auto answer = answered([&]() -> Answer {
            auto result = current_->advance();
            is_done = result.has_value();
            return is_done ? std::move(*result) : Answer{};
        });
        return is_done ? std::optional(std::move(answer)) : std::nullopt;
    }

    Dns question_;
    const Limits& limits_;
    std::unique_ptr<Activity> current_;
    std::optional<Answer> first_;
};

}  // namespace

Started start_asking(const Dns& question, const Limits& limits) {
    if (const auto why = objection_to(question))
        return *why;
    if (question.over == Over::udp)
        return std::make_unique<OverUdp>(question);
    if (question.over == Over::tcp)
        return std::make_unique<OverTcp>(question, limits);
    return std::make_unique<OverEither>(question, limits);
}

}  // namespace muster::local
