#include "matchers/http/words.hpp"

#include "matchers/certificate/words.hpp"
#include "matchers/http/request.hpp"
#include "matchers/peer/words.hpp"

namespace muster {

namespace {

// NOLINTNEXTLINE(readability-function-size): a table
std::vector<QualifierEntry> qualifiers() {
    return {
        {.name = "method",
         .parameters = {{.name = "method", .meaning = "`GET`, `HEAD`, `POST` …"}},
         .meaning = "else `GET`, or `POST` where something is sent"},
        {.name = "with_header",
         .parameters = {{.name = "name"}, {.name = "value"}},
         .meaning = "with this header, shown in reports; again for more"},
        {.name = "sending",
         .parameters = {{.name = "body", .meaning = "exact bytes"}},
         .meaning = "with this body"},
        {.name = "auth",
         .parameters = {{.name = "user"}, {.name = "secret"}},
         .meaning = "as this user (Basic); the secret is never shown",
         .secret = true},
        {.name = "bearer",
         .parameters = {{.name = "secret"}},
         .meaning = "with this token, which is never shown",
         .secret = true},
        {.name = "following",
         .parameters = {{.name = "redirects", .type = Type::number, .meaning = "at most so many"}},
         .meaning =
             "follows redirects, else none; another origin is told neither password nor cookie"},
        timeout_entry("how long the peer may take; otherwise --http-timeout"),
        {.name = "resolve_to",
         .parameters = {{.name = "address", .meaning = "an IP address"}},
         .meaning = "connects there, whatever the name of the host means"},
        {.name = "proxy",
         .parameters = {{.name = "url", .meaning = "`http://proxy:3128`"}},
         .meaning = "asks through this proxy"},
        {.name = "trusting",
         .parameters = {{.name = "ca_file", .meaning = "PEM, a file of the controller"}},
         .meaning = "trusts these authorities instead of the target's"},
        {.name = "client_certificate",
         .parameters =
             {{.name = "certificate", .meaning = "PEM, a file of the controller"},
              {.name = "key", .meaning = "PEM, without a passphrase"}},
         .meaning = "shows this certificate"},
        {.name = "unverified",
         .parameters = {},
         .meaning = "asks a server whose certificate is not trusted, too"},
    };
}

std::vector<AttributeEntry> attributes() {
    const ParameterEntry header{.name = "name", .meaning = "without case"};
    return {
        {.name = "reachable",
         .type = Type::flag,
         .meaning = "connected to the peer, or to its proxy",
         .when_absent = Value(false)},
        {.name = "answers",
         .type = Type::flag,
         .meaning = "a complete response came; a refusal, a reset, silence, half a response and a "
                    "certificate that is not trusted are no, with the reason",
         .when_absent = Value(false)},
        {.name = "status", .type = Type::number, .meaning = "of the last response: 200"},
        {.name = "time",
         .type = Type::number,
         .meaning = "until its last byte; for a target that is far away its own way counts, too",
         .unit = "seconds"},
        {.name = "protocol", .type = Type::text, .meaning = "`HTTP/1.1`, `HTTP/1.0`"},
        {.name = "body", .type = Type::text, .meaning = "exact bytes"},
        {.name = "header",
         .type = Type::text,
         .meaning = "the value of a header; several are joined by `, `",
         .parameters = {header}},
        {.name = "headers",
         .type = Type::list,
         .meaning = "the values of all headers of this name, apart",
         .parameters = {header},
         .item = {.ordered = true}},
        {.name = "has_header",
         .type = Type::flag,
         .meaning = "there is a header of this name",
         .when_absent = Value(false),
         .parameters = {header}},
        {.name = "redirected_to",
         .type = Type::text,
         .meaning = "where the first response leads, absolute"},
    };
}

}  // namespace

ResourceEntry http_entry() {
    return {
        .name = "http",
        .summary = "One HTTP request from the target's place in the network.",
        .in_image = InImage::no_network,
        .absence = "does not answer",
        .subject = {{.name = "url", .meaning = "http:// or https://"}},
        .qualifiers = qualifiers(),
        .views =
            {{.name = "certificate",
              .meaning = "the certificate that the server shows, trusted or not",
              .attributes =
                  certificate_attributes("an authority vouches for it, its dates and its name")}},
        .attributes = attributes(),
        .example = R"(expect(http("https://localhost/health").status == 200);
expect(http("https://example.org/").certificate.days_left >= 14);
expect(http("http://example.org/").redirected_to == "https://example.org/");)",
        .yaml_example = R"(- {http: "https://localhost/health", status: 200}
- {http: "https://example.org/", certificate: {days_left: {">=": 14}}}
- {http: "http://example.org/", redirected_to: "https://example.org/"})",
        .details =
            R"(Muster speaks HTTP/1.1 and TLS itself; the target needs nothing for it. Over SSH the stream begins at the
target: by sshd, or where that is forbidden by bash, perl or python3 of the target. What the peer does is
an observation: one that refuses, is silent or breaks off does not answer, and everything else has no value.
A host name that does not exist has no value for any attribute. The authorities that are trusted are those of
the target; a target without any cannot tell of https, unless `.trusting` or `.unverified` is said. Files are
those of the controller. A body of more than 16 MiB cannot be told. All but GET and HEAD waits for its guards,
as a command does.)",
        .acts = true,
        .does_act = request_acts,
        .from_anywhere = true,
        .broken_subject = broken_request,
    };
}

}  // namespace muster
