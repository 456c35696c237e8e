// HTTP as the target sees it: one request (and its redirects) for all attributes.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/base/url.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/http_headers.hpp"
#include "matchers/certificate/key.hpp"
#include "matchers/certificate/words.hpp"
#include "matchers/http/request.hpp"
#include "matchers/http/words.hpp"
#include "matchers/peer/words.hpp"

namespace muster {

namespace {

using How = Reached::How;

/// Whom the request went to, for a reader.
std::string peer_of(const Http& http) {
    const auto parsed = url_from(http.proxy.empty() ? http.url : http.proxy);
    const auto* url = std::get_if<Url>(&parsed);
    const auto peer = url == nullptr ? http.url : url->authority();
    return http.proxy.empty() ? peer : "the proxy " + peer;
}

/// What came of a request.
struct Outcome {
    HttpReply reply;
    std::string trouble;  ///< why no complete response came; empty: one did

    bool is_unknown_name() const { return reply.reached.how == How::not_resolved; }
    /// What every attribute is of a peer that gave no complete answer.
    Value instead() const { return no_answer(trouble); }
};

Task<Outcome> outcome_of(Host& host, Subject subject) {
    const auto http = request_of(subject, host.limits());
    auto asked = host.http(http);
    Outcome outcome;
    outcome.reply = co_await asked;
    const auto& reached = outcome.reply.reached;
    outcome.trouble = reached.how == How::open ? outcome.reply.trouble
                                               : story_of(peer_of(http), reached, http.timeout);
    co_return outcome;
}

Value flag_of(bool is, const std::string& remark) {
    Value flag = is;
    flag.remark = remark;
    return flag;
}

Task<Value> reachable(Host& host, Fact fact) {
    auto asked = outcome_of(host, fact.subject);
    const auto& outcome = co_await asked;
    if (outcome.is_unknown_name())
        co_return outcome.instead();
    co_return flag_of(outcome.reply.reached.how == How::open, outcome.trouble);
}

Task<Value> answers(Host& host, Fact fact) {
    auto asked = outcome_of(host, fact.subject);
    const auto& outcome = co_await asked;
    if (outcome.is_unknown_name())
        co_return outcome.instead();
    co_return flag_of(outcome.trouble.empty(), outcome.trouble);
}

Value value_of(const HttpReply& reply, const Fact& fact) {
    const auto& response = reply.response;
    if (fact.attribute == "status") {
        Value status = response.status;
        status.remark =
            reply.redirected_to.empty() ? "" : "redirected to " + escaped(reply.redirected_to);
        return status;
    }
    if (fact.attribute == "time")
        return std::chrono::duration<double>(reply.time).count();
    if (fact.attribute == "protocol")
        return response.protocol;
    if (fact.attribute == "body")
        return response.body;
    if (fact.attribute == "redirected_to")
        return reply.redirected_to.empty() ? not_set : Value(reply.redirected_to);
    const auto values = header_values(response.headers, fact.parameter());
    if (fact.attribute == "headers")
        return sequence_of_texts(values);
    if (fact.attribute == "has_header")
        return not values.empty();
    return values.empty() ? not_set : Value(join(values, ", "));
}

/// All that only a complete response has.
Task<Value> of_response(Host& host, Fact fact) {
    auto asked = outcome_of(host, fact.subject);
    const auto& outcome = co_await asked;
    co_return outcome.trouble.empty() ? value_of(outcome.reply, fact) : outcome.instead();
}

/// A certificate is known as soon as it was shown, whatever came of the request.
Task<Value> of_certificate(Host& host, Fact fact) {
    auto asked = outcome_of(host, fact.subject);
    const auto& outcome = co_await asked;
    if (outcome.reply.tls.chain.empty() and not outcome.trouble.empty())
        co_return outcome.instead();
    co_return certificate_value(fact, outcome.reply.tls, host.now());
}

Task<Value> key_of_certificate(Host& host, Fact fact) {
    auto asked = outcome_of(host, fact.subject);
    auto telling = public_half_of(host, fact.parameter());
    const auto& outcome = co_await asked;
    if (outcome.reply.tls.chain.empty())
        co_return outcome.trouble.empty() ? absent : outcome.instead();
    const auto& public_half = co_await telling;
    co_return matches_key(outcome.reply.tls, public_half, fact.parameter());
}

std::vector<ReaderEntry> readers() {
    std::vector<ReaderEntry> entries = {
        {"reachable", reachable},
        {"answers", answers},
        {"status", of_response},
        {"time", of_response},
        {"protocol", of_response},
        {"body", of_response},
        {"header", of_response},
        {"headers", of_response},
        {"has_header", of_response},
        {"redirected_to", of_response},
    };
    const auto entry = http_entry();
    for (const auto& attribute : find_view(entry, "certificate")->attributes)
        entries.push_back(
            {attribute.name,
             attribute.name == "matches_key" ? key_of_certificate : of_certificate,
             "certificate"}
        );
    return entries;
}

}  // namespace

std::span<const Resource> http_resources() {
    static const Resource resource = {.entry = http_entry(), .readers = readers()};
    return {&resource, 1};
}

}  // namespace muster
