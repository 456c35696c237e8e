#include "framework/base/error.hpp"
#include "framework/fleet/alert/route.hpp"
#include "tests/framework/fleet/notices.hpp"

#include <catch2/catch.hpp>

using muster::AlertChannel;
using muster::Impact;
using muster::Instant;
using muster::Message;
using muster::Nanoseconds;
using muster::Notice;
using muster::Waiting;
using namespace muster::tests;  // NOLINT(google-build-using-namespace)

namespace {

using namespace std::chrono_literals;

/// Tokyo is nine hours ahead, all the year round.
Nanoseconds time_of_day(Instant at, const std::string& zone) {
    const auto local = zone == "Asia/Tokyo" ? at + 9h : at;
    return local - std::chrono::floor<std::chrono::days>(local);
}

bool takes(const AlertChannel& channel, const Notice& notice) {
    return channel_takes(channel, notice);
}

/// In hours; nothing: never.
std::optional<std::chrono::hours> wait(const AlertChannel& channel, const Notice& notice) {
    const auto time = wait_for_hours(channel, notice, time_of_day);
    return time ? std::optional(std::chrono::duration_cast<std::chrono::hours>(*time))
                : std::nullopt;
}

Notice at_hour(std::chrono::hours hour) {
    auto notice = notice_on("web1");
    notice.at = std::chrono::floor<std::chrono::days>(noon) + hour;
    return notice;
}

Notice of_the_monitor() {
    Notice notice;
    notice.impact = Impact::critical;
    return notice;
}

std::vector<std::string> told(const Message& message) {
    std::vector<std::string> all;
    for (const auto& notice : message.notices)
        all.push_back(std::string(name(notice.kind)) + " " + notice.of.target);
    return all;
}

/// Of notices that come one by one and leave as one message.
std::vector<std::string> told_together(const std::vector<Notice>& notices) {
    std::vector<Waiting> waiting;
    for (const auto& notice : notices)
        waiting.push_back({message_of({notice})});
    return told(muster::one_message(waiting));
}

}  // namespace

TEST_CASE("a channel takes what is grave enough") {
    AlertChannel channel;
    channel.least = Impact::high;
    auto notice = notice_on("web1");

    CHECK(takes(channel, notice));
    notice.impact = Impact::critical;
    CHECK(takes(channel, notice));
    notice.impact = Impact::medium;
    CHECK_FALSE(takes(channel, notice));
    CHECK_FALSE(takes(channel, recovery_of(notice)));
}

TEST_CASE("a channel of roles takes what is of one of them, and what the monitor says of itself") {
    AlertChannel channel;
    channel.roles = {"db", "web"};
    Notice trouble = notice_on("x", "mail");
    trouble.kind = Notice::Kind::trouble;

    CHECK(takes(channel, notice_on("web1", "web")));
    CHECK_FALSE(takes(channel, notice_on("mail1", "mail")));
    CHECK(takes(channel, of_the_monitor()));
    CHECK(takes(channel, trouble));
    auto without_roles = notice_on("(fleet)");
    without_roles.roles.clear();
    CHECK_FALSE(takes(channel, without_roles));
    channel.roles.clear();
    CHECK(takes(channel, without_roles));
}

TEST_CASE("what comes outside of a channel's hours waits for them, but for the monitor") {
    AlertChannel channel;
    CHECK(wait(channel, at_hour(8h)) == 0h);
    channel.hours = {9h, 17h};

    CHECK(wait(channel, at_hour(8h)) == 1h);
    CHECK(wait(channel, at_hour(9h)) == 0h);
    CHECK(wait(channel, at_hour(17h)) == 16h);
    CHECK(wait(channel, recovery_of(at_hour(8h))) == 1h);
    CHECK(wait(channel, of_the_monitor()) == 0h);
    auto reminder = at_hour(8h);
    reminder.kind = Notice::Kind::reminder;
    CHECK(wait(channel, reminder) == std::nullopt);

    channel.zone = "Asia/Tokyo";
    CHECK(wait(channel, at_hour(0h)) == 0h);
    CHECK(wait(channel, at_hour(9h)) == 15h);
}

