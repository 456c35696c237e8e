// Recorded from supervisor 4.2.5.

#include "framework/platform/supervisor.hpp"

#include "framework/model/cannot_tell.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace std::chrono_literals;
using namespace std::string_literals;

TEST_CASE("supervisor's lines name its programs and their states") {
    const auto programs = parse_supervisor_status(
        "nocmd                            BACKOFF   can't find command '/no/such'\n"
        "man                              STOPPED   Not started\n"
        "w:w_00                           RUNNING   pid 5162, uptime 0:00:02\n"
    );

    CHECK(
        programs
        == SupervisorPrograms{{"nocmd", "BACKOFF", "can't find command '/no/such'"}, {"man", "STOPPED", "Not started"}, {"w:w_00", "RUNNING", "pid 5162, uptime 0:00:02"}}
    );
    CHECK(parse_supervisor_status("\n \nlonely\na b\n" + std::string(1 << 20, ' ')).empty());
}

TEST_CASE("a program is found in full, or by its own name where only one group has it") {
    const SupervisorPrograms programs = {
        {"web", "RUNNING", ""},
        {"a:job", "RUNNING", ""},
        {"b:job", "RUNNING", ""},
        {"b:x", "", ""}};

    CHECK(find_program(programs, "web") == &programs[0]);
    CHECK(find_program(programs, "b:job") == &programs[2]);
    CHECK(find_program(programs, "x") == &programs[3]);
    CHECK(find_program(programs, "we") == nullptr);
    CHECK(find_program(programs, "b") == nullptr);
    CHECK_THROWS_AS(find_program(programs, "job"), CannotTell);
}

TEST_CASE("supervisor tells which programs it starts itself") {
    CHECK(
        parse_supervisor_avail("man                              in use    manual    999:999\n"
                               "w:w_00                           in use    auto      999:999\n"
                               "new                              avail     auto      1:2\nodd\n")
        == std::
            map<std::string, std::string>{{"man", "manual"}, {"new", "auto"}, {"w:w_00", "auto"}}
    );
}

TEST_CASE("supervisor tells process and uptime of what runs") {
    const auto process = parse_supervisor_process("pid 5162, uptime 1:02:03");
    REQUIRE(process);
    CHECK(process->pid == 5162);
    CHECK(process->uptime == 1h + 2min + 3s);
    CHECK(parse_supervisor_process("pid 1, uptime 2 days, 0:00:01")->uptime == 48h + 1s);
    for (const auto& text :
         {""s,
          "Not started"s,
          "pid x, uptime 0:00:01"s,
          "pid 1, uptime 0:01"s,
          "pid 1 uptime 0:0:0"s})
        CHECK_FALSE(parse_supervisor_process(text));
}
