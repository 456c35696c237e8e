// The matcher table of the manual, a row for each word and case: what holds, what does not, what has no value,
// and in which words each is told.
#include "framework/model/match.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

const Instant now = *from_iso8601("2026-07-05T00:00:00Z");

struct Case {
    Matcher matcher;
    Value value;
    Truth truth;
    std::string told = {};  ///< of what does not hold
};

constexpr auto yes = Truth::yes;
constexpr auto no = Truth::no;
constexpr auto none = Truth::absent;

Matcher word(std::string name, std::vector<Value> values = {}, std::vector<Matcher> parts = {}) {
    return {std::move(name), std::move(values), std::move(parts)};
}

/// A word whose operands are plain items or matchers.
Matcher of(std::string name, std::vector<Matcher> parts) {
    return {std::move(name), {}, std::move(parts)};
}

Matcher is(Value value) {
    return equals(std::move(value));
}

Matcher both_of(Matcher left, Matcher right) {
    return of("and", {std::move(left), std::move(right)});
}

Matcher one_of(Matcher left, Matcher right) {
    return of("or", {std::move(left), std::move(right)});
}

Value set(const std::vector<std::string>& texts) {
    return set_of_texts(texts);
}

Value sequence(const std::vector<std::string>& texts) {
    return sequence_of_texts(texts);
}

Value numbers(std::vector<Value> items) {
    return set_of(std::move(items));
}

Value scalar(std::string text) {
    return Scalar{std::move(text)};
}

Value dpkg(std::string text) {
    return Version{std::move(text), VersionOrder::dpkg};
}

Value written(std::string text) {
    return Version{std::move(text), VersionOrder::text};
}

Value address(std::string text) {
    return Term{TermKind::address, std::move(text)};
}

Value day(const std::string& text) {
    return *from_iso8601(text);
}

Value map() {
    return Map{{{"Storage", scalar("auto")}, {"Compress", scalar("yes")}}};
}

void check(const std::vector<Case>& cases) {
    for (const auto& [matcher, value, truth, told] : cases) {
        const auto result = match(matcher, value, now);
        INFO(expected_words(matcher) << " of " << to_shown(value));
        CHECK(result.truth == truth);
        if (truth != yes)
            CHECK(result.message == told);
    }
}

std::string lines(int count, const std::string& last = "end") {
    std::string text;
    for (int i = 1; i < count; ++i)
        text += "line\n";
    return text + last + "\n";
}

}  // namespace

TEST_CASE("== and != are by type") {
    check({
        {is(Mode{0644}), Mode{0644}, yes},
        {is(Mode{0644}), Mode{0666}, no, "expected 0644, is 0666"},
        {negated(is(Mode{0644})), Mode{0644}, no, "expected anything but 0644, is 0644"},
        {is(true), Value(false), no, "expected true, is false"},
        {is("x"), Value("x"), yes},
        {is("x"), Value(" x"), no, "expected \"x\", is \" x\""},
        {is(5), Value(5.0), yes},
        {is(5), scalar(" 5\n"), yes},
        {is(5), scalar("five"), no, "expected 5, is \"five\""},
        {is("a b"), scalar("a \t b\n"), yes},
        {is(scalar("05")), scalar("5"), yes},
        {is(List{{1, 2}, true}), scalar("1\t2"), yes},
        {is(written("1.0")), dpkg("0:1.0"), yes},
        {is(day("2026-07-01T00:00:00Z")), day("2026-07-01T00:00:00.5Z"), yes},
        {is(address("2001:db8::1")), address("2001:DB8:0::1"), yes},
        {is(address("10.0.0.1")), address("10.0.0.1/8"), yes},
        {is(address("10.0.0.1/16")),
         address("10.0.0.1/8"),
         no,
         "expected \"10.0.0.1/16\", is \"10.0.0.1/8\""},
        {is(day("2026-07-02T08:30:00+09:00")), day("2026-07-01T23:30:00Z"), yes},
        {word("differs", {"x"}), Value("y"), yes},
        {word("differs", {"x"}), Value("x"), no, "expected anything but \"x\", is \"x\""},
        {word("differs", {"x"}), not_set, none, "not set"},
        {is("x"), absent, none, "absent"},
        {negated(is("x")), absent, none, "absent"},
    });
}

