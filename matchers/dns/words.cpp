#include "matchers/dns/words.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/dns.hpp"
#include "framework/model/term.hpp"
#include "matchers/dns/question.hpp"

namespace muster {

namespace {

std::string why_broken_name(const std::string& name, const std::string& type) {
    const auto address = address_from(name);
    if (address and address->prefix)
        return quoted(name) + " is a network, not a name";
    if (address and type != "PTR")
        return quoted(name) + " is an address: ask for its name with the type PTR";
    if (not address and not labels_from(name))
        return quoted(name)
               + " is no domain name: labels of 1 to 63 bytes, 255 in all, others than ASCII as "
                 "xn--…";
    return "";
}

std::string broken_subject(const Subject& subject) {
    const auto type = subject.qualifier_text("type").value_or("A");
    const auto types = dns_type_names();
    if (not dns_type_number(type))
        return quoted(type) + " is no type of DNS records" + did_you_mean(type, types);
    if (auto why = why_broken_name(subject.name(), type); not why.empty())
        return why;
    if (const auto server = subject.qualifier_text("server"))
        if (auto why = why_broken_server(*server); not why.empty())
            return why;
    return why_broken_qualifiers(subject);
}

std::vector<QualifierEntry> dns_qualifiers() {
    std::vector<QualifierEntry> qualifiers = {
        {.name = "type",
         .parameters =
             {{.name = "type",
               .meaning = "A AAAA CAA CNAME DNSKEY DS HTTPS MX NAPTR NS PTR SOA SRV SSHFP SVCB "
                          "TLSA TXT"}},
         .meaning = "records of this type; otherwise A"},
        {.name = "server",
         .parameters = {{.name = "address", .meaning = "an IP address"}},
         .meaning = "ask this name server; otherwise those of the target's /etc/resolv.conf, in "
                    "order"},
    };
    for (auto& more : name_server_qualifiers())
        qualifiers.push_back(std::move(more));
    return qualifiers;
}

std::vector<AttributeEntry> dns_attributes() {
    return {
        {.name = "exists",
         .type = Type::flag,
         .meaning = "at least one record of the type; NXDOMAIN and an empty answer are no",
         .when_absent = Value(false)},
        {.name = "records",
         .type = Type::list,
         .meaning = "all records of the type, as a master file has them: `10 mail.example.org`",
         .when_absent = Value(List{})},
        {.name = "serial",
         .type = Type::number,
         .meaning = "of the SOA of this name, whatever the type; no SOA: not set"},
        {.name = "ttl",
         .type = Type::number,
         .meaning = "largest TTL of the records; write `<=`, as caches count down",
         .unit = "seconds"},
        {.name = "rcode",
         .type = Type::text,
         .meaning = "what the server says: `NOERROR NXDOMAIN SERVFAIL REFUSED` …"},
        {.name = "cname",
         .type = Type::text,
         .meaning = "where the name is an alias to, in one step; no alias: not set"},
        {.name = "authoritative",
         .type = Type::flag,
         .meaning = "the server has the zone itself (AA)"},
        {.name = "authenticated",
         .type = Type::flag,
         .meaning = "the server has verified the reply by DNSSEC (AD)"},
    };
}

}  // namespace

ResourceEntry dns_entry() {
    return {
        .name = "dns",
        .summary = "The records of a name, as name servers tell them to the target.",
        .in_image = InImage::no_network,
        .absence = "has no such record",
        .subject =
            {{.name = "name",
              .meaning = "a domain name; `*.example.org` asks for a name that nobody wrote down; "
                         "an address with the type PTR is reversed"}},
        .qualifiers = dns_qualifiers(),
        .attributes = dns_attributes(),
        .example = R"(expect(dns("example.org").type("MX").records == list("10 mail.example.org"));
expect(dns("192.0.2.1").type("PTR").records == list("web.example.org"));
expect(dns("example.org").server("192.0.2.53").serial == dns("example.org").server("192.0.2.54").serial);)",
        .yaml_example = R"(- {dns: example.org, type: MX, records: [10 mail.example.org]}
- {dns: 192.0.2.1, type: PTR, records: [web.example.org]}
- {dns: example.org, server: 192.0.2.53, serial: {same_as: {dns: example.org, server: 192.0.2.54}}})",
        .details =
            R"(Names are shown in lower case without the final dot, addresses in their one spelling, hexadecimal digits in
lower case and in one piece, the strings of a TXT joined. Case and final dots do not count, but in TXT, CAA,
NAPTR, DNSKEY, SVCB and HTTPS. Aliases are followed to the type that is asked for.

Over UDP there are as many tries as --dns-tries says, then TCP; a reply that is cut short is asked for again over TCP. From afar it is the
other way round: TCP by bash, perl or nc of the target, then UDP by perl, python3 or dig. Of resolv.conf the next
server is asked when one is silent or says SERVFAIL or REFUSED. When the last one does, nothing can be told but
`rcode`; nor can it from a server that neither has the zone nor asks others, or does not tell where an alias ends.

When a name has the very records that any other name below the same wildcard has, the result says so. `*.example.org`
asks for a label made of the name's digest, always the same.)",
        .from_anywhere = true,
        .broken_subject = broken_subject,
    };
}

}  // namespace muster
