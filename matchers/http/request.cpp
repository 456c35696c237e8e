#include "matchers/http/request.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/base/url.hpp"
#include "framework/host/controller_file.hpp"
#include "framework/model/cannot_tell.hpp"
#include "framework/model/http_headers.hpp"
#include "framework/model/term.hpp"
#include "matchers/peer/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

constexpr std::int64_t most_redirects = 50;

std::string text_at(const Qualifier& qualifier, std::size_t place) {
    if (place >= qualifier.arguments.size())
        return "";
    const auto* value = std::get_if<Value>(&qualifier.arguments[place]);
    return value == nullptr ? "" : to_plain(*value);
}

std::string method_of(const Subject& subject) {
    const auto* usual = subject.qualifier("sending") == nullptr ? "GET" : "POST";
    return subject.qualifier_text("method").value_or(usual);
}

/// A run puts secrets in before it asks; where nobody did, their names are not sent for them.
void require_told(const Qualifier& qualifier) {
    if (not qualifier.secret.empty())
        throw CannotTell{
            Kind::unsupported, fmt::format("the secret {} was not told", quoted(qualifier.secret))};
}

/// A line end in a token would begin another header; of a secret that is known only now.
void require_token(const std::string& token) {
    if (token.empty() or token.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
        throw CannotTell{
            Kind::unsupported, "the token of bearer is empty or has a line end or NUL in it"};
}

void add_credentials(const Subject& subject, Http& http) {
    for (const auto& qualifier : subject.qualifiers)
        require_told(qualifier);
    if (const auto* auth = subject.qualifier("auth")) {
        http.user = text_at(*auth, 0);
        http.password = hidden(text_at(*auth, 1), http.url + "\n" + http.user);
    }
    if (const auto token = subject.qualifier_text("bearer")) {
        require_token(*token);
        http.password = hidden(*token, http.url);
    }
}

void add_files(const Subject& subject, Http& http) {
    if (const auto file = subject.qualifier_text("trusting"))
        http.trusted = controller_file(*file);
    if (const auto* own = subject.qualifier("client_certificate")) {
        http.certificate = controller_file(text_at(*own, 0));
        http.key = hidden(controller_file(text_at(*own, 1)), http.certificate);
    }
}

std::string url_slip(const std::string& text) {
    const auto parsed = url_from(text);
    const auto* slip = std::get_if<UrlSlip>(&parsed);
    return slip == nullptr ? "" : quoted(text) + " " + slip->reason;
}

std::string header_slips(const Subject& subject) {
    for (const auto& qualifier : subject.qualifiers) {
        if (qualifier.name != "with_header")
            continue;
        const auto slip = header_slip(text_at(qualifier, 0), text_at(qualifier, 1));
        if (not slip.empty())
            return "with_header: " + quoted(text_at(qualifier, 0)) + " " + slip;
    }
    return "";
}

/// What cannot be sent in the credentials: a line end would begin another header.
std::string credential_slip(const Subject& subject) {
    const auto* auth = subject.qualifier("auth");
    if (auth != nullptr and subject.qualifier("bearer") != nullptr)
        return "auth and bearer: there is one Authorization header";
    if (auth != nullptr
        and (text_at(*auth, 0).empty() or text_at(*auth, 0).find(':') != std::string::npos))
        return "auth: a user has a name without a colon";
    const auto token = subject.qualifier_text("bearer");
    if (token and (token->empty() or not header_slip("Authorization", *token).empty()))
        return "bearer: a token is not empty and has neither line end nor NUL";
    return "";
}

std::string proxy_slip(const Subject& subject) {
    const auto proxy = subject.qualifier_text("proxy");
    if (not proxy)
        return "";
    if (const auto slip = url_slip(*proxy); not slip.empty())
        return "proxy: " + slip;
    if (proxy->starts_with("https"))
        return "proxy: a proxy is asked by http://";
    return subject.qualifier("resolve_to") == nullptr
               ? ""
               : "proxy and resolve_to: behind a proxy it is the proxy that looks names up";
}

std::string number_slip(const Subject& subject) {
    const auto address = subject.qualifier_text("resolve_to");
    const auto parsed = address ? address_from(*address) : std::nullopt;
    if (address and (not parsed or parsed->prefix))
        return "resolve_to: " + quoted(*address) + " is no IP address";
    const auto redirects = subject.qualifier_text("following");
    const auto count = redirects ? whole_number(*redirects) : std::nullopt;
    if (redirects and (not count or *count < 0 or *count > most_redirects))
        return fmt::format("following: a whole number up to {}", most_redirects);
    return broken_timeout(subject);
}

}  // namespace

Http request_of(const Subject& subject, const Limits& limits) {
    Http http{.url = subject.name()};
    http.method = method_of(subject);
    for (const auto& qualifier : subject.qualifiers)
        if (qualifier.name == "with_header")
            http.headers.emplace_back(text_at(qualifier, 0), text_at(qualifier, 1));
    http.body = subject.qualifier_text("sending").value_or("");
    http.follow = static_cast<unsigned>(
        whole_number(subject.qualifier_text("following").value_or("0")).value_or(0)
    );
    http.timeout = timeout_of(subject, limits.http);
    http.resolve_to = subject.qualifier_text("resolve_to").value_or("");
    http.proxy = subject.qualifier_text("proxy").value_or("");
    if (subject.qualifier("unverified") != nullptr)
        http.untrusted = Untrusted::asked;
    add_credentials(subject, http);
    add_files(subject, http);
    return http;
}

bool request_acts(const Fact& fact) {
    const auto method = method_of(fact.subject);
    return method != "GET" and method != "HEAD";
}

std::string broken_request(const Subject& subject) {
    if (auto slip = url_slip(subject.name()); not slip.empty())
        return slip;
    if (not is_token(method_of(subject)))
        return quoted(method_of(subject)) + " is no method";
    for (const auto find : {header_slips, credential_slip, proxy_slip, number_slip})
        if (auto slip = find(subject); not slip.empty())
            return slip;
    return "";
}

}  // namespace muster
