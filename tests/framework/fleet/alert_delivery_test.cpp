#include "framework/base/text.hpp"
#include "framework/fleet/alert/command.hpp"
#include "framework/fleet/alert/delivery.hpp"
#include "tests/framework/fleet/notices.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using muster::AlertChannel;
using muster::HttpOutcome;
using muster::Json;
using muster::LoopCommand;
using muster::parse_json;
using muster::Posting;
using muster::TemporaryFolder;
using muster::Undelivered;
using namespace muster::tests;  // NOLINT(google-build-using-namespace)

namespace {

using namespace std::chrono_literals;

AlertChannel webhook(AlertChannel::Form form = AlertChannel::Form::muster) {
    AlertChannel channel;
    channel.name = "team";
    channel.form = form;
    channel.url = "https://chat.example.net/hooks/s3cr3t";
    channel.token = "chat";
    return channel;
}

/// What a channel's POST was, where it is answered so.
struct Posted {
    Posting posting;
    std::optional<Undelivered> undelivered;
};

Posted posted(const AlertChannel& channel, const HttpOutcome& outcome = {200, ""}) {
    Posted posted;
    const auto delivery = muster::usual_delivery([&](const Posting& posting) {
        posted.posting = posting;
        return outcome;
    });
    posted.undelivered = delivery->deliver(channel, message_of({notice_on("web1")}));
    return posted;
}

std::optional<Undelivered> delivered_by_program(
    const AlertChannel& channel, muster::Message message
) {
    const auto delivery = muster::usual_delivery(
        [](const Posting&) {
            return HttpOutcome{500, "nobody may post"};
        },
        20s,
        [] { return noon; }
    );
    return delivery->deliver(channel, message);
}

/// A program of the test's own that sh reads.
std::string program(const TemporaryFolder& folder, const std::string& text) {
    const auto path = folder.write("program", "#!/bin/sh\n" + text);
    REQUIRE(muster::run_program({"chmod", "0755", path}).status == 0);
    return path;
}

std::string content(const TemporaryFolder& folder, const std::string& name) {
    return muster::run_program({"cat", folder.file(name)}).output;
}

}  // namespace

TEST_CASE("a webhook is sent the form that it takes") {
    const auto own = posted(webhook());
    const auto slack = posted(webhook(AlertChannel::Form::slack));
    const auto mattermost = posted(webhook(AlertChannel::Form::mattermost));

    CHECK_FALSE(own.undelivered);
    CHECK(own.posting.url == "https://chat.example.net/hooks/s3cr3t");
    CHECK(own.posting.token == "chat");
    CHECK(own.posting.headers == muster::Headers{{"Content-Type", "application/json"}});
    CHECK(
        muster::message_from_json(parse_json(own.posting.body)).notices.front().of.target == "web1"
    );
    CHECK(parse_json(slack.posting.body).find("attachments") != nullptr);
    CHECK(mattermost.posting.body.find("0644") != std::string::npos);
    CHECK(slack.posting.body != mattermost.posting.body);
}

TEST_CASE("an Alertmanager is posted to where it takes alerts") {
    auto channel = webhook();
    channel.kind = AlertChannel::Kind::alertmanager;
    for (const auto* url :
         {"http://am.example.net:9093",
          "http://am.example.net:9093/",
          "http://am.example.net:9093/api/v2/alerts"}) {
        channel.url = url;

        CHECK(posted(channel).posting.url == "http://am.example.net:9093/api/v2/alerts");
    }
    CHECK(parse_json(posted(channel).posting.body).as<Json::Array>()->size() == 1);
}

TEST_CASE("what is refused is not tried again, what is busy or broken is") {
    const auto refused = [](int status) {
        const auto outcome = posted(webhook(), {status, ""}).undelivered;
        return outcome ? std::string(outcome->refused ? "refused" : "later") : "delivered";
    };

    CHECK(refused(200) == "delivered");
    CHECK(refused(204) == "delivered");
    CHECK(refused(302) == "later");
    CHECK(refused(400) == "refused");
    CHECK(refused(404) == "refused");
    CHECK(refused(408) == "later");
    CHECK(refused(429) == "later");
    CHECK(refused(500) == "later");
    CHECK(refused(503) == "later");
    CHECK(refused(0) == "later");
}

