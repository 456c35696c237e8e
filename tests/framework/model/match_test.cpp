#include "framework/model/match.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

const Instant now = *from_iso8601("2026-07-01T12:00:00Z");

Matcher word(std::string name, std::vector<Value> values, std::vector<Matcher> parts = {}) {
    return {std::move(name), std::move(values), std::move(parts)};
}

Matcher items(std::string name, const std::vector<std::string>& texts) {
    Matcher matcher{std::move(name), {}, {}};
    for (const auto& text : texts)
        matcher.parts.push_back(equals(Value(text)));
    return matcher;
}

Value set(const std::vector<std::string>& texts) {
    return set_of_texts(texts);
}

Value sequence(const std::vector<std::string>& texts) {
    return sequence_of_texts(texts);
}

Truth truth(const Matcher& matcher, const Value& value) {
    return match(matcher, value, now).truth;
}

/// "yes", or the sentence of a failure.
std::string told(const Matcher& matcher, const Value& value) {
    const auto result = match(matcher, value, now);
    return result.truth == Truth::yes ? "yes" : result.message;
}

Value dpkg(std::string text) {
    return Version{std::move(text), VersionOrder::dpkg};
}

}  // namespace

TEST_CASE("modes are compared as bits, and a failure says who may do what") {
    const Value mode = Mode{0644};

    CHECK(told(equals(Mode{0644}), mode) == "yes");
    CHECK(told(equals(Mode{0640}), mode) == "expected 0640, is 0644");
    CHECK(
        told(word("at_most", {Mode{0640}}), mode)
        == "expected at most 0640, is 0644: others may read"
    );
    CHECK(told(word("at_most", {Mode{0755}}), mode) == "yes");
    CHECK(told(word("at_least", {Mode{0444}}), mode) == "yes");
    CHECK(truth(word("at_least", {Mode{0110}}), mode) == Truth::no);
}

TEST_CASE("a value that is not there fails negated or not") {
    const Value nothing = absent;

    CHECK(truth(equals("x"), nothing) == Truth::absent);
    CHECK(truth(negated(equals("x")), nothing) == Truth::absent);
    CHECK(truth(word("differs", {"x"}), nothing) == Truth::absent);
    CHECK(truth(word("is_set", {}), nothing) == Truth::absent);
    CHECK(truth(negated(word("is_set", {})), nothing) == Truth::absent);
}

TEST_CASE("of a thing that is there, is_set alone judges what is not set") {
    CHECK(truth(word("is_set", {}), not_set) == Truth::no);
    CHECK(truth(negated(word("is_set", {})), not_set) == Truth::yes);
    CHECK(truth(negated(equals("x")), not_set) == Truth::absent);
    CHECK(told(negated(word("is_set", {})), Value("x")) == "expected no value, is \"x\"");
}

TEST_CASE("a value of the wrong kind fails negated or not, and says what it is") {
    const Value text = Scalar{"Linux"};

    CHECK(told(word("at_least", {5}), text) == "is \"Linux\", not a number");
    CHECK(truth(negated(word("at_least", {5})), text) == Truth::absent);
}

TEST_CASE("texts are compared byte for byte, and a final newline is named") {
    CHECK(told(equals("10"), Value("10\n")) == "expected \"10\", is the same and a final newline");
    CHECK(told(equals("a\nb\nc\n"), Value("a\nx\nc\n")) == "line 2: expected \"b\", is \"x\"");
    CHECK(told(equals(""), Value("")) == "yes");
}

TEST_CASE("a scalar is a number, a text or a list, as it is asked") {
    CHECK(truth(equals(10), Value(Scalar{"10"})) == Truth::yes);
    CHECK(truth(equals(-1), Value(Scalar{"-1"})) == Truth::yes);
    CHECK(truth(equals("a b"), Value(Scalar{"a\tb\n"})) == Truth::yes);
    CHECK(truth(equals(List{{1, 2, 3}, true}), Value(Scalar{"1 2\t3"})) == Truth::yes);
    CHECK(truth(equals(List{{1, 2}, true}), Value(Scalar{"1 2 3"})) == Truth::no);
    CHECK(truth(word("at_least", {1024}), Value(Scalar{"4096\n"})) == Truth::yes);
    CHECK(truth(equals(1), Value(Scalar{"yes"})) == Truth::no);
}

