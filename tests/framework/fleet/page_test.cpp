#include "framework/base/text.hpp"
#include "framework/base/xml/xpath.hpp"
#include "framework/fleet/serve/page/assets.hpp"
#include "framework/fleet/serve/page/links.hpp"
#include "framework/fleet/serve/router.hpp"
#include "tests/framework/fleet/sample_fleet.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using muster::answer_page;
using muster::join;
using muster::Overview;
using muster::PageRequest;
using muster::Standing;
using muster::State;
using muster::WatchedTarget;
using muster::tests::calm_fleet;
using muster::tests::sample_fleet;
using muster::tests::state_of;

namespace {

using Query = std::vector<std::pair<std::string, std::string>>;
using Texts = std::vector<std::string>;

std::string page(const Overview& overview, const std::string& path, const Query& query = {}) {
    const auto answer = answer_page(overview, {.path = path, .query = query, .may_change = true});
    REQUIRE(answer.status == 200);
    return answer.body;
}

Texts found(const std::string& page, const std::string& xpath) {
    const auto all = muster::xpath_found(page, xpath);
    REQUIRE(all.fault == "");
    return all.texts;
}

/// The text of the first element that an XPath finds, with blanks squeezed. The parser leaves out texts of blanks alone,
/// so that the words of neighbours stand together here.
std::string text(const std::string& page, const std::string& xpath) {
    return muster::squeezed(found(page, "string(" + xpath + ")").at(0));
}

bool says(const std::string& page, const std::string& words) {
    return muster::squeezed(found(page, "string(//main)").at(0)).find(words) != std::string::npos;
}

WatchedTarget& target(Overview& overview, const std::string& name) {
    const auto at = std::ranges::find_if(overview.targets, [&](const WatchedTarget& one) {
        return one.target.name == name;
    });
    REQUIRE(at != overview.targets.end());
    return *at;
}

}  // namespace

TEST_CASE("the front page says first what is wrong, each thing once") {
    const auto front = page(sample_fleet(), "/");

    CHECK(text(front, "//h1") == "✗ 5 problems");
    const auto problem = [](int nth) {
        return "(//main/ul[@class='problems'][1]/li)[" + std::to_string(nth) + "]";
    };
    CHECK(
        text(front, problem(1) + "/div[1]")
        == "! unreachablebackup-[14-15] cannot be reachedbackup: 2 of 15"
    );
    CHECK(
        text(front, problem(2) + "/div[1]") == "✗ failedservice \"mariadb\" running: truedb: 1 of 6"
    );
    CHECK(
        text(front, problem(4) + "/div[1]")
        == "✗ failedfile \"/srv/app/REVISION\" content: \"4f1c2ab\"app: 4 of 24"
    );
    CHECK(text(front, problem(4) + "/p") == "expected \"4f1c2ab\", is \"91d0e77\"");
    CHECK(
        text(front, problem(4) + "/div[2]") == "app-03, app-04, app-05, app-11for 47 minthe shop"
    );
    CHECK(found(front, "//main/ul[@class='problems'][1]/li").size() == 5);
    CHECK(
        text(front, "//ul[@class='numbers']")
        == "6 failed1 stale2 unreachable2 first signs3 quiet570 conform60 targets"
    );
}

TEST_CASE("where all is well the front page says so, and folds the hosts of a role into a row") {
    const auto front = page(calm_fleet(), "/");

    CHECK(text(front, "//h1") == "✓ All is well");
    CHECK(found(front, "//table[@class='matrix']").size() == 6);
    CHECK(
        text(front, "(//section[@class='role'])[2]//tbody/tr")
        == "app-[01-24]app-01, app-02, app-03, "
           "app-04, app-05, app-06, app-07, app-08, app-09, app-10, app-11, app-12, app-13, "
           "app-14, app-15, "
           "app-16, app-17, app-18, app-19, app-20, app-21, app-22, app-23, app-24✓ 4✓ 3✓ 3✓ 2"
    );
    CHECK(found(front, "//h2").size() == 2);  // of targets, and of the keys
}

TEST_CASE("nothing is green by being empty") {
    Overview nobody;
    CHECK(text(page(nobody, "/"), "//h1") == "… Nothing is watched");

    auto unasked = calm_fleet();
    for (auto& one : unasked.targets) {
        one.reach.standing = one.reach.settled = Standing::pending;
        for (auto& state : one.states)
            state.standing = state.settled = Standing::pending;
    }
    CHECK(text(page(unasked, "/"), "//h1") == "… Nothing is verified yet");

    auto nearly = calm_fleet();
    auto& last = target(nearly, "mail-02");
    last.reach.standing = last.reach.settled = Standing::pending;
    CHECK(text(page(nearly, "/"), "//h1") == "… 1 target not asked yet");

    auto blind = calm_fleet();
    blind.monitor.standing = Standing::errored;
    blind.monitor.observation.result.message = "none of 60 targets can be reached";
    CHECK(text(page(blind, "/"), "//h1") == "! The monitor sees nobody");
    CHECK(says(page(blind, "/"), "none of 60 targets can be reached"));
}

