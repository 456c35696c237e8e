#include "framework/fleet/alert/delivery.hpp"

#include "framework/base/display.hpp"
#include "framework/fleet/alert/command.hpp"
#include "framework/fleet/alert/forms/alertmanager.hpp"
#include "framework/fleet/alert/forms/chat.hpp"
#include "framework/fleet/alert/forms/environment.hpp"
#include "framework/fleet/alert/forms/mail.hpp"
#include "framework/fleet/alert/route.hpp"
#include "reporters/support/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_why = 400;

/// A text without the url, which lets whoever knows it write to the channel; its path alone does, too.
std::string without_url(std::string text, const std::string& url) {
    const auto scheme = url.find("://");
    const auto path = scheme == std::string::npos ? scheme : url.find('/', scheme + 3);
    constexpr std::size_t shortest_secret = 2;  // "/" is in every url
    for (const auto& part : {url, path == std::string::npos ? "" : url.substr(path)})
        if (part.size() >= shortest_secret)
            for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 3))
                text.replace(at, part.size(), "…");
    return text;
}

/// RFC 9110, 15: what is wrong with the request itself stays wrong, but for a time-out and too many of them.
bool is_refusal(int status) {
    constexpr int request_timeout = 408;
    constexpr int too_many_requests = 429;
    return status >= 400 and status < 500 and status != request_timeout
           and status != too_many_requests;
}

std::optional<Undelivered> judged(const HttpOutcome& outcome, const std::string& url) {
    if (outcome.status >= 200 and outcome.status < 300)
        return std::nullopt;
    const auto trouble = escaped(without_url(outcome.trouble, url), longest_why);
    if (outcome.status == 0)
        return Undelivered{trouble.empty() ? "no answer" : trouble};
    return Undelivered{
        fmt::format(
            "{} {}{}{}",
            is_refusal(outcome.status) ? "refused with" : "answered with",
            outcome.status,
            trouble.empty() ? "" : ": ",
            trouble
        ),
        is_refusal(outcome.status),
        outcome.retry_after};
}

/// Nothing in it can turn round what a terminal or a page shows of it.
std::string own_json(const Message& message) {
    return visible_json(to_text(to_json(message)));
}

std::string body_of(const AlertChannel& channel, const Message& message) {
    if (channel.kind == AlertChannel::Kind::alertmanager)
        return alertmanager_alerts(message, repeat_of(channel));
    switch (channel.form) {
    case AlertChannel::Form::slack: return slack_message(message);
    case AlertChannel::Form::mattermost: return mattermost_message(message);
    case AlertChannel::Form::muster: break;
    }
    return own_json(message);
}

/// Of an Alertmanager its own address, or where alerts go already.
std::string url_of(const AlertChannel& channel) {
    auto url = channel.url;
    if (channel.kind != AlertChannel::Kind::alertmanager or url.ends_with(alertmanager_path))
        return url;
    while (url.ends_with('/'))
        url.pop_back();
    return url + std::string(alertmanager_path);
}

class UsualDelivery : public Delivery {
public:
    UsualDelivery(Post post, Nanoseconds patience, Clock clock)
        : post_(std::move(post)), patience_(patience), clock_(clock) {
        MUSTER_ASSERT(post_ != nullptr);
    }

    std::optional<Undelivered> deliver(const AlertChannel& channel, const Message& message)
        override {
        switch (channel.kind) {
        case AlertChannel::Kind::webhook:
        case AlertChannel::Kind::alertmanager: return posted(channel, message);
        case AlertChannel::Kind::mail: return mailed(channel, message);
        case AlertChannel::Kind::command: break;
        }
        return run({channel.command, own_json(message), notice_environment(message)});
    }

private:
    std::optional<Undelivered> posted(const AlertChannel& channel, const Message& message) {
        const auto url = url_of(channel);
        const auto outcome = post_(
            {url, {{"Content-Type", "application/json"}}, body_of(channel, message), channel.token}
        );
        return judged(outcome, url);
    }

    std::optional<Undelivered> mailed(const AlertChannel& channel, const Message& message) {
        auto words = channel.command;
        if (words.empty())  // who gets it stands in the mail, and a lone dot ends nothing
            words = {"/usr/sbin/sendmail", "-i", "-t"};
        return run({words, mail_of(message, channel.from, channel.to, clock_()), {}});
    }

    std::optional<Undelivered> run(LoopCommand command) {
        command.patience = patience_;
        auto trouble = trouble_of_running(command);
        return trouble.empty() ? std::nullopt : std::optional(Undelivered{std::move(trouble)});
    }

    Post post_;
    Nanoseconds patience_;
    Clock clock_;
};

}  // namespace

std::unique_ptr<Delivery> usual_delivery(Post post, Nanoseconds patience, Clock clock) {
    return std::make_unique<UsualDelivery>(std::move(post), patience, clock);
}

std::optional<Nanoseconds> wait_before_next_try(int tries, const Undelivered& undelivered) {
    constexpr std::array<Nanoseconds, 9> schedule = {
        10s, 30s, 1min, 2min, 4min, 8min, 16min, 32min, 1h};
    constexpr Nanoseconds longest_asked_for = 24h;
    if (undelivered.refused)
        return std::nullopt;
    const auto place =
        std::clamp<std::size_t>(static_cast<std::size_t>(std::max(tries, 1)), 1, schedule.size());
    const auto asked_for =
        std::min(undelivered.not_before.value_or(Nanoseconds::zero()), longest_asked_for);
    return std::max(schedule.at(place - 1), asked_for);
}

}  // namespace muster