TEST_CASE("hours may go over midnight") {
    AlertChannel channel;
    channel.hours = {22h, 6h};

    CHECK(wait(channel, at_hour(23h)) == 0h);
    CHECK(wait(channel, at_hour(5h)) == 0h);
    CHECK(wait(channel, at_hour(6h)) == 16h);
    CHECK(wait(channel, at_hour(12h)) == 10h);
}

TEST_CASE("hours without somebody who knows the time are a mistake") {
    AlertChannel channel;
    channel.hours = {9h, 17h};

    CHECK_THROWS_AS(wait_for_hours(channel, notice_on("web1"), nullptr), muster::Mistake);
}

TEST_CASE("an Alertmanager is told again each five minutes, others when they want it") {
    AlertChannel channel;
    CHECK(repeat_of(channel) == 0s);
    channel.kind = AlertChannel::Kind::alertmanager;
    CHECK(repeat_of(channel) == 5min);
    channel.repeat = 1min;
    CHECK(repeat_of(channel) == 1min);
}

TEST_CASE("what comes to a channel within its time leaves at one moment") {
    muster::Grouping grouping;
    AlertChannel team;
    team.name = "team";
    AlertChannel mail;
    mail.name = "mail";
    mail.group = 60s;

    CHECK(grouping.leaves(team, noon) == noon + 10s);
    CHECK(grouping.leaves(team, noon + 9s) == noon + 10s);
    CHECK(grouping.leaves(mail, noon + 9s) == noon + 69s);
    CHECK(grouping.leaves(team, noon + 10s) == noon + 20s);
    CHECK(grouping.leaves(team, noon + 100s) == noon + 110s);
}

TEST_CASE("a clock that goes back does not hold messages for hours") {
    muster::Grouping grouping;
    AlertChannel team;
    (void)grouping.leaves(team, noon);

    CHECK(grouping.leaves(team, noon - 1h) == noon - 1h + 10s);
}

TEST_CASE("messages that leave together are one, in their order") {
    const std::vector<Waiting> waiting = {
        {message_of({notice_on("web1"), loss_of("web2")})}, {message_of({notice_on("web3")})}};

    const auto message = muster::one_message(waiting);

    CHECK(
        told(message) == std::vector<std::string>{"problem web1", "problem web2", "problem web3"}
    );
    CHECK(message.fleet == "the shop");
    CHECK(message.page == "https://muster.example.net/");
    CHECK(message.members.at("web") == 12);
}

TEST_CASE("a problem that ended before it left is not told, nor its end") {
    const auto problem = notice_on("web1");
    const auto end = recovery_of(problem);
    auto anew = problem;
    anew.kind = Notice::Kind::reminder;
    using Told = std::vector<std::string>;

    CHECK(told_together({problem, end}).empty());
    CHECK(told_together({problem, anew, end}).empty());
    CHECK(told_together({end, problem}) == Told{"recovery web1", "problem web1"});
    CHECK(told_together({end, problem, end}) == Told{"recovery web1"});
    CHECK(told_together({anew, end}) == Told{"reminder web1", "recovery web1"});
    CHECK(told_together({loss_of("web1"), end}) == Told{"problem web1", "recovery web1"});
    CHECK(told_together({notice_on("web2"), problem, end}) == Told{"problem web2"});
}

TEST_CASE("the end of a problem that may have arrived is told") {
    const auto problem = notice_on("web1");
    const std::vector<Waiting> waiting = {
        {message_of({problem}), 1}, {message_of({recovery_of(problem)}), 0}};

    CHECK(
        told(muster::one_message(waiting))
        == std::vector<std::string>{"problem web1", "recovery web1"}
    );
}
