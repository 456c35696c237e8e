#include "framework/host/plural.hpp"

#include "framework/base/text.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;

namespace {

// Boxes: files of one folder whose text is their weight. One without a number has no weight, one that cannot
// be read cannot be told.

Task<Value> weight(Host& host, Fact fact) {
    auto asked = host.read("/boxes/" + fact.subject.name());
    const auto& content = co_await asked;
    if (not content)
        co_return absent;
    const auto number = number_from(content->bytes);
    co_return number ? Value(*number) : not_set;
}

Task<Value> present(Host& host, Fact fact) {
    auto asked = host.stat("/boxes/" + fact.subject.name());
    const auto& status = co_await asked;
    co_return status ? Value(true) : absent;
}

Task<Value> marks(Host& host, Fact fact) {
    auto asked = host.stat("/boxes/" + fact.subject.name());
    const auto& status = co_await asked;
    co_return set_of_texts({status->owner, "box"});
}

Task<std::vector<Subject>> all_boxes(Host& host, Subject) {
    auto asked = host.list("/boxes");
    const auto& found = co_await asked;
    std::vector<Subject> boxes;
    if (found)
        for (const auto& name : found->names)
            boxes.push_back({"box", {Value(name)}});
    co_return boxes;
}

const Resource box{
    .entry =
        {.name = "box",
         .summary = "a box",
         .subject = {{.name = "name"}},
         .attributes =
             {{.name = "weight", .type = Type::number, .meaning = ""},
              {.name = "present", .type = Type::flag, .meaning = "", .when_absent = false},
              {.name = "marks", .type = Type::list, .meaning = ""}}},
    .readers = {{"weight", weight}, {"present", present}, {"marks", marks}},
};

std::span<const Resource> boxes_resources() {
    static const std::vector<Resource> both = {
        box, plural_of(box, {.name = "boxes", .summary = "all boxes"}, all_boxes)};
    return both;
}

FakeHost three_boxes() {
    FakeHost host;
    host.file("/boxes/a", "1").file("/boxes/b", "2").file("/boxes/c", "2");
    return host;
}

Fact boxes(std::string attribute, std::vector<Argument> parameters = {}) {
    return {{"boxes", {}}, std::move(attribute), std::move(parameters)};
}

Fact where(std::string column, Matcher matcher, Fact fact) {
    fact.subject.qualifiers.push_back({"where", {Value(std::move(column)), std::move(matcher)}});
    return fact;
}

Matcher more_than(int number) {
    return {"more_than", {Value(number)}};
}

std::string of(FakeHost& host, const Fact& fact) {
    return found(host, boxes_resources(), fact);
}

}  // namespace

TEST_CASE("a plural has names, a count, and the values of its columns") {
    auto host = three_boxes();

    CHECK(of(host, boxes("names")) == R"(["a", "b", "c"])");
    CHECK(of(host, boxes("count")) == "3");
    CHECK(of(host, boxes("list", {Value("weight")})) == "[1, 2]");
    CHECK(of(host, boxes("list", {Value("name")})) == R"(["a", "b", "c"])");
    CHECK(of(host, boxes("duplicates", {Value("weight")})) == "[2]");
    CHECK(of(host, boxes("list", {Value("marks")})) == R"(["box", "root"])");
}

TEST_CASE("where leaves the rows that fit, and chains") {
    auto host = three_boxes();
    const auto heavy = where("weight", more_than(1), boxes("names"));

    CHECK(of(host, heavy) == R"(["b", "c"])");
    CHECK(of(host, where("name", equals(Value("c")), heavy)) == R"(["c"])");
    CHECK(of(host, where("present", equals(Value(true)), boxes("count"))) == "3");
}

TEST_CASE("a row without a value is left out by where, and gives no item") {
    auto host = three_boxes();
    host.file("/boxes/d", "heavy");

    CHECK(of(host, boxes("list", {Value("weight")})) == "[1, 2]");
    CHECK(of(host, where("weight", more_than(0), boxes("count"))) == "3");
    CHECK(of(host, where("weight", negated(more_than(0)), boxes("count"))) == "0");
}

