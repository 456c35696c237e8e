// What members are to each other: ignorance of some never turns into a verdict about all.
#include "framework/run/relations.hpp"

#include "framework/model/hosts_entry.hpp"
#include "framework/model/match.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace muster;

namespace {

const ResourceEntry& thing_entry() {
    static const ResourceEntry entry{
        .name = "thing",
        .summary = "",
        .attributes = {
            {.name = "there", .type = Type::flag, .meaning = "", .when_absent = false},
            {.name = "text", .type = Type::text, .meaning = ""}}};
    return entry;
}

const Lexicon& lexicon() {
    static const Lexicon all({&thing_entry(), &hosts_entry()});
    return all;
}

const Fact there{{"thing", {}}, "there"};
const Fact text{{"thing", {}}, "text"};
const CannotTell refused{Kind::lost, "unreachable: connection refused", "is sshd running?"};
const NotAsked left_out{"not in this run"};

/// Members by name, each with its two facts or the reason why it has none. "x" is asked by hand.
class Fleet {
public:
    Fleet& has(const std::string& name, Value is_there, Value content) {
        Findings findings;
        const std::vector<Fact> facts = {there, text};
        findings.add(facts, {{std::move(is_there)}, {std::move(content)}});
        return add(name, {std::move(findings)});
    }
    Fleet& lacks(const std::string& name, CannotTell why) { return add(name, {std::move(why)}); }
    Fleet& lacks(const std::string& name, NotAsked why) { return add(name, {std::move(why)}); }
    /// It is reached, and one of its facts cannot be told.
    Fleet& doubts(const std::string& name) {
        Findings findings;
        const std::vector<Fact> facts = {there, text};
        const CannotTell denied{Kind::denied, "permission denied"};
        findings.add(facts, {{denied}, {denied}});
        return add(name, {std::move(findings)});
    }

    Finding of(
        const std::string& attribute,
        std::vector<Argument> parameters = {},
        std::vector<Qualifier> qualifiers = {}
    ) const {
        const Fact fact{{"hosts", {}, std::move(qualifiers)}, attribute, std::move(parameters)};
        const AnswersOf answers = [this](const std::string& member) -> const MemberAnswers& {
            return answers_.at(member);
        };
        return Relations(lexicon(), inventory_, answers).of(fact);
    }

private:
    Fleet& add(const std::string& name, MemberAnswers answers) {
        inventory_.targets.push_back({.name = name, .addresses = {{"lan", "10.0.0.1"}}});
        answers_.emplace(name, std::move(answers));
        return *this;
    }

    Inventory inventory_;
    std::map<std::string, MemberAnswers> answers_;
};

OfEach is_there() {
    return OfEach(Expression{.fact = there, .matcher = equals(true)});
}

OfEach the_text() {
    return OfEach(Expression{.form = Expression::Form::fact, .fact = text});
}

Qualifier where_there() {
    return {"where", {is_there()}};
}

/// "yes (remark)", "no (remark)", "cannot tell: …", "skipped: …", or the value.
std::string told(const Finding& finding) {
    if (const auto* why = std::get_if<CannotTell>(&finding.found))
        return "cannot tell: " + why->message;
    if (const auto* why = std::get_if<NotAsked>(&finding.found))
        return "skipped: " + why->reason;
    const auto& value = std::get<Value>(finding.found);
    if (const auto* nothing = value.as<Nothing>())
        return nothing->text;
    const auto* flag = value.as<bool>();
    const auto shown = flag == nullptr ? to_shown(value) : std::string(*flag ? "yes" : "no");
    return flag == nullptr or value.remark.empty() ? shown : shown + " (" + value.remark + ")";
}

Fleet all_well() {
    return Fleet().has("a1", true, "1").has("a2", true, "1");
}
Fleet one_off() {
    return Fleet().has("a1", true, "1").has("a2", true, "1").has("a3", false, "2");
}
Fleet one_dead() {
    return Fleet().has("a1", true, "1").lacks("a2", refused);
}
Fleet one_left_out() {
    return Fleet().has("a1", true, "1").lacks("a2", left_out);
}
Fleet one_absent() {
    return Fleet().has("a1", true, "1").has("a2", absent, absent);
}

}  // namespace

