#include "framework/platform/name_servers.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

bool says_something(const DnsReply& reply) {
    return reply.message
           and (reply.message->rcode == "NOERROR" or reply.message->rcode == "NXDOMAIN");
}

/// Follows the aliases of `name` within one reply; what its last one leads to.
std::string follow_aliases(
    const DnsMessage& message, std::string name, std::vector<DnsRecord>& aliases
) {
    // As many steps as there are records: aliases that lead in a circle end somewhere.
    for (std::size_t step = 0; step < message.answers.size(); ++step) {
        const auto alias = std::ranges::find_if(message.answers, [&](const DnsRecord& record) {
            return record.type == "CNAME" and record.name == name;
        });
        if (alias == message.answers.end())
            break;
        aliases.push_back(*alias);
        name = alias->text;
    }
    return name;
}

bool has(const std::vector<DnsRecord>& records, std::string_view type) {
    return std::ranges::find(records, type, &DnsRecord::type) != records.end();
}

std::vector<DnsRecord> records_of(
    const DnsMessage& message, const std::string& name, const std::string& type
) {
    std::vector<DnsRecord> records;
    std::ranges::copy_if(message.answers, std::back_inserter(records), [&](const auto& record) {
        return record.type == type and record.name == name;
    });
    return records;
}

/// A reply without records is a fact only of a server that has the zone, or asks those that have it.
void refuse_ignorance(const ServerReply& asked, const DnsMessage& message) {
    if (message.truncated)
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "the reply of {} was cut short: {}",
                server_of(asked.question),
                asked.reply.reached.remark
            ),
            "is TCP port 53 open?"};
    const bool knows = message.authoritative or message.recursion_available;
    if (not knows and message.answers.empty() and message.rcode == "NOERROR")
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "{} neither has the zone of {} nor asks others for us",
                server_of(asked.question),
                escaped(asked.question.name)
            )};
}

}  // namespace

Dns question_about(const Host& host, std::string name, std::string type) {
    const auto limits = host.limits();
    return {
        .server = {},
        .name = std::move(name),
        .type = std::move(type),
        .timeout = limits.network,
        .tries = limits.dns_tries};
}

std::string server_of(const Dns& question) {
    const bool is_v6 = question.server.find(':') != std::string::npos;
    return is_v6 ? fmt::format("[{}]:{}", question.server, question.port)
                 : fmt::format("{}:{}", question.server, question.port);
}

std::string no_answer_from(const ServerReply& asked) {
    const auto how = asked.reply.reached.how;
    const auto word = how == Reached::How::timed_out ? " in " + to_words(asked.question.timeout)
                                                     : ": " + describe(Answer(Reached{how, ""}));
    return fmt::format("no answer from {}{}", server_of(asked.question), word);
}

Task<ServerReply> ask_name_servers(Host& host, Dns question, std::vector<std::string> servers) {
    MUSTER_ASSERT(not servers.empty());
    ServerReply last;
    for (const auto& server : servers) {
        question.server = server;
        auto asking = host.dns(question);
        const auto& reply = co_await asking;
        last = ServerReply{question, reply};
        if (says_something(last.reply))
            break;
    }
    co_return last;
}

const DnsMessage& any_message_of(const ServerReply& asked) {
    if (not asked.reply.message)
        throw CannotTell{Kind::timed_out, no_answer_from(asked)};
    return *asked.reply.message;
}

const DnsMessage& message_of(const ServerReply& asked) {
    const auto& message = any_message_of(asked);
    if (not says_something(asked.reply))
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "{} says {} to {} {}",
                server_of(asked.question),
                message.rcode,
                escaped(asked.question.name),
                asked.question.type
            )};
    return message;
}

Task<NameRecords> name_records(Host& host, Dns question, std::vector<std::string> servers) {
    constexpr int most_questions = 8;
    NameRecords found;
    for (int i = 0; i < most_questions; ++i) {
        auto asking = ask_name_servers(host, question, servers);
        const auto asked = co_await asking;
        const auto& message = message_of(asked);
        refuse_ignorance(asked, message);
        const auto labels = labels_from(question.name);
        const auto name = labels ? domain_name_of(*labels) : question.name;
        const auto end =
            question.type == "CNAME" ? name : follow_aliases(message, name, found.aliases);
        found.records = records_of(message, end, question.type);
        found.has_name = message.rcode != "NXDOMAIN";
        // A server that asks others has gone to the end of the aliases, and a SOA says that there is nothing.
        const bool is_all = message.recursion_available or has(message.authority, "SOA");
        if (not found.records.empty() or not found.has_name or end == name or is_all)
            co_return found;
        question.name = end;
        servers = {asked.question.server};
    }
    throw CannotTell{
        Kind::failed, fmt::format("the aliases lead on and on, to {}", escaped(question.name))};
}

}  // namespace muster
