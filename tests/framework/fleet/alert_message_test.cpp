#include "framework/base/error.hpp"
#include "framework/fleet/alert/message.hpp"
#include "framework/fleet/alert/paragraphs.hpp"
#include "tests/framework/fleet/notices.hpp"

#include <catch2/catch.hpp>

using muster::Json;
using muster::Message;
using muster::Notice;
using namespace muster::tests;  // NOLINT(google-build-using-namespace)

namespace {

/// What a message that is changed so is refused with; empty when it is taken.
std::string refused(const std::function<void(Json&)>& change) {
    auto json = to_json(message_of({notice_on("web1")}));
    change(json);
    try {
        (void)muster::message_from_json(json);
    } catch (const muster::Broken& broken) {
        return broken.what();
    }
    return "";
}

/// A member of the first notice, or of the message itself.
Json& member(Json& json, std::string_view name) {
    auto& members = std::get<Json::Object>(json.data);
    for (auto& [known, value] : members)
        if (known == name)
            return value;
    throw std::out_of_range(std::string(name));
}

Json& in_notice(Json& json, std::string_view name) {
    return member(std::get<Json::Array>(member(json, "notices").data).at(0), name);
}

std::vector<std::string> titles(const Message& message) {
    std::vector<std::string> all;
    for (const auto& paragraph : paragraphs_of(message).all)
        all.push_back(paragraph.title());
    return all;
}

}  // namespace

TEST_CASE("a message comes back from its JSON whole, whatever its texts are") {
    auto message = hostile_message();
    message.notices.push_back(recovery_of(loss_of("db1", "db")));
    message.notices.back().flapping = true;

    const auto text = to_text(to_json(message));
    const auto again = muster::message_from_json(muster::parse_json(text));

    CHECK(is_clean(text));
    CHECK(to_text(to_json(again)) == text);
    REQUIRE(again.notices.size() == 3);
    CHECK(again.notices.front().message == hostile);
    CHECK(again.notices.front().of.target == hostile);
    CHECK(again.notices.back().kind == Notice::Kind::recovery);
    CHECK(again.notices.back().since == message.notices.back().since);
    CHECK(again.notices.back().flapping);
    CHECK(again.members.at("web") == 12);
}

TEST_CASE("words of a message stand for all kinds of notices") {
    for (const auto kind :
         {Notice::Kind::problem,
          Notice::Kind::recovery,
          Notice::Kind::reminder,
          Notice::Kind::followed,
          Notice::Kind::rebuilt,
          Notice::Kind::trouble}) {
        auto message = message_of({notice_on("web1")});
        message.notices.front().kind = kind;

        CHECK(muster::message_from_json(to_json(message)).notices.front().kind == kind);
    }
}

TEST_CASE("what is no message is refused") {
    CHECK(refused([](Json&) {}).empty());
    CHECK(refused([](Json& json) { json = "text"; }) == "this is no message of format 1");
    CHECK(
        refused([](Json& json) { member(json, "format") = 2; }) == "this is no message of format 1"
    );
    CHECK(
        refused([](Json& json) { in_notice(json, "kind") = "alarm"; })
        == "expected problem, recovery, reminder, followed, rebuilt or trouble"
    );
    CHECK(
        refused([](Json& json) { in_notice(json, "kind") = 1; })
        == "expected a kind of notice as a text"
    );
    CHECK(
        refused([](Json& json) { in_notice(json, "standing") = "bad"; })
        == "expected pending, conforms, failed, errored, skipped or stale"
    );
    CHECK(
        refused([](Json& json) { in_notice(json, "impact") = "huge"; })
        == "expected none, low, medium, high or critical"
    );
    CHECK(
        refused([](Json& json) { in_notice(json, "since") = "noon"; })
        == "expected a time like 2026-07-01T12:00:00Z"
    );
    CHECK(refused([](Json& json) { member(json, "notices") = 1; }) == "expected a list");
    CHECK(refused([](Json& json) { member(json, "members") = 1; }) == "expected an object");
    CHECK(
        refused([](Json& json) {
            member(json, "members") = Json(Json::Object{{"web", -1}});
        })
        == "a role has no less than 0 targets"
    );
}

TEST_CASE("equal problems of many targets are one paragraph") {
    CHECK(
        titles(message_of({notice_on("web1"), notice_on("web3"), notice_on("web2")}))
        == std::vector<
            std::string>{"PROBLEM web: 3 of 12 (web[1-3]): file \"/etc/nginx/nginx.conf\" mode"}
    );
    CHECK(
        titles(message_of({loss_of("web1"), loss_of("web2")}))
        == std::vector<std::string>{"PROBLEM web: 2 of 12 (web[1-2]): cannot be reached"}
    );
    CHECK(
        titles(message_of({recovery_of(loss_of("web1")), recovery_of(loss_of("web2"))}))
        == std::vector<std::string>{"RECOVERY web: 2 of 12 (web[1-2]): can be reached again"}
    );
    CHECK(
        titles(message_of({notice_on("web1"), notice_on("db1", "db")}))
        == std::vector<
            std::string>{"PROBLEM 2 targets (web1, db1): file \"/etc/nginx/nginx.conf\" mode"}
    );
    CHECK(
        titles(message_of({notice_on("db1", "db"), notice_on("db2", "db")}))
        == std::vector<std::string>{"PROBLEM db: 2 (db[1-2]): file \"/etc/nginx/nginx.conf\" mode"}
    );
}

