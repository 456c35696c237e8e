#include "framework/fleet/serve/http/answer_text.hpp"

#include "framework/base/error.hpp"
#include "framework/fleet/serve/http/boost.hpp"
#include "framework/model/http_headers.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <boost/beast/http/status.hpp>

namespace muster {

namespace {

/// Referrer-Policy is not no-referrer: with that a browser sends "Origin: null" with a form (Fetch, "append a request
/// Origin header"), and a change by password could not be told from a stranger's.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> usual_headers = {{
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
     "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Cache-Control", "no-store"},
}};

bool has_header(const HttpAnswer& answer, std::string_view name) {
    return not header_values(answer.headers, name).empty();
}

void add_header(std::string& text, std::string_view name, std::string_view value) {
    MUSTER_ASSERT(header_slip(name, value).empty());
    text += fmt::format("{}: {}\r\n", name, value);
}

/// RFC 9110 8.6: what says by its status that it has no body has no length either; a stream ends with its connection.
bool has_length(const HttpAnswer& answer) {
    return answer.status != 204 and answer.status != 304 and not answer.stream;
}

}  // namespace

std::string http_date(Instant instant) {
    return fmt::format(
        "{:%a, %d %b %Y %H:%M:%S} GMT",
        fmt::gmtime(std::chrono::system_clock::to_time_t(
            std::chrono::time_point_cast<std::chrono::system_clock::duration>(instant)
        ))
    );
}

std::string answer_text(const HttpAnswer& answer, AnswerForm form, Instant now) {
    MUSTER_ASSERT(answer.status >= 200 and answer.status <= 599);
    const auto reason =
        boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(answer.status));
    auto text = fmt::format(
        "HTTP/1.1 {} {}\r\n", answer.status, std::string_view(reason.data(), reason.size())
    );
    add_header(text, "Date", http_date(now));
    for (const auto& [name, value] : answer.headers)
        add_header(text, name, value);
    for (const auto& [name, value] : usual_headers)
        if (not has_header(answer, name))
            add_header(text, name, value);
    if (answer.stream)
        add_header(text, "Content-Type", "text/event-stream");
    else if (has_length(answer))
        add_header(text, "Content-Type", answer.type);
    if (has_length(answer))
        text += fmt::format("Content-Length: {}\r\n", answer.body.size());
    const bool goes_on = form.after == AnswerForm::After::next_request and not answer.stream;
    text += goes_on ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    if (form.body == AnswerForm::Body::sent and (has_length(answer) or answer.stream))
        text += answer.body;
    return text;
}

}  // namespace muster
