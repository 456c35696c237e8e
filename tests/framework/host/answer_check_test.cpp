// A target that tells of paths which nobody asked for.

#include "framework/host/answer_check.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

/// "believed", or why not.
std::string judged(const Question& question, const Answer& answer) {
    const auto why = why_no_answer(question, answer);
    return why ? why->message : "believed";
}

Answer names(std::vector<std::string> of) {
    return std::optional(Names{std::move(of)});
}

}  // namespace

TEST_CASE("what a glob finds has its folders, whatever its signs stand for") {
    const Question asked = Glob{"/proc/[0-9]*/fd/*"};

    CHECK(judged(asked, names({"/proc/1/fd/0", "/proc/self/fd/\n"})) == "believed");
    CHECK(judged(asked, names({})) == "believed");
    CHECK(judged(asked, std::optional<Names>()) == "believed");
    CHECK(judged(asked, CannotTell{Kind::denied, "no"}) == "believed");
    CHECK(
        judged(asked, names({"/proc/1/fd/0", "/etc/shadow"}))
        == R"(glob /proc/[0-9]*/fd/*: the target tells of "/etc/shadow", which is none of that)"
    );
    for (const auto* stray :
         {"",
          "/",
          "/proc/1/fd",
          "/proc/1/fd/0/x",
          "proc/1/fd/0",
          "/proc/1/FD/0",
          "x",
          "/proc/../fd/0"})
        CHECK(judged(asked, names({stray})) != "believed");
    CHECK(judged(Glob{"/etc//conf.d/\\*"}, names({"/etc//conf.d/*"})) == "believed");
}

TEST_CASE("files that are read by a glob are of it") {
    const Question asked = ReadMatching{"/etc/cron.d/*"};
    const auto files = [](const char* path) {
        return Answer(std::vector<NamedContent>{{path, "bytes"}});
    };

    CHECK(judged(asked, files("/etc/cron.d/e2scrub_all")) == "believed");
    CHECK(judged(asked, files("/etc/cron.d")) != "believed");
    CHECK(judged(asked, files("/etc/cron.daily/x")) != "believed");
}

TEST_CASE("names in a folder are names") {
    const Question asked = ListFolder{"/etc"};

    CHECK(judged(asked, names({"passwd", ".hidden", "..."})) == "believed");
    for (const auto* stray : {"", ".", "..", "a/b", "/etc/passwd"})
        CHECK(judged(asked, names({stray})) != "believed");
}

TEST_CASE("a walk stays below its folder") {
    CHECK(judged(Walk{.folder = "/srv"}, names({"/srv/a", "/srv/a/b"})) == "believed");
    CHECK(judged(Walk{.folder = "/"}, names({"/srv"})) == "believed");
    for (const auto* stray :
         {"/srv", "/srv/", "/srvx", "/srv/../etc/passwd", "/etc/passwd", "srv/a", ""})
        CHECK(judged(Walk{.folder = "/srv"}, names({stray})) != "believed");
}
