// What readers of the page change: as a form and as JSON, and everything that is refused.
#include "framework/fleet/watch/page_changes.hpp"

#include "framework/base/json/json.hpp"
#include "tests/framework/fleet/stores.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

HttpRequest request_of(const std::string& path, const std::string& body, const std::string& type) {
    HttpRequest request;
    request.method = "POST";
    request.path = path;
    request.headers = {{"Content-Type", type}};
    request.body = body;
    request.who = "aki";
    return request;
}

HttpRequest form(const std::string& path, const std::string& body) {
    return request_of(path, body, "application/x-www-form-urlencoded; charset=utf-8");
}

HttpRequest json(const std::string& path, const std::string& body) {
    return request_of(path, body, "application/json");
}

/// Checks that it is refused with these words, and that nothing was kept.
void check_refused(const HttpRequest& request, const std::string& words) {
    const OwnStore own;
    INFO(request.body);
    const auto answer = change_by(request, own.file);
    CHECK(answer.status == 400);
    CHECK_THAT(answer.body, Catch::Contains(words));
    CHECK(own.store.silences(at(0)).empty());
    CHECK(own.store.history({}).empty());
}

constexpr auto* silences = "/api/v1/silences";
constexpr auto* end_of_silence = "/api/v1/silences/end";
constexpr auto* marks = "/api/v1/marks";

}  // namespace

TEST_CASE("a silence comes by a form, and the reader sees the page that has it") {
    const OwnStore own;
    const auto before = system_now();

    const auto answer = change_by(
        form(silences, "target=mail-*&for=2h&reason=new+rack%2C+%C3%A9&role=mail&id=a+*"), own.file
    );

    CHECK(answer.status == 303);
    CHECK(answer.headers == Headers{{"Location", "/silences"}});
    const auto kept = own.store.silences(system_now());
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].kind == Silence::Kind::silence);
    CHECK(kept[0].target == "mail-*");
    CHECK(kept[0].role == "mail");
    CHECK(kept[0].id == "a *");
    CHECK(kept[0].reason == "new rack, é");
    CHECK(kept[0].who == "aki");
    CHECK(kept[0].from >= before);
    CHECK(kept[0].until == kept[0].from + 2h);
    const auto history = own.store.history({});
    REQUIRE(history.size() == 1);
    CHECK(history[0].kind == Event::Kind::silenced);
    CHECK(history[0].of.target == "mail-*");
    CHECK(history[0].is == "silenced role mail: new rack, é");
    CHECK(history[0].who == "aki");
}

TEST_CASE("a silence comes as JSON, and the answer has its number") {
    const OwnStore own;

    const auto answer = change_by(
        json(silences, R"({"target": "web1", "for": "30m", "reason": "disk", "who": "mia"})"),
        own.file
    );

    CHECK(answer.status == 201);
    CHECK(answer.type == "application/json");
    const auto kept = own.store.silences(system_now());
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].who == "mia");
    const auto body = parse_json(answer.body);
    CHECK(*body.as<Json::Object>() == Json::Object{{"number", Json(kept[0].number)}});
}

TEST_CASE("an acknowledgement lasts as long as its problem, or as long as it says") {
    const OwnStore own;
    CHECK(
        change_by(json(silences, R"({"kind":"ack","target":"a","reason":"r"})"), own.file).status
        == 201
    );
    CHECK(
        change_by(
            json(silences, R"({"kind":"ack","target":"b","reason":"r","for":"1h"})"), own.file
        )
            .status
        == 201
    );
    const auto kept = own.store.silences(system_now());
    REQUIRE(kept.size() == 2);
    CHECK(kept[0].kind == Silence::Kind::ack);
    CHECK(kept[0].until == Instant{});
    CHECK(kept[1].until == kept[1].from + 1h);
    CHECK(own.store.history({}).front().is == "acknowledged: r");
}

TEST_CASE("a silence is ended by its number, as a text or as a number") {
    for (const auto* body :
         {R"({"number": 1, "who": "mia"})", R"({"number": "1", "who": "mia"})"}) {
        const OwnStore own;
        (void)change_by(json(silences, R"({"target":"a","for":"1h","reason":"r"})"), own.file);

        CHECK(change_by(json(end_of_silence, body), own.file).status == 201);

        CHECK(own.store.silences(system_now()).empty());
        const auto last = own.store.history({}).back();
        CHECK(last.is == "no longer silenced: r");
        CHECK(last.who == "mia");
    }
}

TEST_CASE("a mark is kept as something that happened") {
    const OwnStore own;

    const auto answer = change_by(form(marks, "text=release+42&target=web1"), own.file);

    CHECK(answer.status == 303);
    CHECK(answer.headers == Headers{{"Location", "/events"}});
    const auto history = own.store.history({});
    REQUIRE(history.size() == 1);
    CHECK(history[0].kind == Event::Kind::mark);
    CHECK(history[0].of.target == "web1");
    CHECK(history[0].is == "release 42");
    CHECK(history[0].who == "aki");
}