TEST_CASE("versions compare as their package manager does") {
    CHECK(
        truth(word("at_least", {Version{"3.5", VersionOrder::text}}), dpkg("2:1.0")) == Truth::yes
    );
    CHECK(
        truth(word("less_than", {Version{"1.0", VersionOrder::text}}), dpkg("1.0~rc1"))
        == Truth::yes
    );
    CHECK(truth(equals(Version{"0:1.0", VersionOrder::text}), dpkg("1.0")) == Truth::yes);
    CHECK(
        told(word("at_least", {Version{"1.22", VersionOrder::text}}), dpkg("1.18.0-6"))
        == "expected at least 1.22, is 1.18.0-6"
    );
    CHECK(
        told(word("within_versions", {">= 1.22, < 2"}), dpkg("2.1-1"))
        == "expected >= 1.22, < 2; is 2.1-1"
    );
    CHECK(truth(equals(Version{"1.0", VersionOrder::rpm}), dpkg("1.0")) == Truth::absent);
    CHECK_THROWS_AS(truth(equals(Version{"a b", VersionOrder::text}), dpkg("1.0")), Broken);
}

TEST_CASE("sets have no order; a failure names what is missing and what is too many") {
    CHECK(told(equals(set({"b", "a"})), set({"a", "b"})) == "yes");
    CHECK(told(equals(set({"a", "c"})), set({"a", "b"})) == "missing \"c\"; unexpected \"b\"");
    CHECK(
        told(equals(sequence({"a", "b"})), sequence({"b", "a"}))
        == "item 1: expected \"a\", is \"b\""
    );
    CHECK(
        told(items("contains", {"adm"}), set({"sudo", "users"}))
        == "expected to contain \"adm\", is \"sudo\", \"users\""
    );
    CHECK(
        told(items("is_subset_of", {"a", "b"}), set({"a", "telnetd"})) == "unexpected \"telnetd\""
    );
    CHECK(truth(items("contains", {"sud"}), set({"sudo"})) == Truth::no);
}

TEST_CASE("every over nothing has no value, some over nothing is false, none over nothing holds") {
    const auto any = Matcher{"every", {}, {equals("x")}};

    CHECK(truth(any, set({})) == Truth::absent);
    CHECK(truth(negated(any), set({})) == Truth::absent);
    CHECK(truth(Matcher{"some", {}, {equals("x")}}, set({})) == Truth::no);
    CHECK(truth(Matcher{"none", {}, {equals("x")}}, set({})) == Truth::yes);
    CHECK(told(any, set({"x", "a", "b"})) == "2 of 3 do not: \"a\", \"b\"");
}

TEST_CASE("items are counted, ordered and paired") {
    const auto b = Matcher{"starts_with", {"b"}, {}};

    CHECK(truth(Matcher{"exactly", {2}, {b}}, set({"ba", "bb", "c"})) == Truth::yes);
    CHECK(truth(Matcher{"at_least", {3}, {b}}, set({"ba", "bb", "c"})) == Truth::no);
    CHECK(truth(Matcher{"at_most", {2}, {b}}, set({"ba", "bb", "c"})) == Truth::yes);
    CHECK(truth(items("contains_in_order", {"a", "c"}), sequence({"a", "b", "c"})) == Truth::yes);
    CHECK(
        told(items("contains_in_order", {"c", "a"}), sequence({"a", "b", "c"}))
        == "\"a\" does not follow \"c\" (item 3)"
    );
    CHECK(truth(items("contains_run", {"b", "c"}), sequence({"a", "b", "c"})) == Truth::yes);
    CHECK(
        told(items("contains_run", {"a", "c"}), sequence({"a", "b", "c"}))
        == "no run \"a\", \"c\"; nearest at line 1"
    );
    // "ab" fits both, "a" only one: a greedy pairing would fail.
    const Matcher pairing{
        "consists_of", {}, {Matcher{"starts_with", {"a"}, {}}, Matcher{"ends_with", {"b"}, {}}}};
    CHECK(truth(pairing, set({"ab", "a"})) == Truth::yes);
    CHECK(told(pairing, set({"ab", "c"})) == "unmatched: to end with \"b\"; unexpected: \"c\"");
}