TEST_CASE("why something was not delivered is said without the url") {
    const auto refused = posted(webhook(), {404, "no such hook: /hooks/s3cr3t"}).undelivered;
    const auto lost =
        posted(webhook(), {0, "https://chat.example.net/hooks/s3cr3t: refused\x1b[2J"}).undelivered;

    REQUIRE(refused);
    CHECK(refused->why == "refused with 404: no such hook: …");
    REQUIRE(lost);
    CHECK(lost->why == "…: refused\\x1b[2J");
    CHECK(posted(webhook(), {0, ""}).undelivered->why == "no answer");
    CHECK(posted(webhook(), {503, ""}).undelivered->why == "answered with 503");
    CHECK(posted(webhook(), {500, std::string(100'000, 'x')}).undelivered->why.size() < 500);
}

TEST_CASE("it is tried again after ever longer times") {
    const Undelivered busy{"busy"};

    CHECK(muster::wait_before_next_try(1, busy) == 10s);
    CHECK(muster::wait_before_next_try(2, busy) == 30s);
    CHECK(muster::wait_before_next_try(3, busy) == 1min);
    CHECK(muster::wait_before_next_try(4, busy) == 2min);
    CHECK(muster::wait_before_next_try(8, busy) == 32min);
    CHECK(muster::wait_before_next_try(9, busy) == 1h);
    CHECK(muster::wait_before_next_try(1000, busy) == 1h);
    CHECK(muster::wait_before_next_try(0, busy) == 10s);
    CHECK(muster::wait_before_next_try(-1, busy) == 10s);
    CHECK_FALSE(muster::wait_before_next_try(1, {"refused", true}));
}

TEST_CASE("it is not tried before the other side wants it, up to a day") {
    const auto asked_for = [](muster::Nanoseconds time) {
        const auto outcome = posted(webhook(), {429, "", time}).undelivered;
        REQUIRE(outcome);
        return *muster::wait_before_next_try(1, *outcome);
    };

    CHECK(asked_for(5s) == 10s);
    CHECK(asked_for(7min) == 7min);
    CHECK(asked_for(-7min) == 10s);
    CHECK(asked_for(1000h) == 24h);
}

TEST_CASE("a command gets the message on its input and in its environment, and nothing of ours") {
    const TemporaryFolder folder;
    ::setenv("MUSTER_TEST_OWN", "a secret", 1);  // NOLINT(concurrency-mt-unsafe)
    AlertChannel channel;
    channel.kind = AlertChannel::Kind::command;
    channel.command = {
        program(
            folder, "cat >\"$1/input\"; env >\"$1/environment\"; printf %s \"$2\" >\"$1/word\""
        ),
        folder.path(),
        "$(id); `id`"};

    CHECK_FALSE(delivered_by_program(channel, hostile_message()));
    const auto read = muster::message_from_json(parse_json(content(folder, "input")));
    CHECK(read.notices.front().message == hostile);
    CHECK(content(folder, "environment").find("MUSTER_TARGETS=") != std::string::npos);
    CHECK(content(folder, "environment").find("MUSTER_TEST_OWN") == std::string::npos);
    CHECK(content(folder, "word") == "$(id); `id`");
}

TEST_CASE("a mail goes through a program of the name sendmail") {
    const TemporaryFolder folder;
    AlertChannel channel;
    channel.kind = AlertChannel::Kind::mail;
    channel.from = "muster@example.net";
    channel.to = {"ops@example.net"};
    channel.command = {
        program(folder, "out=$1; shift; cat >\"$out/mail\"; echo \"$@\" >\"$out/words\""),
        folder.path(),
        "-t"};

    CHECK_FALSE(delivered_by_program(channel, message_of({notice_on("web1")})));
    CHECK(content(folder, "words") == "-t\n");
    CHECK(content(folder, "mail").find("\nTo: ops@example.net\n") != std::string::npos);
    CHECK(
        content(folder, "mail").find("Date: Wed, 01 Jul 2026 12:00:00 +0000") != std::string::npos
    );
}

TEST_CASE("a command that ends badly says how, with its last words") {
    const auto trouble = [](std::vector<std::string> words) {
        return muster::trouble_of_running({std::move(words)});
    };

    CHECK(trouble({"true"}).empty());
    CHECK(
        trouble({"sh", "-c", "echo first >&2; echo 'no \033[31mrelay' >&2; exit 75"})
        == "sh: exit status 75: no \\x1b[31mrelay"
    );
    CHECK(trouble({"sh", "-c", "echo told; exit 1"}) == "sh: exit status 1: told");
    CHECK(trouble({"sh", "-c", "kill -KILL $$"}) == "sh: signal SIGKILL");
    CHECK(trouble({"/nowhere/program"}).find("/nowhere/program: exit status 127") == 0);
}

TEST_CASE("a command that never ends, never reads or never stops talking is ended") {
    LoopCommand sleeping{{"sleep", "1000"}};
    sleeping.patience = 200ms;
    LoopCommand deaf{{"true"}};
    deaf.input = std::string(1U << 22U, 'x');
    const LoopCommand talking{{"yes"}};

    CHECK(muster::trouble_of_running(sleeping).find("sleep: ") == 0);
    CHECK(muster::trouble_of_running(deaf).empty());
    const auto told = muster::trouble_of_running(talking);
    CHECK(told.find("yes: ") == 0);
    CHECK(told.size() < 500);
}