TEST_CASE("texts that differ show where: the final newline, the first line, the part of a long line"
) {
    const std::string before(300, 'a');
    check({
        {is("10"), Value("10\n"), no, "expected \"10\", is the same and a final newline"},
        {is("10\n"), Value("10"), no, "expected \"10\\n\", is the same without the final newline"},
        {is("a\nb\nc\n"), Value("a\nx\nc\n"), no, "line 2: expected \"b\", is \"x\""},
        {is("a\n"), Value("a\nb\n"), no, "line 2: expected the end, is \"b\""},
        {is("a\nb"), Value("a"), no, "line 2: expected \"b\", is the end"},
        {is("one line"), Value("a\nb\n"), no, "line 1: expected \"one line\", is \"a\""},
        {is(before + "x"),
         Value(before + "y"),
         no,
         "expected …\"" + std::string(159, 'a') + "x\", is …\"" + std::string(159, 'a') + "y\""},
    });
}

TEST_CASE("lists show what is missing and what is too many, sequences the first item that differs"
) {
    check({
        {is(set({"b", "a"})), set({"a", "b"}), yes},
        {is(set({"a", "c"})), set({"a", "b"}), no, "missing \"c\"; unexpected \"b\""},
        {is(set({"a"})), set({}), no, "missing \"a\""},
        {is(set({})), set({"b"}), no, "unexpected \"b\""},
        {negated(is(set({"a"}))), set({"a"}), no, "expected anything but [\"a\"], is [\"a\"]"},
        {is(sequence({"a", "b"})), sequence({"a", "b"}), yes},
        {is(sequence({"a", "b"})), sequence({"b", "a"}), no, "item 1: expected \"a\", is \"b\""},
        {is(sequence({"a"})), sequence({"a", "a"}), no, "expected 1 items, is 2"},
        {is(numbers({80, 22})), numbers({22, 80}), yes},
        {is(numbers({22, 443})), numbers({22, 80}), no, "missing 443; unexpected 80"},
        {is(numbers({written("1.0")})), numbers({dpkg("0:1.0")}), yes},
        {is(numbers({address("::1")})), numbers({address("0:0::1")}), yes},
    });
}

TEST_CASE("less, more and between are of numbers, scalars, versions, times; modes have bits") {
    check({
        {word("less_than", {5}), Value(4), yes},
        {word("less_than", {5}), Value(5), no, "expected less than 5, is 5"},
        {word("more_than", {5}), scalar("6"), yes},
        {word("at_least", {1024}), scalar("4096\n"), yes},
        {word("at_least", {5}), scalar("Linux"), none, "is \"Linux\", not a number"},
        {negated(word("at_least", {5})), scalar("Linux"), none, "is \"Linux\", not a number"},
        {word("at_least", {written("1.22")}),
         dpkg("1.18.0-6"),
         no,
         "expected at least 1.22, is 1.18.0-6"},
        {negated(word("at_least", {written("1.18")})),
         dpkg("1.18.0-6"),
         no,
         "expected less than 1.18, is 1.18.0-6"},
        {word("at_least", {dpkg("1.2")}), scalar("1.10\n"), yes},
        {is(dpkg("1.2")), scalar("0:1.2"), yes},
        {word("less_than", {day("2026-01-01T00:00:00Z")}), day("2025-12-31T00:00:00Z"), yes},
        {word("at_most", {Mode{0640}}),
         Mode{0644},
         no,
         "expected at most 0640, is 0644: others may read"},
        {word("at_most", {Mode{0640}}), Mode{0600}, yes},
        {negated(word("at_most", {Mode{0640}})),
         Mode{0600},
         no,
         "expected not at most 0640, is 0600"},
        {word("at_least", {Mode{0444}}), Mode{0640}, no, "expected at least 0444, is 0640"},
        {word("between", {1, 5}), Value(5), yes},
        {word("between", {1, 5}), Value(9), no, "expected between 1 and 5, is 9"},
        {negated(word("between", {1, 5})), Value(3), no, "expected nothing between 1 and 5, is 3"},
        {word("between", {written("1.0"), written("2.0")}), dpkg("1.5-1"), yes},
    });
}

TEST_CASE("in is equality with one of several, of every type but lists and maps") {
    check({
        {word("in", {"a", "b"}), Value("a"), yes},
        {word("in", {"a", "b"}), Value("c"), no, "expected one of \"a\", \"b\", is \"c\""},
        {negated(word("in", {"a", "b"})),
         Value("a"),
         no,
         "expected none of \"a\", \"b\", is \"a\""},
        {word("in", {1, 2}), Value(2), yes},
        {word("in", {Mode{0600}, Mode{0640}}), Mode{0640}, yes},
        {word("in", {"yes", 1}), scalar("1"), yes},
        {word("in", {written("1.0"), written("2.0")}), dpkg("2.0"), yes},
        {word("in", {address("10.0.0.1"), address("::1")}), address("0::1"), yes},
        {word("in", {address("10.0.0.1")}),
         address("10.0.0.2"),
         no,
         "expected one of \"10.0.0.1\", is \"10.0.0.2\""},
        {word("in", {Version{"1.0", VersionOrder::rpm}}),
         dpkg("1.0"),
         none,
         "is 1.0, not a version of rpm"},
        {negated(word("in", {Version{"1.0", VersionOrder::rpm}})),
         dpkg("1.0"),
         none,
         "is 1.0, not a version of rpm"},
    });
}

