#pragma once

#include "framework/fleet/alert/message.hpp"
#include "framework/fleet/watch/watch_file.hpp"
#include "framework/model/http.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace muster {

/// What a POST came to.
struct HttpOutcome {
    int status = 0;       ///< 0: there was no answer, and `trouble` says why
    std::string trouble;  ///< "connection refused"; of an answer what else is known of it
    std::optional<Nanoseconds> retry_after =
        {};  ///< of the header of this name, where there is one
};

struct Posting {
    std::string url;
    Headers headers;
    std::string body;
    std::string token;  ///< the name of the secret that is sent as a bearer token; empty: none
};

/// Sends it over the network; does not throw.
using Post = std::function<HttpOutcome(const Posting& posting)>;

/// Why a message was not delivered. Nothing secret is in it: the url of a webhook is one.
struct Undelivered {
    std::string why;
    bool refused = false;  ///< the same again would be refused again: it is not tried any more
    std::optional<Nanoseconds> not_before = {};  ///< what the other side asked for
};

/// How a message gets to where a channel leads.
class Delivery {
public:
    virtual ~Delivery() = default;
    /// Nothing when it has been taken over.
    virtual std::optional<Undelivered> deliver(
        const AlertChannel& channel, const Message& message
    ) = 0;
};

/// For channels of every kind: `post` for webhooks and Alertmanagers, a program for mails and commands, which has
/// `patience`. The clock dates mails.
std::unique_ptr<Delivery> usual_delivery(
    Post post, Nanoseconds patience = std::chrono::seconds(30), Clock clock = system_now
);

/// When a message is tried again that was not delivered at its `tries`th try (from 1): after 10 s, 30 s, 1 min, then
/// twice as long each time up to an hour, later where the other side asked for that, up to a day. Nothing: it was
/// refused.
std::optional<Nanoseconds> wait_before_next_try(int tries, const Undelivered& undelivered);

}  // namespace muster
