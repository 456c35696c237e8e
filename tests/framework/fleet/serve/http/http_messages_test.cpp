#include "framework/fleet/serve/http/http_messages.hpp"

#include "framework/base/error.hpp"
#include "framework/fleet/serve/http/answer_text.hpp"

#include <catch2/catch.hpp>

using muster::answer_text;
using muster::AnswerForm;
using muster::event_text;
using muster::file_answer;
using muster::HttpAnswer;
using muster::HttpRequest;

namespace {

const muster::Instant then = *muster::from_iso8601("2026-11-07T08:09:05Z");
constexpr AnswerForm next = {.after = AnswerForm::After::next_request};

int status_with_tag(const std::string& list) {
    HttpRequest request;
    request.headers = {{"if-none-match", list}};
    return file_answer(request, "text/css", "a{}").status;
}

}  // namespace

TEST_CASE("an answer protects the page that it carries") {
    CHECK(
        answer_text({.body = "<p>"}, next, then)
        == "HTTP/1.1 200 OK\r\n"
           "Date: Sat, 07 Nov 2026 08:09:05 GMT\r\n"
           "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; "
           "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
           "frame-ancestors 'none'\r\n"
           "X-Content-Type-Options: nosniff\r\n"
           "Referrer-Policy: same-origin\r\n"
           "Cache-Control: no-store\r\n"
           "Content-Type: text/html; charset=utf-8\r\n"
           "Content-Length: 3\r\n"
           "Connection: keep-alive\r\n"
           "\r\n"
           "<p>"
    );
}

TEST_CASE("a header of the handler's own stands instead of the usual one") {
    const auto text = answer_text({.headers = {{"cache-control", "max-age=9"}}}, next, then);

    CHECK(text.find("cache-control: max-age=9\r\n") != std::string::npos);
    CHECK(text.find("no-store") == std::string::npos);
}

TEST_CASE("the answer to HEAD has the length of the body that it leaves out") {
    const auto text = answer_text({.body = "12345"}, {.body = AnswerForm::Body::left_out}, then);

    CHECK(text.find("Content-Length: 5\r\nConnection: close\r\n") != std::string::npos);
    CHECK(text.ends_with("\r\n\r\n"));
}

TEST_CASE("a stream has no length, and ends with its connection") {
    const auto text = answer_text({.body = "event: a\n", .stream = true}, next, then);

    CHECK(
        text.find("Content-Type: text/event-stream\r\nConnection: close\r\n\r\nevent: a\n")
        != std::string::npos
    );
    CHECK(text.find("Content-Length") == std::string::npos);
}

TEST_CASE("a header cannot be made to end the headers") {
    HttpAnswer split;
    split.headers = {{"Location", "/x\r\nSet-Cookie: a=b"}};
    HttpAnswer type;
    type.type = "text/plain\r\n\r\n<script>";
    HttpAnswer length;
    length.headers = {{"Content-Length", "7"}};
    HttpAnswer status;
    status.status = 100;

    for (const auto& answer : {split, type, length, status})
        CHECK_THROWS_AS(answer_text(answer, next, then), muster::Mistake);
}

TEST_CASE("a file that a browser has already is not sent again") {
    const auto first = file_answer({}, "text/css", "a{}");
    REQUIRE(first.status == 200);
    CHECK(first.body == "a{}");
    CHECK(first.type == "text/css");
    const auto tag = first.headers.front().second;

    CHECK(status_with_tag(tag) == 304);
    CHECK(status_with_tag("\"x\", W/" + tag) == 304);
    CHECK(status_with_tag("*") == 304);
    CHECK(status_with_tag("\"x\"") == 200);
    CHECK(status_with_tag("") == 200);
    CHECK(file_answer({}, "text/css", "b{}").headers.front().second != tag);

    HttpRequest again;
    again.headers = {{"If-None-Match", tag}};
    const auto text = answer_text(file_answer(again, "text/css", "a{}"), next, then);
    CHECK(text.starts_with("HTTP/1.1 304 Not Modified\r\n"));
    CHECK(text.find("ETag: " + tag) != std::string::npos);
    CHECK(text.find("Content-") == text.find("Content-Security-Policy"));
    CHECK(text.ends_with("keep-alive\r\n\r\n"));
}

TEST_CASE("an event is one, whatever lines its data has") {
    CHECK(event_text("change", "{}") == "event: change\ndata: {}\n\n");
    CHECK(event_text("a", "") == "event: a\ndata: \n\n");
    CHECK(
        event_text("a", "1\n2\r\n3\r\revent: b")
        == "event: a\ndata: 1\ndata: 2\ndata: 3\ndata: \ndata: event: b\n\n"
    );
    CHECK_THROWS_AS(event_text("a\nb", ""), muster::Mistake);
}