TEST_CASE("what is wrong on a target that cannot be reached is not told besides") {
    auto overview = calm_fleet();
    auto& lost = target(overview, "db-01");
    lost.reach.standing = lost.reach.settled = Standing::errored;
    for (auto& state : lost.states)
        muster::tests::fail(state, Standing::stale, "", "no result", std::chrono::hours(1));

    CHECK(text(page(overview, "/"), "//h1") == "✗ 1 problem");
    CHECK(says(page(overview, "/targets/db-01"), "9 stale"));
}

TEST_CASE("who is behind a target that cannot be reached is quiet") {
    auto overview = calm_fleet();
    for (const auto* name : {"proxy-01", "db-01", "db-02"}) {
        auto& lost = target(overview, name);
        lost.reach.standing = lost.reach.settled = Standing::errored;
    }
    target(overview, "db-01").target.behind = "mail-01";  // two steps, of which one works
    target(overview, "mail-01").target.behind = "proxy-01";
    target(overview, "db-02").target.behind = "db-02";  // a circle: nobody is in its way

    const auto front = page(overview, "/");
    CHECK(text(front, "//h1") == "✗ 1 problem");  // the same problem, on two targets
    CHECK(says(front, "proxy-01, db-02"));
    CHECK(text(front, "//details[@class='more']/summary") == "Quiet: nobody is told of these: 1");
    CHECK(
        found(front, "string(//span[@class='chip quiet']/@title)").at(0)
        == "proxy-01 is on its way and cannot be reached"
    );
}

TEST_CASE("an acknowledgement is of the problem that was there, and of no later one") {
    auto overview = sample_fleet();
    auto& state = state_of(target(overview, "db-04"), "mysql");
    CHECK(says(page(overview, "/targets/db-04"), "acknowledged"));

    state.since = overview.now - std::chrono::minutes(5);
    CHECK_FALSE(says(page(overview, "/targets/db-04"), "acknowledged"));
    CHECK(text(page(overview, "/"), "//h1") == "✗ 6 problems");
}

TEST_CASE("a target's page says what is expected, what is, how we know and since when") {
    const auto of = page(sample_fleet(), "/targets/proxy-02");

    CHECK(text(of, "//h1") == "✗ proxy-02");
    CHECK(text(of, "//p[@class='sum']") == "1 failed, 9 conform");
    const std::string row = "(//main//ul[@class='problems']/li)[1]";
    CHECK(text(of, row + "/div[1]").find("✗ failedfile \"/etc/nginx/nginx.conf\" mode: 0644") == 0);
    CHECK(text(of, row + "/p") == "expected 0644, is 0666");
    CHECK(text(of, row + "//div[@class='meta']") == "impact highfor 3 h");
    CHECK(
        found(of, "string(" + row + "//*[local-name()='svg']/@aria-label)").at(0)
        == "the last 21 results: 7 with a problem"
    );
    const auto why = text(of, row + "//dl");
    for (const auto* part :
         {"expected0644",
          "is0666",
          "askedstat file \"/etc/nginx/nginx.conf\" → regular file, root:root, 0644",
          "ownerweb team",
          "specspecs/nginx.cpp:14",
          "againmuster run specs/nginx.cpp:14 -t proxy-02"})
        CHECK_THAT(why, Catch::Contains(part));
    for (const auto* fact :
         {"addressssh://muster@proxy-02.lan.example.net",
          "platformdebian 12.8 · x86_64 · systemd",
          "last round21 s ago",
          "it took0.184 s",
          "exchanges1",
          "late by12 ms"})
        CHECK_THAT(text(of, "//dl[@class='facts']"), Catch::Contains(fact));
}

TEST_CASE("a first sign says its attempt, what flaps and what is waived say so") {
    const auto overview = sample_fleet();

    CHECK(says(page(overview, "/targets/mail-01"), "! first sign") == false);
    CHECK(says(page(overview, "/targets/mail-01"), "✗ first sign"));
    CHECK(says(page(overview, "/targets/mail-01"), "attempt 2 of 3"));
    CHECK(says(page(overview, "/targets/cache-07"), "≈ flapping"));
    CHECK(says(page(overview, "/targets/proxy-04"), "9 conform, 1 waived"));
    CHECK(says(
        page(overview, "/targets/proxy-04"),
        "waived until 2026-12-31: the certificate comes on Monday, OPS-17, web team"
    ));
    CHECK(says(page(overview, "/targets/backup-14"), "cannot be reached: connection refused"));
}