TEST_CASE("a row that cannot be told makes lists unknown and counts a range") {
    auto host = three_boxes();
    host.file("/boxes/d", "9").denied("/boxes/d");
    const auto heavy = where("weight", more_than(1), boxes("count"));

    CHECK(of(host, boxes("count")) == "4");
    CHECK(of(host, heavy) == "between 2 and 3");
    CHECK(
        of(host, boxes("list", {Value("weight")}))
        == R"(cannot tell: box "d": permission denied reading /boxes/d)"
    );
    CHECK(of(host, where("weight", more_than(1), boxes("names"))).starts_with("cannot tell"));
}

TEST_CASE("every, some and none over rows") {
    auto host = three_boxes();

    CHECK(of(host, boxes("every", {Value("weight"), more_than(0)})) == "true");
    CHECK(of(host, boxes("every", {Value("weight"), more_than(1)})) == "false");
    CHECK(of(host, boxes("some", {Value("weight"), more_than(1)})) == "true");
    CHECK(of(host, boxes("some", {Value("weight"), more_than(5)})) == "false");
    CHECK(of(host, boxes("none", {Value("weight"), more_than(5)})) == "true");
    CHECK(of(host, boxes("none", {Value("weight"), more_than(1)})) == "false");
}

TEST_CASE("a false flag names the rows that made it so") {
    auto host = three_boxes();
    const auto finding =
        gather(host, boxes_resources(), {boxes("every", {Value("weight"), more_than(1)})}).at(0);

    CHECK(std::get<Value>(finding.found).remark == R"(1 of 3 do not: "a" is 1)");
}

TEST_CASE("over nothing every has no value, some is false and none holds") {
    FakeHost host;
    host.folder("/boxes");

    CHECK(of(host, boxes("every", {Value("weight"), more_than(0)})) == "nothing to judge");
    CHECK(of(host, boxes("some", {Value("weight"), more_than(0)})) == "false");
    CHECK(of(host, boxes("none", {Value("weight"), more_than(0)})) == "true");
    CHECK(of(host, boxes("count")) == "0");
}

TEST_CASE("a row without a value satisfies neither every nor its opposite") {
    auto host = three_boxes();
    host.file("/boxes/d", "heavy");

    for (const std::string word : {"every", "none"})
        CHECK(
            of(host, boxes(word, {Value("weight"), more_than(word == "every" ? 0 : 5)}))
            == R"(no value for "d")"
        );
    CHECK(of(host, boxes("every", {Value("weight"), more_than(1)})) == "false");
}

TEST_CASE("a row that cannot be told leaves open what the others do not decide") {
    auto host = three_boxes();
    host.file("/boxes/d", "9").denied("/boxes/d");

    CHECK(of(host, boxes("every", {Value("weight"), more_than(0)})).starts_with("cannot tell"));
    CHECK(of(host, boxes("every", {Value("weight"), more_than(1)})) == "false");
    CHECK(of(host, boxes("some", {Value("weight"), more_than(1)})) == "true");
    CHECK(of(host, boxes("some", {Value("weight"), more_than(5)})).starts_with("cannot tell"));
}

TEST_CASE("counts of rows that fit are judged over their range") {
    auto host = three_boxes();
    host.file("/boxes/d", "9").denied("/boxes/d");
    const auto heavy = [&](std::string word, int n) {
        return of(host, boxes(std::move(word), {Value(n), Value("weight"), more_than(1)}));
    };

    CHECK(heavy("at_least", 2) == "true");
    CHECK(heavy("at_least", 4) == "false");
    CHECK(heavy("at_least", 3).starts_with("cannot tell: is between 2 and 3"));
    CHECK(heavy("exactly", 1) == "false");
    CHECK(heavy("exactly", 2).starts_with("cannot tell"));
    CHECK(heavy("at_most", 3) == "true");
}

TEST_CASE("things that cannot be enumerated cannot be told, whatever is asked of them") {
    FakeHost host;
    host.folder("/boxes").denied("/boxes");

    for (const std::string word : {"names", "count"})
        CHECK(of(host, boxes(word)).starts_with("cannot tell: permission denied"));
}

TEST_CASE("few things are asked for their column in one exchange with what chooses them") {
    auto host = three_boxes();

    gather(
        host,
        boxes_resources(),
        {where("present", equals(Value(true)), boxes("list", {Value("weight")}))}
    );

    CHECK(host.exchanges() == 2);
}