TEST_CASE("is_set, is_empty, has_length") {
    check({
        {word("is_set"), Value(""), yes},
        {word("is_set"), not_set, no, "not set"},
        {negated(word("is_set")), not_set, yes},
        {negated(word("is_set")), Value("x"), no, "expected no value, is \"x\""},
        {word("is_set"), absent, none, "absent"},
        {negated(word("is_set")), absent, none, "absent"},
        {word("is_empty"), Value(""), yes},
        {word("is_empty"), Value("x"), no, "expected nothing, is \"x\""},
        {word("is_empty"),
         Value("a\nb\nc\n"),
         no,
         "expected nothing, is 3 lines: \"a\\nb\\nc\\n\""},
        {negated(word("is_empty")), Value(""), no, "expected something, is \"\""},
        {word("is_empty"), set({}), yes},
        {word("is_empty"), set({"a"}), no, "expected nothing, is [\"a\"]"},
        {word("is_empty"), scalar(""), yes},
        {word("is_empty"), Value(Map{}), yes},
        {of("has_length", {is(3)}), Value("abc"), yes},
        {of("has_length", {is(3)}), Value("ä"), no, "expected length 3, is 2"},
        {of("has_length", {word("at_least", {2})}),
         set({"a"}),
         no,
         "expected length at least 2, is 1"},
        {of("has_length", {is(2)}), map(), yes},
    });
}

TEST_CASE("contains is bytes of a text, items of a list, keys of a map") {
    check({
        {of("contains", {is("x"), is("y")}), Value("y x"), yes},
        {of("contains", {is("x")}), Value("abc"), no, "expected to contain \"x\", is \"abc\""},
        {of("contains", {is("x")}),
         Value(lines(214)),
         no,
         "expected to contain \"x\"; 214 lines, none does"},
        {negated(of("contains", {is("x")})),
         Value(lines(12, "a x b")),
         no,
         "expected not to contain \"x\"; line 12 does: \"a x b\""},
        {negated(of("contains", {is("x")})),
         Value(std::string(500, 'a') + "x"),
         no,
         "expected not to contain \"x\", is …\"" + std::string(159, 'a') + "x\""},
        {negated(of("contains", {is("x")})),
         Value("a x"),
         no,
         "expected not to contain \"x\", is \"a x\""},
        {of("contains", {is("adm")}),
         set({"sudo", "users"}),
         no,
         "expected to contain \"adm\", is \"sudo\", \"users\""},
        {of("contains", {is("sud")}),
         set({"sudo"}),
         no,
         "expected to contain \"sud\", is \"sudo\""},
        {of("contains", {word("starts_with", {"su"})}), set({"sudo"}), yes},
        {of("contains", {is(written("2.0"))}), numbers({dpkg("1.0"), dpkg("2.0")}), yes},
        {of("contains", {is(address("10.0.0.1"))}), numbers({address("10.0.0.1/24")}), yes},
        {negated(of("contains", {is("sudo")})),
         set({"sudo"}),
         no,
         "expected not to contain \"sudo\", is \"sudo\""},
        {of("contains", {is("Storage"), is("Compress")}), map(), yes},
        {of("contains", {is("Seal")}), map(), no, "\"Seal\" is missing"},
    });
}

TEST_CASE("starts_with, ends_with and matches are of bytes") {
    const auto long_text = std::string(500, 'a') + "z";
    check({
        {word("starts_with", {"/opt"}),
         Value("/home/x"),
         no,
         "expected to start with \"/opt\", is \"/home/x\""},
        {word("starts_with", {"/home"}), Value("/home/x"), yes},
        {word("ends_with", {"/x"}), scalar("/home/x"), yes},
        {word("ends_with", {"y"}),
         Value(long_text),
         no,
         "expected to end with \"y\", is …\"" + std::string(160, 'a') + "z\""},
        {negated(word("ends_with", {"x"})),
         Value("/x"),
         no,
         "expected not to end with \"x\", is \"/x\""},
        {word("matches", {"^line$"}), Value(lines(5)), yes},
        {word("matches", {"^pid "}),
         Value(lines(96)),
         no,
         "expected a match for /^pid /; none in 96 lines"},
        {word("matches", {"^pid "}),
         Value("user x"),
         no,
         "expected a match for /^pid /, is \"user x\""},
        {negated(word("matches", {"^end"})),
         Value(lines(96)),
         no,
         "expected no match for /^end/; line 96 does: \"end\""},
        {word("matches", {"a.b"}),
         Value("a\nb"),
         no,
         "expected a match for /a.b/; none in 2 lines"},
        {word("matches", {"(?s)a.b"}), Value("a\nb"), yes},
        {word("matches", {"\\Aend\\z"}),
         Value("line\nend"),
         no,
         "expected a match for /\\\\Aend\\\\z/; none in 2 lines"},
        {word("matches", {"\\xE4"}), Value("\xE4"), yes},
    });
}