TEST_CASE("every is an and over members") {
    CHECK(told(all_well().of("every", {is_there()})) == "yes (on a[1-2])");
    CHECK(told(one_off().of("every", {is_there()})) == "no (a3: expected true, is false)");
    CHECK(
        told(one_dead().of("every", {is_there()}))
        == "cannot tell: a2: unreachable: connection refused"
    );
    CHECK(told(one_left_out().of("every", {is_there()})) == "skipped: a2: not in this run");
    // One that fails decides, whoever is silent.
    auto both = one_off();
    both.lacks("a4", refused).lacks("a5", left_out);
    CHECK(told(both.of("every", {is_there()})) == "no (a3: expected true, is false)");
    // Ignorance comes before being left out.
    auto silent = one_dead();
    silent.lacks("a3", left_out);
    CHECK(
        told(silent.of("every", {is_there()})) == "cannot tell: a2: unreachable: connection refused"
    );
    CHECK(
        told(Fleet().doubts("a1").of("every", {is_there()})) == "cannot tell: a1: permission denied"
    );
}

TEST_CASE("a thing that is not there counts as one that is not so") {
    const auto by_text = OfEach(Expression{.fact = text, .matcher = equals(std::string("1"))});
    CHECK(told(one_absent().of("every", {by_text})) == "no (a2: thing does not exist)");
    CHECK(told(one_absent().of("exactly", {1, by_text})).starts_with("yes"));
}

TEST_CASE("some is an or over members, and none its opposite") {
    CHECK(told(one_off().of("some", {is_there()})) == "yes (on a[1-2])");
    CHECK(told(one_dead().of("some", {is_there()})) == "yes (on a1)");
    CHECK(told(one_off().of("none", {is_there()})) == "no (it holds on a[1-2])");
    const auto nowhere = Fleet().has("a1", false, "1").lacks("a2", refused);
    CHECK(
        told(nowhere.of("some", {is_there()})) == "cannot tell: a2: unreachable: connection refused"
    );
    CHECK(
        told(nowhere.of("none", {is_there()})) == "cannot tell: a2: unreachable: connection refused"
    );
    const auto all_no = Fleet().has("a1", false, "1").has("a2", false, "1");
    CHECK(told(all_no.of("some", {is_there()})) == "no (a[1-2]: expected true, is false)");
    CHECK(told(all_no.of("none", {is_there()})) == "yes");
}

TEST_CASE("counts are ranges, decided where all of their numbers agree") {
    auto two_of_three = all_well();
    two_of_three.lacks("a3", refused);
    CHECK(
        told(two_of_three.of("at_least", {2, is_there()})).starts_with("yes (between 2 and 3 of 3")
    );
    CHECK(told(two_of_three.of("at_most", {1, is_there()})).starts_with("no"));
    CHECK(
        told(two_of_three.of("at_least", {3, is_there()}))
        == "cannot tell: a3: unreachable: connection refused"
    );
    CHECK(
        told(two_of_three.of("exactly", {2, is_there()}))
        == "cannot tell: a3: unreachable: connection refused"
    );
    CHECK(told(one_left_out().of("exactly", {1, is_there()})) == "skipped: a2: not in this run");
    CHECK(
        told(one_off().of("at_least", {3, is_there()}))
        == "no (2 of 3 do, on a[1-2]; a3: expected true, is false)"
    );
}

TEST_CASE("where leaves those for whom it is true") {
    CHECK(told(one_off().of("names", {}, {where_there()})) == R"(["a1", "a2"])");
    CHECK(told(one_off().of("count", {}, {where_there()})) == "2");
    CHECK(told(one_dead().of("count", {}, {where_there()})) == "between 1 and 2");
    CHECK(
        told(one_dead().of("names", {}, {where_there()}))
        == "cannot tell: a2: unreachable: connection refused"
    );
    CHECK(
        told(one_off().of("agree_on", {the_text()}, {where_there()})) == R"(yes ("1" on a[1-2]))"
    );
    const auto nobody = Fleet().has("a1", false, "1");
    CHECK(
        told(nobody.of("every", {is_there()}, {where_there()}))
        == "nothing to judge: no member is left"
    );
    CHECK(told(nobody.of("none", {is_there()}, {where_there()})) == "yes");
    CHECK(told(nobody.of("count", {}, {where_there()})) == "0");
}

