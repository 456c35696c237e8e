#include "framework/run/compiler_message.hpp"

#include "framework/run/spec_program.hpp"

#include <catch2/catch.hpp>

using namespace muster;

TEST_CASE("of a compiler's message the errors stay, with their lines") {
    const std::string message = R"(In file included from words.hpp:6,
                 from a.cpp:1:
a.cpp: In function ‘void muster_body_5()’:
a.cpp:6:37: error: no match for ‘operator<’
    6 |     expect(conf.mode < 0644);
      |            ~~~~~~~~~ ^ ~~~~
words.hpp:87:6: note: candidate: ‘bool operator<(Word, Word)’
   87 | bool operator<(Word left, Word right);
      |      ^~~~~~~~
a.cpp:7:1: warning: unused variable
    7 |     auto x = 1;
)";

    CHECK(essence_of(message) == R"(a.cpp:6:37: error: no match for ‘operator<’
    6 |     expect(conf.mode < 0644);
      |            ~~~~~~~~~ ^ ~~~~)");
}

TEST_CASE("of many errors the first two are told, and how many follow") {
    const std::string message = "a.cpp:1:1: error: one\na.cpp:2:1: error: two\n"
                                "a.cpp:3:1: error: three\na.cpp:4:1: fatal error: four\n";

    CHECK(
        essence_of(message)
        == "a.cpp:1:1: error: one\na.cpp:2:1: error: two\n(errors after these: 2)"
    );
}

TEST_CASE("what is no compiler's message keeps its last lines") {
    std::string message;
    for (int line = 1; line <= 20; ++line)
        message += "ld: line " + std::to_string(line) + "\n";

    const auto kept = essence_of(message);

    CHECK(kept.starts_with("ld: line 9\n"));
    CHECK(kept.ends_with("\nld: line 20"));
    CHECK(essence_of("").empty());
}

TEST_CASE("a message without a known slip has no hint") {
    CHECK(compile_hint("a.cpp:1:1: error: expected ‘;’ before ‘}’ token").empty());
    CHECK(compile_hint("").empty());
}