TEST_CASE("times are equal to the second, unless a fraction was written") {
    const Value time = *from_iso8601("2026-01-01T23:30:00.25Z");

    CHECK(truth(equals(*from_iso8601("2026-01-02T08:30:00+09:00")), time) == Truth::yes);
    CHECK(truth(equals(*from_iso8601("2026-01-01T23:30:00.5Z")), time) == Truth::no);
    CHECK(truth(word("older_than", {86'400}), time) == Truth::yes);
    CHECK(truth(word("older_than", {0.5}), time) == Truth::yes);
    CHECK(
        told(word("newer_than", {86'400}), time)
        == "expected newer than 24 h, is 2026-01-01T23:30:00.25Z (180 days)"
    );
}

TEST_CASE("a negation is pushed to the leaves, so that absence satisfies neither side") {
    const auto either_way = Matcher{"or", {}, {equals("a"), negated(equals("a"))}};

    CHECK(truth(either_way, Value("b")) == Truth::yes);
    CHECK(truth(negated(either_way), Value("b")) == Truth::no);
    CHECK(truth(either_way, absent) == Truth::absent);
    CHECK(truth(negated(either_way), absent) == Truth::absent);
    CHECK(
        told(
            Matcher{"and", {}, {items("contains", {"a"}), negated(items("contains", {"b"}))}},
            set({"a", "b"})
        )
        == "expected not to contain \"b\", is \"a\", \"b\""
    );
}

TEST_CASE("a regular expression is searched line by line, and a miss says how much was searched") {
    CHECK(truth(word("matches", {"^b$"}), Value("a\nb\nc\n")) == Truth::yes);
    CHECK(truth(word("matches", {R"(\Ab)"}), Value("a\nb\n")) == Truth::no);
    CHECK(
        told(word("matches", {"^pid "}), Value("a\nb\nc\n"))
        == "expected a match for /^pid /; none in 3 lines"
    );
    CHECK(truth(word("matches", {"\xC3\xA9"}), Value("caf\xC3\xA9")) == Truth::yes);
    CHECK(
        truth(word("matches", {"^.$"}), Value("\xFF")) == Truth::yes
    );  // no UTF-8: read as Latin-1
}

TEST_CASE("addresses are compared parsed, and one without a prefix matches any") {
    const Value address = Term{TermKind::address, "2001:db8::1/64"};

    CHECK(truth(equals(Term{TermKind::address, "2001:0DB8:0::1"}), address) == Truth::yes);
    CHECK(truth(equals(Term{TermKind::address, "2001:db8::1/48"}), address) == Truth::no);
    CHECK(truth(equals("2001:db8::1/64"), address) == Truth::yes);
}

TEST_CASE("two facts are compared by the left one's type, and absence on either side fails") {
    CHECK(match_facts("equals", Value("a"), Value("a")).truth == Truth::yes);
    CHECK(match_facts("at_least", Value(Scalar{"10"}), Value(9)).truth == Truth::yes);
    CHECK(match_facts("equals", Value("a"), absent).truth == Truth::absent);
    CHECK(match_facts("differs", absent, Value("a")).truth == Truth::absent);
}

TEST_CASE("a range is judged where all its numbers are judged alike") {
    const Value range = Range{2, 5, "db3 is unreachable"};
    const auto truth = [&](const std::string& word, std::vector<Value> values) {
        return match(Matcher{word, std::move(values), {}}, range, {}).truth;
    };

    CHECK(truth("at_least", {Value(2)}) == Truth::yes);
    CHECK(truth("at_least", {Value(6)}) == Truth::no);
    CHECK(truth("at_least", {Value(3)}) == Truth::unknown);
    CHECK(truth("equals", {Value(3)}) == Truth::unknown);
    CHECK(truth("equals", {Value(1)}) == Truth::no);
    CHECK(truth("differs", {Value(3)}) == Truth::unknown);
    CHECK(truth("in", {Value(3), Value(4)}) == Truth::unknown);
    CHECK(truth("between", {Value(2), Value(5)}) == Truth::yes);
    CHECK(
        match(negated(equals(Value(3))), range, {}).message
        == "is between 2 and 5; cannot tell: db3 is unreachable"
    );
}
