#include "reporters/support/progress.hpp"

#include <catch2/catch.hpp>

#include <sstream>
#include <thread>
#include <vector>

using namespace muster;
using namespace std::chrono_literals;

namespace {

std::chrono::steady_clock::time_point now_;  // what the clock of these tests says

std::chrono::steady_clock::time_point test_clock() {
    return now_;
}

constexpr std::string_view clear = "\r\x1b[K";

}  // namespace

TEST_CASE("progress draws over its own line and takes it away at the end") {
    std::ostringstream screen;
    {
        Progress progress(screen, Terminal::yes, 80, test_clock);
        progress.started(12);
        for (int i = 0; i < 4; ++i)
            progress.target_begun();
        now_ += 4s;
        progress.rows_judged(480);
        now_ += 1s;
        progress.target_done(Progress::Target::well);
        progress.target_done(Progress::Target::well);
        now_ += 5s;
        progress.target_done(Progress::Target::not_well);
    }
    const std::string expected =
        std::string(clear) + "0/12 targets, 0 rows, 0 ms" + std::string(clear)
        + "0/12 targets, 4 running, 480 rows, 4 s" + std::string(clear)
        + "1/12 targets, 3 running, 480 rows, 5 s" + std::string(clear)
        + "3/12 targets, 1 running, 1 not well, 480 rows, 10 s, 30 s left" + std::string(clear);

    CHECK(screen.str() == expected);
}

TEST_CASE("progress is drawn at most ten times a second") {
    std::ostringstream screen;
    Progress progress(screen, Terminal::yes, 80, test_clock);
    progress.started(1);

    for (int i = 0; i < 1000; ++i) {
        now_ += 1ms;
        progress.tick();
    }

    std::size_t drawn = 0;
    for (auto at = screen.str().find(clear); at != std::string::npos;
         at = screen.str().find(clear, at + 1))
        ++drawn;
    CHECK(drawn == 11);
}

TEST_CASE("what is not drawn is not erased, and nothing is written without a terminal") {
    std::ostringstream screen;
    Progress idle(screen, Terminal::yes, 80, test_clock);
    Progress blind(screen, Terminal::no, 80, test_clock);
    blind.started(3);
    now_ += 1s;
    blind.target_done(Progress::Target::well);

    idle.erase();
    blind.erase();

    CHECK(screen.str() == "");
}

TEST_CASE("progress leaves the last column of a narrow terminal free") {
    std::ostringstream screen;
    Progress progress(screen, Terminal::yes, 10, test_clock);

    progress.started(12);

    CHECK(screen.str() == std::string(clear) + "0/12 targ");
}

TEST_CASE("progress counts what several threads tell it") {
    std::ostringstream screen;
    Progress progress(screen, Terminal::yes, 80, test_clock);
    progress.started(4);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&progress] {
            for (int row = 0; row < 1000; ++row)
                progress.rows_judged(1);
            progress.target_done(Progress::Target::well);
        });
    }
    for (auto& thread : threads)
        thread.join();

    now_ += 1s;
    progress.tick();

    CHECK(screen.str().find("4/4 targets, 4000 rows") != std::string::npos);
}