TEST_CASE("lists as subsets, subsequences, runs and pairs") {
    check({
        {of("is_subset_of", {is("a"), is("b")}), set({"a"}), yes},
        {of("is_subset_of", {is("a")}),
         set({"a", "telnetd", "rsh-server"}),
         no,
         "unexpected \"rsh-server\", \"telnetd\""},
        {of("contains_in_order", {is("a"), is("c")}), sequence({"a", "b", "c"}), yes},
        {of("contains_in_order", {is("a"), is("b")}),
         sequence({"b", "x", "a"}),
         no,
         "\"b\" does not follow \"a\" (item 3)"},
        {of("contains_in_order", {is("z")}), sequence({"a"}), no, "\"z\" is missing"},
        {of("contains_run", {is("a"), is("b")}), sequence({"x", "a", "b"}), yes},
        {of("contains_run", {is("a"), is("b")}),
         sequence({"x", "a", "x", "b"}),
         no,
         "no run \"a\", \"b\"; nearest at line 2"},
        {of("consists_of", {word("starts_with", {"a"}), is("ab")}), set({"ab", "ac"}), yes},
        {of("consists_of", {is("a"), is("b")}),
         set({"b", "c"}),
         no,
         "unmatched: \"a\"; unexpected: \"c\""},
    });
}

TEST_CASE("every, some, none and counts of items that fit") {
    const auto a = word("starts_with", {"a"});
    check({
        {of("every", {a}), set({"a", "ab"}), yes},
        {of("every", {a}), set({"a", "b", "c"}), no, "2 of 3 do not: \"b\", \"c\""},
        {of("every", {a}), set({}), none, "nothing to judge"},
        {negated(of("every", {a})), set({}), none, "nothing to judge"},
        {of("some", {a}), set({"b", "a"}), yes},
        {of("some", {a}), set({}), no, "expected some item to start with \"a\", is empty"},
        {negated(of("some", {a})),
         set({"ab"}),
         no,
         "expected no item to start with \"a\", is \"ab\""},
        {of("none", {a}), set({}), yes},
        {of("none", {a}), set({"a", "b"}), no, "1 of 2 do: \"a\""},
        {word("exactly", {1}, {a}), set({"a", "b"}), yes},
        {word("exactly", {2}, {a}),
         set({"a", "b"}),
         no,
         "expected exactly 2 to start with \"a\", is 1 of 2: \"a\""},
        {word("at_least", {2}, {a}),
         set({"a", "b"}),
         no,
         "expected at least 2 to start with \"a\", is 1 of 2: \"a\""},
        {word("at_most", {0}, {a}),
         set({"a", "b"}),
         no,
         "expected at most 0 to start with \"a\", is 1 of 2: \"a\""},
        {of("every", {word("at_least", {written("1.0")})}),
         numbers({dpkg("1.2"), dpkg("1.5")}),
         yes},
    });
}

TEST_CASE("an item of the wrong kind neither fits nor does not") {
    const auto big = word("at_least", {5});
    const Value mixed = List{{scalar("x"), scalar("7")}, true};
    const Value words = List{{scalar("x")}, true};
    check({
        {of("every", {big}), mixed, none, "an item is \"x\", not a number"},
        {of("every", {big}), List{{scalar("x"), scalar("1")}, true}, no, "1 of 2 do not: 1"},
        {of("some", {big}), mixed, yes},
        {of("some", {big}), words, none, "an item is \"x\", not a number"},
        {negated(of("some", {big})), words, none, "an item is \"x\", not a number"},
        {of("none", {big}), words, none, "an item is \"x\", not a number"},
        {of("contains", {big}), mixed, yes},
        {of("contains", {big}), words, none, "an item is \"x\", not a number"},
        {negated(of("contains", {big})), words, none, "an item is \"x\", not a number"},
        {word("exactly", {1}, {big}), mixed, yes},
    });
}

