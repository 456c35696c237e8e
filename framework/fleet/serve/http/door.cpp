#include "framework/fleet/serve/http/door.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/serve/http/request_target.hpp"
#include "framework/model/http_headers.hpp"

#include <fmt/format.h>

#include <array>

namespace muster {

namespace {

using namespace std::string_view_literals;

constexpr std::array methods = {"GET"sv, "HEAD"sv, "POST"sv, "PUT"sv, "PATCH"sv, "DELETE"sv};

/// Headers on which a decision rests: with two of them we and somebody on the way might each look at another one.
constexpr std::array single = {"Host"sv, "Authorization"sv, "Origin"sv, "Sec-Fetch-Site"sv};

HttpAnswer wrong_method() {
    auto answer = plain_answer(405, "this method is not spoken here");
    answer.headers.emplace_back("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE");
    return answer;
}

HttpAnswer wrong_host(std::string_view host) {
    return plain_answer(
        421,
        fmt::format(
            "this server is not {}; where that is its name, it has to be configured",
            quoted(host, 100)
        )
    );
}

}  // namespace

HttpDoor::HttpDoor(ServeOptions& options)
    : guard_(options), names_(options.address, options.names) {}

std::variant<HttpRequest, Refused> HttpDoor::admit(ReceivedRequest received, std::string peer)
    const {
    if (not is_one_of(received.method, methods))
        return Refused{wrong_method()};
    for (const auto name : single)
        if (header_values(received.headers, name).size() > 1)
            return Refused{plain_answer(400, fmt::format("there are two headers {}", name))};
    auto target = request_target_from(received.target);
    if (auto* refusal = std::get_if<HttpAnswer>(&target))
        return Refused{std::move(*refusal)};
    auto& [authority, path, query] = std::get<RequestTarget>(target);
    HttpRequest request{
        .method = std::move(received.method),
        .path = std::move(path),
        .query = std::move(query),
        .headers = std::move(received.headers),
        .body = std::move(received.body),
        .peer = std::move(peer)};
    const auto host = authority.empty() ? request.header("Host") : authority;
    // Of those who speak HTTP/1.0 none is a browser, and many know no Host.
    if (host.empty() and not received.is_old)
        return Refused{plain_answer(400, "the request has no Host")};
    if (not host.empty() and not names_.include(host))
        return Refused{wrong_host(host)};
    auto judged = guard_.judge(request, host);
    if (auto* refused = std::get_if<Refused>(&judged))
        return std::move(*refused);
    request.who = std::move(std::get<std::string>(judged));
    return request;
}

}  // namespace muster
