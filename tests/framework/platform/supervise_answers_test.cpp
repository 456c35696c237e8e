// Recorded from runit 2.1.2, daemontools 0.76 and s6 2.11.

#include "framework/model/cannot_tell.hpp"
#include "framework/platform/supervise_tools.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace std::string_literals;

namespace {

const Supervised nobody{.watched = false, .word = "down"};

}  // namespace

TEST_CASE("sv tells word, process and what is not as usual, of the service and not of its log") {
    CHECK(parse_sv("run: (pid 1043) 2s") == Supervised{.word = "run", .pid = 1043});
    CHECK(
        parse_sv("run: (pid 7) 2s, normally down, paused; run: log: (pid 9) 5s, want down")
        == Supervised{.word = "run", .pid = 7, .marks = {"normally down", "paused"}}
    );
    CHECK(
        parse_sv("down: 1s, normally up, want up")
        == Supervised{.word = "down", .marks = {"normally up", "want up"}}
    );
    CHECK(parse_sv("finish: (pid 8) 0s") == Supervised{.word = "finish", .pid = 8});
    CHECK(parse_sv("fail: runsv not running") == nobody);
    CHECK(parse_sv("warning: unable to open supervise/ok: file does not exist") == nobody);
}

TEST_CASE("svstat tells word, process and what is not as usual") {
    CHECK(parse_svstat("up (pid 1037) 2 seconds") == Supervised{.word = "up", .pid = 1037});
    CHECK(
        parse_svstat("up (pid 1037) 2 seconds, normally down, paused")
        == Supervised{.word = "up", .pid = 1037, .marks = {"normally down", "paused"}}
    );
    CHECK(parse_svstat("down 4 seconds") == Supervised{.word = "down"});
    CHECK(parse_svstat("supervise not running") == nobody);
    CHECK(parse_svstat("unable to open supervise/ok: file does not exist") == nobody);
}

TEST_CASE("s6-svstat tells it in words that are asked for") {
    CHECK(parse_s6_svstat("true true true false 1047") == Supervised{.word = "up", .pid = 1047});
    CHECK(
        parse_s6_svstat("true false false true 9")
        == Supervised{.word = "up", .pid = 9, .marks = {"normally down", "want down", "paused"}}
    );
    CHECK(
        parse_s6_svstat("false true true false -1")
        == Supervised{.word = "down", .marks = {"normally up", "want up"}}
    );
    CHECK(parse_s6_svstat("false false false false -1") == Supervised{.word = "down"});
    CHECK(
        parse_s6_svstat(
            "s6-svstat: fatal: : unable to read status for /s/x: s6-supervise not running"
        )
        == nobody
    );
}

TEST_CASE("what may not be seen, and what is not understood, is no stopped service") {
    const auto kind_of = [](Supervised (*parse)(std::string_view), std::string_view line) {
        try {
            (void)parse(line);
        } catch (const CannotTell& why) {
            return why.kind;
        }
        return Kind::lost;
    };

    CHECK(kind_of(parse_sv, "warning: unable to open supervise/ok: access denied") == Kind::denied);
    CHECK(kind_of(parse_svstat, "unable to open supervise/ok: access denied") == Kind::denied);
    CHECK(
        kind_of(parse_s6_svstat, "s6-svstat: fatal: unable to check /s/x: Permission denied")
        == Kind::denied
    );
    for (const auto& line : {""s, "run"s, "ups (pid 1)"s, "true true true 1"s, "\0\xff"s})
        for (auto* parse : {parse_sv, parse_svstat, parse_s6_svstat})
            CHECK(kind_of(parse, line) == Kind::unparsable);
}

TEST_CASE("the file of a supervised folder tells the process and since when") {
    const auto bytes =
        "\x40\x00\x00\x00\x6b\x07\x85\x4d\x03\x7a\x48\x1c\x13\x04\x00\x00\x00u\x00\x01"s;
    const auto status = parse_supervise_status(bytes);

    REQUIRE(status);
    CHECK(status->pid == 1043);
    CHECK(to_iso8601(status->since).starts_with("2026-11-26T01:02:59."));
    CHECK(parse_supervise_status(bytes.substr(0, 18))->pid == 1043);
    CHECK_FALSE(parse_supervise_status(bytes.substr(0, 17)));
    CHECK_FALSE(parse_supervise_status(std::string(20, '\0')));
    CHECK_FALSE(parse_supervise_status(std::string(20, '\xff')));
    CHECK_FALSE(parse_s6_status(std::string(35, '\xff')));
    CHECK_FALSE(parse_s6_status(bytes));
}