TEST_CASE("of the roles that all have the smallest is named") {
    auto first = notice_on("web1", "all");
    auto second = notice_on("web2", "all");
    first.roles.push_back("canary");
    second.roles.push_back("canary");
    auto message = message_of({first, second});
    message.members = {{"all", 900}, {"canary", 2}};

    CHECK(paragraphs_of(message).all.front().whom == "canary: 2 of 2 (web[1-2])");
}

TEST_CASE("what differs is told apart") {
    auto other = notice_on("web2");
    other.message = "expected 0644, is 0600";

    CHECK(titles(message_of({notice_on("web1"), other})).size() == 2);
    CHECK(titles(message_of({notice_on("web1"), loss_of("web2")})).size() == 2);
    CHECK(titles(message_of({notice_on("web1"), recovery_of(notice_on("web2"))})).size() == 2);
}

TEST_CASE("the gravest comes first, and what has ended last") {
    auto light = notice_on("web1");
    light.impact = muster::Impact::low;
    Notice blind;
    blind.impact = muster::Impact::critical;
    blind.message = "the monitor is blind: it sees none of 12 targets";
    blind.statement = "the monitor sees its targets";

    const auto message = message_of({recovery_of(loss_of("db1")), light, loss_of("web2"), blind});

    const std::vector<std::string> expected = {
        "PROBLEM the monitor: is blind",
        "PROBLEM web2: cannot be reached",
        "PROBLEM web1: file \"/etc/nginx/nginx.conf\" mode",
        "RECOVERY db1: can be reached again"};
    CHECK(titles(message) == expected);
    CHECK(subject_of(paragraphs_of(message)) == "PROBLEM the monitor: is blind (and 3 more)");
}

TEST_CASE("a text says what is expected, what is, since when and what runs it again") {
    auto notice = notice_on("web1");
    notice.because = "nobody else may write it";
    notice.hint = "chmod 0644";
    notice.runbook = "https://wiki.example.net/nginx";

    CHECK(
        plain_text(message_of({notice}))
        == "PROBLEM web1: file \"/etc/nginx/nginx.conf\" mode\n"
           "  expected  0644\n"
           "  is        0666\n"
           "  since     2026-07-01T12:00:00Z\n"
           "  because   nobody else may write it\n"
           "  hint      chmod 0644\n"
           "  impact    high\n"
           "  owner     web team\n"
           "  runbook   https://wiki.example.net/nginx\n"
           "  again     muster run nginx.cpp:14 -t web1\n"
           "\n"
           "the shop · https://muster.example.net/\n"
    );
}

TEST_CASE("a row that could not be told says why, a recovery what is found now") {
    auto errored = notice_on("web1");
    errored.standing = muster::Standing::errored;
    errored.expected.clear();
    errored.actual.clear();
    errored.message = "permission denied reading /etc/shadow";
    auto flapping = notice_on("web1");
    flapping.flapping = true;
    flapping.message = "it goes to and fro: 9 of the last 21 results were a problem";

    CHECK(
        plain_text(message_of({errored})).find("is        permission denied") != std::string::npos
    );
    CHECK(plain_text(message_of({flapping})).find("FLAPPING web1") == 0);
    CHECK(
        plain_text(message_of({flapping})).find("is        it goes to and fro") != std::string::npos
    );
    CHECK(
        plain_text(message_of({recovery_of(notice_on("web1"))})).find("is        0644")
        != std::string::npos
    );
}

TEST_CASE("a text of many problems is bounded and says how many it leaves out") {
    std::vector<Notice> many;
    for (int i = 0; i < 1000; ++i) {
        many.push_back(notice_on("web1"));
        many.back().of.id = std::to_string(i);
        many.back().message = std::string(5000, 'x');
    }
    std::vector<Notice> names;
    for (int i = 0; i < 1000; ++i)
        names.push_back(notice_on(
            "host-" + std::string(1, static_cast<char>('a' + i % 26)) + std::to_string(i * 7)
        ));

    CHECK(plain_text(message_of(many)).find("and 980 more · the shop") != std::string::npos);
    CHECK(plain_text(message_of(many)).size() < 50'000);
    CHECK(plain_text(message_of(names)).size() < 2'000);
    CHECK(subject_of(paragraphs_of(message_of(names))).size() < 300);
}

TEST_CASE("no text of a message has control characters") {
    CHECK(is_clean(plain_text(hostile_message()), "\n"));
    for (const auto& paragraph : paragraphs_of(hostile_message()).all)
        CHECK(is_clean(paragraph.title()));
}
