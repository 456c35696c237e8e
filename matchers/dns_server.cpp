// Name servers: whether one answers at all, and to whom. What it does is an observation (RESOURCES 1.3), so its
// silence is a value here, and no reason to say "cannot tell".

#include "framework/base/display.hpp"
#include "framework/host/resource.hpp"
#include "framework/platform/name_servers.hpp"
#include "matchers/dns/question.hpp"

#include <algorithm>

namespace muster {

namespace {

/// Throws CannotTell when UDP or TCP could not be tried, and nothing came over the other.
Task<ServerReply> reply_to(Host& host, Subject subject, Dns question) {
    question.server = subject.name();
    ServerReply asked{with_qualifiers(std::move(question), subject), {}};
    auto asking = host.dns(asked.question);
    asked.reply = co_await asking;
    co_return asked;
}

/// What every server can be asked.
Task<ServerReply> reply_about_root(Host& host, Subject subject) {
    auto asking = reply_to(host, subject, question_about(host, ".", "NS"));
    co_return co_await asking;
}

Task<Value> answers(Host& host, Fact fact) {
    auto asking = reply_about_root(host, fact.subject);
    const auto asked = co_await asking;
    Value value = asked.reply.message.has_value();
    if (not asked.reply.message)
        value.remark = no_answer_from(asked);
    co_return value;
}

Task<Value> recursive(Host& host, Fact fact) {
    auto asking = reply_about_root(host, fact.subject);
    const auto asked = co_await asking;
    if (not asked.reply.message)
        co_return no_answer(no_answer_from(asked));
    co_return asked.reply.message->recursion_available;
}

bool has_soa(const DnsMessage& message, const std::string& zone) {
    const auto labels = labels_from(zone);
    return labels and std::ranges::any_of(message.answers, [&](const DnsRecord& record) {
               return record.type == "SOA" and record.name == domain_name_of(*labels);
           });
}

Task<Value> authoritative_for(Host& host, Fact fact) {
    const auto zone = fact.parameter();
    if (not labels_from(zone))
        co_return wrong_kind(quoted(zone) + " is no domain name");
    auto asking = reply_to(host, fact.subject, question_about(host, zone, "SOA"));
    const auto asked = co_await asking;
    if (not asked.reply.message)
        co_return no_answer(no_answer_from(asked));
    const auto& message = any_message_of(asked);
    // A SOA fits into a datagram; one that was cut short is seen by its AA alone.
    const bool tells_soa = message.truncated or has_soa(message, zone);
    Value value = message.authoritative and message.rcode == "NOERROR" and tells_soa;
    value.remark = "it says " + message.rcode + (message.authoritative ? "" : ", without AA");
    co_return value;
}

std::string broken_subject(const Subject& subject) {
    auto why = why_broken_server(subject.name());
    return why.empty() ? why_broken_qualifiers(subject) : why;
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
std::span<const Resource> dns_server_resources() {
    static const Resource resource = {
        .entry =
            {
                .name = "dns_server",
                .summary = "A name server, as the target sees it.",
                .in_image = InImage::no_network,
                .absence = "does not answer",
                .subject = {{.name = "address", .meaning = "an IP address"}},
                .qualifiers = name_server_qualifiers(),
                .attributes =
                    {
                        {.name = "answers",
                         .type = Type::flag,
                         .meaning =
                             "a well-formed reply, REFUSED too, to NS of the root, over UDP or "
                             "TCP",
                         .when_absent = Value(false)},
                        {.name = "recursive",
                         .type = Type::flag,
                         .meaning = "it asks other servers for us (RA)"},
                        {.name = "authoritative_for",
                         .type = Type::flag,
                         .meaning = "it answers the SOA of the zone as one that has it (AA)",
                         .parameters = {{.name = "zone", .meaning = "a domain name"}}},
                    },
                .example =
                    R"(expect(dns_server("192.0.2.53").answers and not dns_server("192.0.2.53").recursive);
expect(dns_server("192.0.2.53").authoritative_for("example.org"));)",
                .yaml_example =
                    R"(- all_of: [{dns_server: 192.0.2.53, answers: true, recursive: false}]
- {dns_server: 192.0.2.53, authoritative_for: {example.org: true}})",
                .details =
                    R"(A server that refuses, is silent or sends what is no reply does not answer, and the other attributes have no
value then. That it does not answer is said only when it was asked over UDP and over TCP: from afar UDP needs
perl, python3 or dig on the target, else it cannot be told.)",
                .from_anywhere = true,
                .broken_subject = broken_subject,
            },
        .readers =
            {
                {"answers", answers},
                {"recursive", recursive},
                {"authoritative_for", authoritative_for},
            },
    };
    return {&resource, 1};
}

}  // namespace muster
