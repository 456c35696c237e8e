#include "framework/fleet/watch/watch_log.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>
#include <thread>
#include <vector>

using namespace muster;

TEST_CASE("journald is told the priority of each line") {
    std::ostringstream to;
    WatchLog log(to, WatchLog::For::journal);
    log.error("a");
    log.warning("b");
    log.notice("c");
    log.information("d");
    CHECK(to.str() == "<3>a\n<4>b\n<5>c\n<6>d\n");
}

TEST_CASE("a person is told the time, and what is bad has a mark") {
    std::ostringstream to;
    WatchLog log(to, WatchLog::For::person);
    log.warning("a");
    log.notice("b");
    const std::string time = "20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z";
    CHECK_THAT(to.str(), Catch::Matches(time + " ! a\n" + time + " b\n"));
}

TEST_CASE("what a line has in it makes no other line, and no colour") {
    std::ostringstream to;
    WatchLog log(to, WatchLog::For::journal);
    log.notice("a\n<0>b\x1b[31m");
    const auto text = to.str();
    CHECK(text.find('\n') == text.size() - 1);
    CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("lines of several threads stay whole") {
    std::ostringstream to;
    WatchLog log(to, WatchLog::For::journal);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int j = 0; j < 50; ++j)
                    log.notice("a line");
            });
    }
    std::string all;
    for (int i = 0; i < 200; ++i)
        all += "<5>a line\n";
    CHECK(to.str() == all);
}

TEST_CASE("standard error leads to journald when the variable names it") {
    struct stat status {};
    REQUIRE(::fstat(STDERR_FILENO, &status) == 0);
    (void)::setenv("JOURNAL_STREAM", fmt::format("{}:{}", status.st_dev, status.st_ino).c_str(), 1);
    CHECK(reader_of_standard_error() == WatchLog::For::journal);
    (void)::setenv("JOURNAL_STREAM", "1:2", 1);
    CHECK(reader_of_standard_error() == WatchLog::For::person);
    (void)::unsetenv("JOURNAL_STREAM");
    CHECK(reader_of_standard_error() == WatchLog::For::person);
}