TEST_CASE("ranges of versions and ages of times") {
    check({
        {word("within_versions", {">= 1.22, < 2"}), dpkg("1.22.1-9"), yes},
        {word("within_versions", {">= 1.22, < 2"}),
         dpkg("2.1-1"),
         no,
         "expected >= 1.22, < 2; is 2.1-1"},
        {negated(word("within_versions", {"< 2 || = 3"})),
         dpkg("3"),
         no,
         "expected not < 2 || = 3; is 3"},
        {word("semver", {"^1.2 || ~2.0.1"}), Value("1.4.0"), yes},
        {word("semver", {"^1.2 || ~2.0.1"}),
         Value("2.1.0"),
         no,
         "expected semver ^1.2 || ~2.0.1; is \"2.1.0\""},
        {word("semver", {"^1.2"}), Value("stable"), none, "is \"stable\", not a semantic version"},
        {word("older_than", {30 * 86400}), day("2026-05-01T00:00:00Z"), yes},
        {word("older_than", {30 * 86400}),
         day("2026-07-01T00:00:00Z"),
         no,
         "expected older than 30 days, is 2026-07-01T00:00:00Z (4 days)"},
        {word("newer_than", {86400}),
         day("2026-07-01T00:00:00Z"),
         no,
         "expected newer than 24 h, is 2026-07-01T00:00:00Z (4 days)"},
    });
}

TEST_CASE("matchers joined over one value tell the part that decided") {
    const auto a = of("contains", {is("a")});
    const auto b = of("contains", {is("b")});
    check({
        {both_of(a, negated(b)), Value("a"), yes},
        {both_of(a, b), Value("a"), no, "expected to contain \"b\", is \"a\""},
        {one_of(a, b), Value("b"), yes},
        {one_of(a, b),
         Value("c"),
         no,
         "expected to contain \"a\", is \"c\"; expected to contain \"b\", is \"c\""},
        {negated(one_of(a, b)), Value("b"), no, "expected not to contain \"b\", is \"b\""},
        {negated(both_of(a, b)), absent, none, "absent"},
    });
}

TEST_CASE("two facts are compared by type, a list with a list by its items") {
    CHECK(match_facts("is_subset_of", set({"a"}), set({"a", "b"})).truth == yes);
    CHECK(match_facts("is_subset_of", set({"a", "c"}), set({"a", "b"})).truth == no);
    CHECK(match_facts("is_subset_of", set({"a", "c"}), set({"a"})).message == "unexpected \"c\"");
    CHECK(match_facts("equals", scalar("10"), Value(10)).truth == yes);
    CHECK(match_facts("less_than", scalar("9"), Value(10)).truth == yes);
    CHECK(match_facts("less_than", scalar("x"), Value(10)).truth == none);
    CHECK(match_facts("equals", scalar("a  b"), Value("a b")).truth == yes);
    CHECK(match_facts("equals", scalar("1.10"), scalar("1.1")).truth == yes);
    CHECK(match_facts("at_least", scalar("1.10"), dpkg("1.9")).truth == yes);
    CHECK(match_facts("equals", scalar("0:1.9"), dpkg("1.9")).truth == yes);
    CHECK(
        match_facts("equals", dpkg("1.0"), Value(Version{"1.0", VersionOrder::rpm})).truth == none
    );
    CHECK(match_facts("differs", absent, Value("x")).truth == none);
}

TEST_CASE("a secret is judged by what it is, and shown by its mask whatever is asked") {
    Value secret = "$6$salt$hidden";
    secret.shown_as = "$6$…";
    const auto hidden = of("contains", {is("hidden")});
    check({
        {word("starts_with", {"$6$"}), secret, yes},
        {hidden, secret, yes},
        {is("$6$…"), secret, no, "expected \"$6$…\", is \"$6$…\""},
        {negated(hidden), secret, no, "expected not to contain \"hidden\", is \"$6$…\""},
        {of("contains", {is("x")}), secret, no, "expected to contain \"x\", is \"$6$…\""},
        {word("matches", {"^y"}), secret, no, "expected a match for /^y/, is \"$6$…\""},
        {word("ends_with", {"x"}), secret, no, "expected to end with \"x\", is \"$6$…\""},
        {word("is_empty"), secret, no, "expected nothing, is \"$6$…\""},
        {is("$6$salt$hidden\n"), secret, no, "expected \"$6$salt$hidden\\n\", is \"$6$…\""},
        {of("every", {hidden}), set_of({secret}), yes},
        {of("none", {hidden}), set_of({secret}), no, "1 of 1 do: \"$6$…\""},
    });
}
