// What waits for its guards.
#include "framework/run/judge.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

bool is_loud(const Fact& fact) {
    return fact.subject.name() == "loud";
}

const ResourceEntry looking{.name = "looking", .summary = ""};
const ResourceEntry acting{.name = "acting", .summary = "", .acts = true};
const ResourceEntry mixed{.name = "mixed", .summary = "", .acts = true, .does_act = is_loud};

bool acts(const std::string& resource, const std::string& name) {
    const Lexicon lexicon({&looking, &acting, &mixed});
    return muster::acts(lexicon, {.fact = {{resource, {Value(name)}}, "x"}});
}

}  // namespace

TEST_CASE("a resource that acts may have subjects that only look") {
    CHECK_FALSE(acts("looking", "loud"));
    CHECK(acts("acting", "quiet"));
    CHECK(acts("mixed", "loud"));
    CHECK_FALSE(acts("mixed", "quiet"));
}