TEST_CASE(
    "a count of which only bounds are known is skipped where nobody but those left out is open"
) {
    const auto finding = one_left_out().of("count", {}, {where_there()});
    const auto& value = std::get<Value>(finding.found);
    const auto two = match(equals(2), value, {});
    CHECK(two.truth == Truth::skipped);
    CHECK(two.message == "is between 1 and 2; a2: not in this run");
    CHECK(match(Matcher{"at_least", {1}, {}}, value, {}).truth == Truth::yes);
    const auto dead = one_dead().of("count", {}, {where_there()});
    CHECK(match(equals(2), std::get<Value>(dead.found), {}).truth == Truth::unknown);
}

TEST_CASE("members agree on a value, and the odd ones out are named") {
    CHECK(told(all_well().of("agree_on", {the_text()})) == R"(yes ("1" on a[1-2]))");
    CHECK(told(one_off().of("agree_on", {the_text()})) == R"(no ("1" on a[1-2], "2" on a3))");
    // Absence is no disagreement: negated it holds as little.
    CHECK(told(one_absent().of("agree_on", {the_text()})) == R"("1" on a1, no value on a2)");
    CHECK(
        told(one_dead().of("agree_on", {the_text()}))
        == "cannot tell: a2: unreachable: connection refused"
    );
    auto off_and_dead = one_off();
    off_and_dead.lacks("a4", refused);
    CHECK(told(off_and_dead.of("agree_on", {the_text()})) == R"(no ("1" on a[1-2], "2" on a3))");
    CHECK(
        told(Fleet().has("a1", true, "1").of("agree_on", {the_text()}))
        == R"(yes ("1" on a1 alone))"
    );
    Fleet many;
    for (int i = 1; i <= 300; ++i)
        many.has("web" + std::to_string(i), true, i <= 297 ? "3.0.15" : "3.0.11");
    CHECK(
        told(many.of("agree_on", {the_text()}))
        == R"(no ("3.0.15" on web[1-297], "3.0.11" on web[298-300]))"
    );
}

TEST_CASE("who may not be meant matters only where it would change something") {
    // Whether a2 is meant cannot be told; what it has is the same, or is not.
    const Qualifier where_text{
        "where", {OfEach(Expression{.fact = text, .matcher = equals(std::string("1"))})}};
    Fleet same;
    same.has("a1", true, "1");
    Findings half;
    const std::vector<Fact> facts = {there, text};
    half.add(facts, {{Value(true)}, {CannotTell{Kind::denied, "permission denied"}}});
    Fleet open = same;
    open.has("a2", true, "1");
    CHECK(told(open.of("every", {is_there()}, {where_text})) == "yes (on a[1-2])");
    Fleet doubtful = same;
    doubtful.doubts("a2");
    CHECK(told(doubtful.of("some", {is_there()}, {where_text})) == "yes (on a1)");
    CHECK(
        told(doubtful.of("every", {is_there()}, {where_text}))
        == "cannot tell: a2: permission denied"
    );
    CHECK(
        told(Fleet().doubts("a2").of("every", {is_there()}, {where_text}))
        == "cannot tell: a2: permission denied"
    );
}

TEST_CASE("lists have the values of all, and duplicates those of two") {
    CHECK(told(one_off().of("list", {the_text()})) == R"(["1", "2"])");
    CHECK(told(one_off().of("duplicates", {the_text()})) == R"(["1"])");
    CHECK(told(one_absent().of("list", {the_text()})) == R"(["1"])");
    CHECK(
        told(one_dead().of("list", {the_text()}))
        == "cannot tell: a2: unreachable: connection refused"
    );
    CHECK(told(one_left_out().of("duplicates", {the_text()})) == "skipped: a2: not in this run");
    // A list that one member has twice is no duplicate of two.
    const auto twice = Fleet().has("a1", true, List{{"x", "x"}, true}).has("a2", true, "y");
    CHECK(told(twice.of("duplicates", {the_text()})) == "[]");
}