TEST_CASE("a silence without what it needs is refused") {
    check_refused(json(silences, R"({"target":"a","for":"1h"})"), "reason is missing");
    check_refused(
        json(silences, R"({"target":"a","for":"1h","reason":"  "})"), "reason is missing"
    );
    check_refused(json(silences, R"({"target":"a","reason":"r"})"), "for: a time as 2h");
    check_refused(form(silences, "target=a&reason=r"), "for: a time as 2h");
    check_refused(form(silences, "for=1h&reason=r"), "of what?");
    check_refused(json(silences, R"({"kind":"ack","reason":"r"})"), "of what?");
}

TEST_CASE("a silence for no time, for ever or for nonsense is refused") {
    for (const auto* time : {"0s", "-1h", "soon", "1", "367d", "99999999999999999999h"})
        check_refused(
            json(silences, fmt::format(R"({{"id":"a","reason":"r","for":"{}"}})", time)),
            "for: a time as 2h"
        );
    check_refused(
        json(silences, R"({"kind":"ack","id":"a","reason":"r","for":"soon"})"), "for: a time as 2h"
    );
    check_refused(
        json(silences, R"({"kind":"mute","reason":"r","for":"1h"})"), "kind: silence or ack"
    );
}

TEST_CASE("a slip in a name is refused: it would silence everybody") {
    check_refused(
        json(silences, R"({"kind":"ack","taget":"web1","reason":"r"})"),
        "unknown field \"taget\"; did you mean \"target\"?"
    );
    check_refused(form(silences, "for=1h&reason=r&number=1"), "unknown field \"number\"");
    check_refused(form(marks, "text=a&reason=r"), "unknown field \"reason\"");
    check_refused(json(marks, R"({")" + std::string(5000, 'x') + R"(":"r"})"), "unknown field");
}

TEST_CASE("what is no form and no object is refused") {
    check_refused(form(silences, "reason=%zz"), "the form cannot be read");
    check_refused(form(silences, "reason=%00"), "the form cannot be read");
    check_refused(json(silences, ""), "");
    check_refused(json(silences, "{"), "");
    check_refused(json(silences, "[1]"), "write an object");
    check_refused(json(silences, R"("text")"), "write an object");
    check_refused(json(marks, R"({"text": true})"), "text: a text");
    check_refused(json(marks, R"({"text": ["a"]})"), "text: a text");
    check_refused(json(marks, R"({"text": "a", "text": "b"})"), "");
    check_refused(json(marks, std::string(300, '[')), "");
}

TEST_CASE("a text that is too long is refused") {
    check_refused(form(marks, "text=" + std::string(1001, 'a')), "text: at most 1000 bytes");
    check_refused(
        json(marks, R"({"text":")" + std::string(1001, 'a') + R"("})"), "text: at most 1000 bytes"
    );
    check_refused(form(marks, "target=web1"), "text is missing");
}

TEST_CASE("the end of a silence that there is not is refused") {
    check_refused(json(end_of_silence, R"({"number": 7})"), "there is no such silence");
    check_refused(json(end_of_silence, R"({"number": "seven"})"), "there is no such silence");
    check_refused(json(end_of_silence, "{}"), "number is missing");
}

TEST_CASE("elsewhere there is nothing to change, and by another method neither") {
    const OwnStore own;
    CHECK(change_by(json("/api/v1/targets", "{}"), own.file).status == 404);
    auto request = json(marks, R"({"text":"a"})");
    for (const auto* method : {"PUT", "DELETE", "PATCH"}) {
        request.method = method;
        const auto answer = change_by(request, own.file);
        CHECK(answer.status == 405);
        CHECK(answer.headers == Headers{{"Allow", "POST"}});
    }
    CHECK(own.store.history({}).empty());
}

TEST_CASE("that the store cannot be written is no fault of the reader") {
    const TemporaryFolder folder;
    const auto request = json(marks, R"({"text":"a"})");
    CHECK(change_by(request, folder.file("missing.db")).status == 503);
    const OwnStore own;
    Database lock(own.file, Database::Access::open, 2s);
    lock.run("BEGIN IMMEDIATE");
    const auto answer = change_by(request, own.file);
    CHECK(answer.status == 503);
    CHECK_THAT(answer.body, Catch::Contains("muster.db"));
}

TEST_CASE("whatever bytes a form brings are kept as they are") {
    const OwnStore own;
    CHECK(
        change_by(form(marks, "text=%1B%5B31m%3Cscript%3E%0A'%22&who=%E2%80%AE"), own.file).status
        == 303
    );
    const auto kept = own.store.history({}).at(0);
    CHECK(kept.is == "\x1b[31m<script>\n'\"");
    CHECK(kept.who == "\xe2\x80\xae");
}
