#include "matchers/dns/question.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/term.hpp"

namespace muster {

namespace {

constexpr double longest_wait = 60;

std::optional<double> number_of(const Subject& subject, std::string_view qualifier) {
    const auto text = subject.qualifier_text(qualifier);
    const auto number = text ? number_from(*text) : std::nullopt;
    if (not number)
        return std::nullopt;
    return std::visit([](auto amount) { return static_cast<double>(amount); }, number->amount);
}

}  // namespace

std::vector<QualifierEntry> name_server_qualifiers() {
    return {
        {.name = "port",
         .parameters = {{.name = "number", .type = Type::number, .meaning = "1 to 65535"}},
         .meaning = "where the server listens; otherwise 53"},
        {.name = "timeout",
         .parameters =
             {{.name = "duration",
               .type = Type::number,
               .meaning = "at most a minute",
               .unit = "seconds"}},
         .meaning = "how long each try waits; otherwise --network-timeout"},
    };
}

Dns with_qualifiers(Dns question, const Subject& subject) {
    if (const auto port = number_of(subject, "port"))
        question.port = static_cast<std::uint16_t>(*port);
    if (const auto seconds = number_of(subject, "timeout"))
        question.timeout =
            std::chrono::duration_cast<Nanoseconds>(std::chrono::duration<double>(*seconds));
    return question;
}

std::string why_broken_qualifiers(const Subject& subject) {
    const auto port = subject.qualifier_text("port");
    const auto number = port ? whole_number(*port) : std::nullopt;
    if (port and (not number or *number < 1 or *number > 0xFFFF))
        return quoted(*port) + " is no port: 1 to 65535";
    const auto seconds = number_of(subject, "timeout");
    if (subject.qualifier("timeout") != nullptr
        and (not seconds or *seconds <= 0 or *seconds > longest_wait))
        return "a time-out is more than nothing and at most a minute";
    return "";
}

std::string why_broken_server(const std::string& address) {
    // `%eth0` of a link-local address says where it is, and is no part of it.
    const auto parsed = address_from(address.substr(0, address.find('%')));
    return parsed and not parsed->prefix ? ""
                                         : quoted(address) + " is no IP address of a name server";
}

}  // namespace muster
