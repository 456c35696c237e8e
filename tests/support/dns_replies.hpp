#pragma once

// Replies of name servers as a FakeHost gives them.

#include "framework/host/question.hpp"

#include <functional>
#include <string>
#include <vector>

namespace muster::tests {

/// What a server that asks others says; a server that has the zone says AA instead of RA.
inline DnsReply says(std::string rcode, std::vector<DnsRecord> answers = {}) {
    return {
        {Reached::How::open, ""},
        DnsMessage{
            .rcode = std::move(rcode), .recursion_available = true, .answers = std::move(answers)}};
}

inline DnsReply knows(std::string rcode, std::vector<DnsRecord> answers = {}) {
    auto reply = says(std::move(rcode), std::move(answers));
    reply.message->recursion_available = false;
    reply.message->authoritative = true;
    return reply;
}

inline DnsReply is_silent() {
    return {{Reached::How::timed_out, "silent"}, {}};
}

inline DnsReply refuses() {
    return {{Reached::How::refused, "Connection refused"}, {}};
}

/// A server that has these records and no others.
inline std::function<Answer(const Dns&)> server_with(std::vector<DnsRecord> records) {
    return [records = std::move(records)](const Dns& asked) -> Answer {
        std::vector<DnsRecord> found;
        bool has_name = false;
        for (const auto& record : records) {
            has_name = has_name or record.name == asked.name;
            if (record.name == asked.name and record.type == asked.type)
                found.push_back(record);
        }
        return says(has_name ? "NOERROR" : "NXDOMAIN", found);
    };
}

/// The same answer to everything.
inline std::function<Answer(const Dns&)> always(Answer answer) {
    return [answer = std::move(answer)](const Dns&) { return answer; };
}

}  // namespace muster::tests
