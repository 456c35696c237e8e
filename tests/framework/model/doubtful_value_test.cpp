#include "framework/model/match.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

/// What `sh -c nosuch` leaves: an exit status that says "not run".
Value not_run() {
    Value value = 127;
    value.doubt = "sh: 1: nosuch: not found";
    return value;
}

Truth truth(const Matcher& matcher) {
    return match(matcher, not_run(), Instant{}).truth;
}

}  // namespace

TEST_CASE("a doubtful value is judged by a matcher that names it, negated or not") {
    CHECK(truth({"equals", {127}}) == Truth::yes);
    CHECK(truth({"in", {126, 127}}) == Truth::yes);
    CHECK(truth({"differs", {127}}) == Truth::no);
    CHECK(truth(negated(equals(127))) == Truth::no);
}

TEST_CASE("a doubtful value is ignorance to every matcher that does not name it, negated or not") {
    CHECK(truth({"equals", {0}}) == Truth::unknown);
    CHECK(truth({"differs", {0}}) == Truth::unknown);
    CHECK(truth({"in", {1, 2}}) == Truth::unknown);
    CHECK(truth({"more_than", {0}}) == Truth::unknown);
    CHECK(truth({"at_least", {127}}) == Truth::unknown);
    CHECK(truth({"between", {126, 127}}) == Truth::unknown);
    CHECK(truth({"is_set"}) == Truth::unknown);
    CHECK(truth(negated(equals(0))) == Truth::unknown);
}

TEST_CASE("the reason of a doubt is the message") {
    const auto found = match({"differs", {0}}, not_run(), Instant{});

    CHECK(found.message == "sh: 1: nosuch: not found");
    CHECK(found.actual == "127");
}

TEST_CASE("joined matchers over a doubtful value: yes or unknown passes, no and unknown fails") {
    const Matcher either{"or", {}, {equals(0), equals(127)}};
    const Matcher both{"and", {}, {{"more_than", {0}}, {"differs", {127}}}};

    CHECK(truth(either) == Truth::yes);
    CHECK(truth(both) == Truth::no);
}

TEST_CASE("two facts compared are not told apart when one of them is doubtful") {
    CHECK(match_facts("equals", not_run(), not_run()).truth == Truth::unknown);
    CHECK(match_facts("differs", Value(0), not_run()).truth == Truth::unknown);
    CHECK(match_facts("differs", not_run(), Value(0)).message == "sh: 1: nosuch: not found");
}

TEST_CASE("an absent thing stays absent beside a doubtful one") {
    CHECK(match_facts("equals", absent, not_run()).truth == Truth::absent);
}
