#include "framework/cli/watch_network.hpp"

#include "framework/base/text.hpp"
#include "framework/run/open_backend.hpp"

#include <array>
#include <utility>

namespace muster {

namespace {

constexpr auto patience = std::chrono::seconds(20);

std::optional<Nanoseconds> retry_after(const HttpResponse& response) {
    for (const auto& [name, value] : response.headers)
        if (lower_case(name) == "retry-after")
            if (const auto seconds = whole_number(trimmed(value)); seconds and *seconds >= 0)
                return std::chrono::seconds(std::min<std::int64_t>(*seconds, 24 * 3600));
    return std::nullopt;
}

std::string why_not_reached(const Reached& reached) {
    if (not reached.remark.empty())
        return reached.remark;
    switch (reached.how) {
    case Reached::How::refused: return "connection refused";
    case Reached::How::unreachable: return "no route to it";
    case Reached::How::timed_out: return "no answer in time";
    case Reached::How::not_resolved: return "its name is not known";
    case Reached::How::closed: return "it hung up";
    case Reached::How::open:
    case Reached::How::failed: break;
    }
    return "not reached";
}

HttpOutcome outcome_of(const HttpReply& reply) {
    if (reply.reached.how != Reached::How::open)
        return {0, why_not_reached(reply.reached), {}};
    if (not reply.trouble.empty())
        return {0, reply.trouble, {}};
    return {reply.response.status, "", retry_after(reply.response)};
}

HttpOutcome exchange(const OpenBackend& open, Http request) {
    try {
        request.timeout = patience;
        std::vector<std::string> notices;
        const auto here = open(described_target("local"), notices);
        const std::array<Question, 1> batch{Question(std::move(request))};
        const auto answers = here->exchange(batch, Deadline(patience));
        if (const auto* reply = std::get_if<HttpReply>(&answers.front()))
            return outcome_of(*reply);
        if (const auto* why = std::get_if<CannotTell>(&answers.front()))
            return {0, why->message, {}};
        return {0, "no answer", {}};
    } catch (const CannotTell& why) {
        return {0, why.message, {}};
    } catch (const std::exception& mistake) {  // a Post does not throw
        return {0, mistake.what(), {}};
    }
}

}  // namespace

Post post_from_here(OpenBackend open, TellWatchSecret tell) {
    return [open = std::move(open), tell = std::move(tell)](const Posting& posting) -> HttpOutcome {
        Http request;
        request.url = posting.url;
        request.method = "POST";
        request.headers = posting.headers;
        request.body = posting.body;
        try {
            if (not posting.token.empty())
                request.password =
                    hidden(std::string(tell(posting.token).revealed()), "the token of a channel");
        } catch (const CannotTell& why) {
            return {0, why.message, {}};
        }
        return exchange(open, std::move(request));
    };
}

std::function<HttpOutcome(const std::string& url)> get_from_here(OpenBackend open) {
    return [open = std::move(open)](const std::string& url) {
        Http request;
        request.url = url;
        return exchange(open, std::move(request));
    };
}

}  // namespace muster