TEST_CASE("an expectation's page folds its values over the hosts") {
    auto overview = sample_fleet();
    const auto id = state_of(target(overview, "app-03"), "REVISION").of.id;
    const auto of = page(overview, "/expectations", {{"id", id}});

    CHECK(text(of, "//main/h2[1]") == "2 answers on 24 targets");
    CHECK(
        text(of, "(//ul[@class='problems']/li)[1]/div[1]").find("✗ failed\"91d0e77\"4 targets") == 0
    );
    CHECK(
        text(of, "(//ul[@class='problems']/li)[2]/div[1]").find("✓ conforms\"4f1c2ab\"20 targets")
        == 0
    );
    CHECK(
        text(of, "(//ul[@class='problems']/li)[2]//summary[1]")
        == "app-[01-02], app-[06-10], app-[12-24]"
    );
    CHECK(
        answer_page(overview, {.path = "/expectations", .query = {{"id", "nothing"}}}).status == 404
    );
}

TEST_CASE("events are filtered by kind, target and id, the newest first") {
    const auto overview = sample_fleet();
    const auto rows = [&](const Query& query) {
        return found(page(overview, "/events", query), "//table[@class='events']//tr").size();
    };

    CHECK(rows({}) == 10);
    CHECK(rows({{"kind", "problem"}}) == 5);
    CHECK(rows({{"target", "db-*"}}) == 2);
    CHECK(rows({{"kind", "problem"}, {"id", "*mariadb*running*"}}) == 1);
    CHECK(rows({{"target", "web"}}) == 0);
    const auto all = page(overview, "/events");
    CHECK(
        text(all, "(//table[@class='events']//tr)[1]")
        == "12:58:04recoveryapp-19port 443 listening / equalsfailed → conforms"
    );
    CHECK(
        text(all, "(//table[@class='events']//tr)[7]")
        == "12:08:04markthe looprelease 91d0e77 goes out by deploy"
    );
}

TEST_CASE("forms that change something are shown to whom may change alone") {
    const auto overview = sample_fleet();
    for (const auto* path : {"/silences", "/targets/proxy-02"}) {
        const auto reader = answer_page(overview, {.path = path, .may_change = false}).body;
        CHECK(found(reader, "//form[@method='post']").empty());
        CHECK(found(reader, "//a[@class='act']").empty());
        CHECK(text(reader, "//main") != text(page(overview, path), "//main"));
    }

    const auto form = page(overview, "/silences", {{"kind", "ack"}, {"target", "web\"3"}});
    CHECK(found(form, "//form[@action='/api/v1/silences/end']").size() == 2);
    CHECK(
        found(form, "string(//form[@class='new']//input[@name='target']/@value)").at(0) == "web\"3"
    );
    CHECK(found(form, "string(//form[@class='new']//option[@selected]/@value)").at(0) == "ack");
}

TEST_CASE("a search finds targets and expectations that have all words") {
    const auto overview = sample_fleet();

    const auto modes = page(overview, "/search", {{"q", "NGINX mode"}});
    CHECK(text(modes, "//main/h2[1]") == "Expectations: 1");
    CHECK(found(modes, "string(//input[@id='q']/@value)").at(0) == "NGINX mode");
    CHECK(text(page(overview, "/search", {{"q", "app-0"}}), "//main/h2[1]") == "Targets: 9");
    CHECK(says(page(overview, "/search", {{"q", "91d0e77"}}), "Expectations: 1"));
    CHECK(
        says(page(overview, "/search", {{"q", "no-such-thing"}}), "Nothing has all of these words")
    );
    CHECK(page(overview, "/search") != "");
}

TEST_CASE("what is not there is told as a page, what is not asked so is refused") {
    const auto overview = calm_fleet();

    CHECK(answer_page(overview, {.path = "/targets/nobody"}).status == 404);
    CHECK(answer_page(overview, {.path = "/targets/"}).status == 404);
    const auto lost = answer_page(overview, {.path = "/no<where"});
    CHECK(lost.status == 404);
    CHECK(text(lost.body, "//main/section/p[1]") == "There is nothing at /no<where.");
    CHECK(answer_page(overview, {.method = "POST", .path = "/"}).status == 405);
    CHECK(answer_page(overview, {.method = "HEAD", .path = "/"}).status == 200);
}

TEST_CASE("the style and the script come whole out of the program") {
    for (const auto& [path, type] :
         {std::pair("/style.css", "text/css; charset=utf-8"),
          std::pair("/script.js", "text/javascript; charset=utf-8")}) {
        const auto file = answer_page(calm_fleet(), {.path = path});
        CHECK(file.type == type);
        CHECK(file.is_fixed);
    }
    CHECK(muster::page_style().find("prefers-color-scheme: dark") != std::string_view::npos);
    CHECK(muster::page_style().find("@keyframes fresh") != std::string_view::npos);
    CHECK(muster::page_style().find("url(") == std::string_view::npos);
    CHECK(muster::page_script().ends_with("})();\n"));
}