TEST_CASE("where nobody has a value there is no list, and no duplicate that is missing") {
    const auto nobody = Fleet().has("a1", true, absent).has("a2", true, not_set);
    CHECK(told(nobody.of("list", {the_text()})) == "no value on a[1-2]");
    CHECK(told(nobody.of("duplicates", {the_text()})) == "no value on a[1-2]");
}

TEST_CASE("scalars agree when they are the same, and not when they are the same number") {
    const auto releases = Fleet().has("a1", true, Scalar{"1.1"}).has("a2", true, Scalar{"1.10"});
    CHECK(told(releases.of("agree_on", {the_text()})) == "no (1.1 on a1, 1.10 on a2)");
    const auto versions = Fleet()
                              .has("a1", true, Version{"1.0", VersionOrder::dpkg})
                              .has("a2", true, Version{"0:1.0", VersionOrder::dpkg});
    CHECK(told(versions.of("agree_on", {the_text()})).starts_with("yes"));
}

TEST_CASE("texts that are shown alike are told apart") {
    const std::string long_text(600, 'b');
    const auto two = Fleet().has("a1", true, long_text + "x").has("a2", true, long_text + "y");
    const auto said = told(two.of("agree_on", {the_text()}));
    CHECK(said.starts_with("no ("));
    CHECK(said.find(" on a1, ") != std::string::npos);
}

TEST_CASE("a value with a doubt is none that members could agree on") {
    Value not_run = 127;
    not_run.doubt = "sh: 1: x: not found";
    const auto doubtful = Fleet().has("a1", true, not_run).has("a2", true, not_run);
    CHECK(
        told(doubtful.of("agree_on", {the_text()})) == "cannot tell: a[1-2]: sh: 1: x: not found"
    );
    CHECK(told(doubtful.of("list", {the_text()})) == "cannot tell: a[1-2]: sh: 1: x: not found");
}

TEST_CASE("two counts are compared where all of their numbers compare alike") {
    const Value three_or_four = Range{3, 4, "a4: silent"};
    const Value three = 3;
    CHECK(match_facts("equals", three_or_four, three_or_four).truth == Truth::unknown);
    CHECK(match_facts("equals", three, three_or_four).truth == Truth::unknown);
    CHECK(match_facts("at_most", three, three_or_four).truth == Truth::yes);
    CHECK(match_facts("less_than", three_or_four, three).truth == Truth::no);
    CHECK(match_facts("equals", Value(5), three_or_four).truth == Truth::no);
    const Value left_out = Range{3, 4, "a4: not in this run", true};
    CHECK(match_facts("equals", left_out, three).truth == Truth::skipped);
}

TEST_CASE("addresses are those of the inventory") {
    CHECK(told(all_well().of("addresses", {std::string("lan")})) == R"(["10.0.0.1"])");
    CHECK(
        told(all_well().of("addresses", {std::string("wan")}))
        == R"(cannot tell: a1 has no address on the network "wan")"
    );
}

TEST_CASE("over nobody who may be nobody there is nothing to ask") {
    const Fleet nobody;
    const Qualifier or_none{"or_none", {}};
    CHECK(
        told(nobody.of("every", {is_there()}, {or_none}))
        == "skipped: hosts or_none: there are no members"
    );
    CHECK(
        told(nobody.of("agree_on", {the_text()}, {or_none}))
        == "skipped: hosts or_none: there are no members"
    );
    CHECK(told(nobody.of("every", {is_there()}, {or_none, where_there()}))
              .starts_with("skipped: hosts or_none where"));
    CHECK(told(nobody.of("some", {is_there()}, {or_none})) == "no");
    CHECK(told(nobody.of("none", {is_there()}, {or_none})) == "yes");
    CHECK(told(nobody.of("count", {}, {or_none})) == "0");
}

TEST_CASE("evidence says who answered what") {
    auto mixed = one_off();
    mixed.lacks("a4", refused);
    const auto evidence = mixed.of("agree_on", {the_text()}).evidence;

    REQUIRE(evidence.size() == 3);
    CHECK(evidence[0].question == "a[1-2]: thing text");
    CHECK(evidence[0].answer == R"("1")");
    CHECK(evidence[2].question == "a4: thing text");
    CHECK(evidence[2].answer == "cannot tell: unreachable: connection refused");
}
