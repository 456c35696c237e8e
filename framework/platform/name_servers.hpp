#pragma once

// Name servers, asked as the system's resolver asks them, and what their replies prove.

#include "framework/host/host.hpp"

#include <string>
#include <vector>

namespace muster {

/// A question for a name's records, without a server yet and with the patience of this run.
Dns question_about(const Host& host, std::string name, std::string type);

/// What the server that was asked last said; `question.server` is that server.
struct ServerReply {
    Dns question;
    DnsReply reply;
};

/// Asks the first server, and the next one when it is silent or says nothing about the name (SERVFAIL, REFUSED
/// and the like), as resolv.conf(5) has it. Throws CannotTell when a server could not be asked.
Task<ServerReply> ask_name_servers(Host& host, Dns question, std::vector<std::string> servers);

/// "192.0.2.53:53"
std::string server_of(const Dns& question);
/// "no answer from 192.0.2.53:53 in 2 s"
std::string no_answer_from(const ServerReply& asked);

/// The reply, whatever its code. Throws CannotTell where there is none.
const DnsMessage& any_message_of(const ServerReply& asked);
/// A reply that says something: NOERROR or NXDOMAIN. Throws CannotTell for any other.
const DnsMessage& message_of(const ServerReply& asked);

/// The records of a name, behind its aliases.
struct NameRecords {
    bool has_name = true;  ///< there is such a name, also where it has no record of this type
    std::vector<DnsRecord> aliases = {};
    std::vector<DnsRecord> records = {};
};

/// What name servers know of a name. Throws CannotTell when they do not say so for sure: a reply that was cut
/// short, one of a server that neither has the zone nor asks others, an alias whose end it does not tell.
Task<NameRecords> name_records(Host& host, Dns question, std::vector<std::string> servers);

}  // namespace muster
