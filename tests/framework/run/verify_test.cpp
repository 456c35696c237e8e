// From rows to results, on a fake host: the decided cases of absence, ignorance, guards and retries.
#include "framework/run/verify.hpp"

#include "framework/run/target_answerer.hpp"
#include "tests/framework/run/readers.hpp"
#include "tests/support/fake_host.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace muster;
using namespace muster::tests;

namespace {

Task<Value> mode(Host& host, Fact fact) {
    auto status = host.stat(fact.subject.name());
    const auto& found = co_await status;
    if (not found)
        co_return absent;
    co_return Mode{found->permissions};
}

Task<Value> noted(Host&, Fact) {
    Value value = true;
    value.remark = "2 left out";
    co_return value;
}

const std::vector<Resource> resources = {
    {{.name = "file",
      .summary = "",
      .subject = {{.name = "path"}},
      .attributes =
          {{.name = "exists", .type = Type::flag, .meaning = "", .when_absent = false},
           {.name = "mode", .type = Type::mode, .meaning = ""},
           {.name = "content", .type = Type::text, .meaning = ""},
           {.name = "noted", .type = Type::flag, .meaning = ""}}},
     {{"exists", exists}, {"mode", mode}, {"content", content}, {"noted", noted}}},
    {{.name = "command",
      .summary = "",
      .attributes = {{.name = "stdout", .type = Type::text, .meaning = ""}},
      .acts = true},
     {{"stdout", output}}},
};

const Vocabulary& vocabulary() {
    static const Vocabulary all({resources});
    return all;
}

Expression expect(std::string resource, std::string name, std::string attribute, Matcher matcher) {
    return {
        Expression::Form::match,
        {{std::move(resource), {Value(std::move(name))}}, std::move(attribute)},
        std::move(matcher),
        {},
        {}};
}

Expression flag(std::string name, bool wanted = true) {
    auto there = expect("file", std::move(name), "exists", equals(true));
    return wanted ? there : Expression{Expression::Form::negation, {}, {}, {}, {there}};
}

Row row(Expression expression, std::vector<Expression> guards = {}) {
    Row made;
    made.expression = std::move(expression);
    for (auto& guard : guards)
        made.guards.push_back({std::move(guard), {}});
    return made;
}

std::vector<Result> verified(FakeHost& host, std::vector<Row> rows, VerifyOptions options = {}) {
    options.retry_pause = std::chrono::milliseconds(1);
    Plan plan{"test", {{Spec::Kind::spec, "spec", {}, {}, {}, "", "", std::move(rows)}}, {}, {}};
    Gatherer gatherer(vocabulary(), host, {});
    const SecretFacts nothing_beside({}, {}, {});
    TargetAnswerer answerer(gatherer, host, nothing_beside);
    const auto lexicon = vocabulary().lexicon();
    return verify(lexicon, answerer, plan, options, Deadline(std::chrono::seconds(20)))
        .at(0)
        .results;
}

/// "passed", or the outcome with its message.
std::string told(const Result& result) {
    const auto word = std::string(name(result.outcome));
    return result.message.empty() ? word : word + ": " + result.message;
}

std::string told(FakeHost& host, Expression expression) {
    return told(verified(host, {row(std::move(expression))}).at(0));
}

Expression joined(Expression::Form form, std::vector<Expression> parts) {
    return {form, {}, {}, {}, std::move(parts)};
}

}  // namespace

TEST_CASE("a wrong value fails with what is, and a passed row has its value, too") {
    FakeHost host;
    host.file("/x", "", 0666);

    const auto results = verified(
        host,
        {row(expect("file", "/x", "mode", equals(Mode{0644}))),
         row(expect("file", "/x", "mode", equals(Mode{0666})))}
    );

    CHECK(told(results[0]) == "failed: expected 0644, is 0666");
    CHECK(results[0].expected == "0644");
    CHECK(results[0].actual == "0666");
    CHECK(results[0].statement == "file \"/x\" mode: 0644");
    CHECK(results[0].evidence.at(0).question == "stat /x");
    CHECK(told(results[1]) == "passed");
    CHECK(results[1].actual == "0666");
}

TEST_CASE("of an absent thing only being there is judged; all else fails, negated or not") {
    FakeHost host;
    const auto has = expect("file", "/x", "content", Matcher{"contains", {}, {equals("a")}});

    CHECK(told(host, flag("/x", false)) == "passed");
    CHECK(told(host, flag("/x")) == "failed: expected true, is false");
    CHECK(told(host, has) == "failed: file \"/x\" does not exist");
    CHECK(
        told(host, joined(Expression::Form::negation, {has}))
        == "failed: file \"/x\" does not exist"
    );
}

TEST_CASE("what could not be found out is errored, negated or not, with a hint") {
    FakeHost host;
    host.denied("/secret");

    const auto results = verified(host, {row(flag("/secret/x")), row(flag("/secret/x", false))});

    for (const auto& result : results) {
        CHECK(told(result) == "errored: cannot tell: permission denied reading /secret");
        CHECK(result.hint == "try --sudo");
    }
}

TEST_CASE("true or unknown passes, and nothing else does by ignorance") {
    FakeHost host;
    host.file("/x", "").denied("/secret");
    const auto unknown = flag("/secret/x");
    using Form = Expression::Form;

    CHECK(told(host, joined(Form::any, {flag("/x"), unknown})) == "passed");
    CHECK(told(host, joined(Form::any, {flag("/y"), unknown})).starts_with("errored"));
    CHECK(told(host, joined(Form::all, {flag("/x"), unknown})).starts_with("errored"));
    CHECK(
        told(host, joined(Form::all, {flag("/y"), unknown})) == "failed: expected true, is false"
    );
}

TEST_CASE("of joined expectations the part that decided is named, and others that tell the same "
          "stand behind it") {
    FakeHost host;
    host.file("/x", "");
    using Form = Expression::Form;

    const auto one = verified(host, {row(joined(Form::all, {flag("/x"), flag("/y")}))}).at(0);
    const auto two = verified(host, {row(joined(Form::any, {flag("/y"), flag("/z")}))}).at(0);

    CHECK(one.subject == "file \"/y\"");
    CHECK(told(one) == "failed: expected true, is false");
    CHECK(two.subject == "file \"/y\"");
    CHECK(
        told(two) == "failed: expected true, is false; file \"/z\" exists: expected true, is false"
    );
}

TEST_CASE("a negation is pushed to the leaves: not (a and b) does not pass by absence") {
    FakeHost host;
    host.file("/x", "a");
    using Form = Expression::Form;
    const auto no_value = expect("file", "/none", "content", equals("a"));
    const auto right = expect("file", "/x", "content", equals("a"));

    CHECK(told(host, joined(Form::negation, {joined(Form::all, {no_value, right})}))
              .starts_with("failed"));
    CHECK(told(host, joined(Form::negation, {joined(Form::any, {no_value, right})}))
              .starts_with("failed"));
    CHECK(
        told(host, joined(Form::negation, {joined(Form::all, {flag("/none"), right})})) == "passed"
    );
}

TEST_CASE("two facts compared show both; absence of one fails either way, ignorance is errored") {
    FakeHost host;
    host.file("/a", "1").file("/b", "2").denied("/c");
    const auto compare = [](const std::string& relation, const std::string& other) {
        auto both = expect("file", "/a", "content", Matcher{relation});
        both.form = Expression::Form::compare;
        both.other = {{"file", {Value(other)}}, "content"};
        return both;
    };

    CHECK(
        told(host, compare("equals", "/b"))
        == "failed: file \"/a\" content is \"1\", file \"/b\" content is \"2\""
    );
    CHECK(told(host, compare("differs", "/b")) == "passed");
    CHECK(told(host, compare("equals", "/none")) == "failed: file \"/none\" does not exist");
    CHECK(told(host, compare("differs", "/none")) == "failed: file \"/none\" does not exist");
    CHECK(told(host, compare("equals", "/c")).starts_with("errored"));
}

TEST_CASE("a guard that is false or absent skips, one that is unknown makes errored") {
    FakeHost host;
    host.file("/there", "").file("/x", "").denied("/secret");

    const auto results = verified(
        host,
        {row(flag("/x"), {flag("/there")}),
         row(flag("/x"), {flag("/none")}),
         row(flag("/x"), {flag("/secret/x")})}
    );

    CHECK(told(results[0]) == "passed");
    CHECK(told(results[1]) == "skipped: only if file \"/none\" exists: it is not");
    CHECK(told(results[2]).starts_with("errored: only if file \"/secret/x\" exists: cannot tell"));
}

TEST_CASE("a command below a guard runs only when the guard holds; reads go with the first batch") {
    FakeHost host;
    host.file("/there", "").command("yes", "ran").command("no", "ran");
    const auto says = [](const std::string& line) {
        return expect("command", line, "stdout", equals("ran"));
    };

    const auto results = verified(
        host,
        {row(says("yes"), {flag("/there")}),
         row(says("no"), {flag("/none")}),
         row(flag("/there"), {flag("/none")})}
    );

    CHECK(told(results[0]) == "passed");
    CHECK(results[1].outcome == Outcome::skipped);
    CHECK(host.exchanges() == 2);
    CHECK(host.asked() == std::vector<std::string>{"stat /there", "stat /none", "run yes"});
}

TEST_CASE("commands can be refused, and are then skipped, not passed") {
    FakeHost host;
    VerifyOptions options;
    options.commands = false;

    const auto results =
        verified(host, {row(expect("command", "rm", "stdout", equals("")))}, options);

    CHECK(told(results[0]) == "skipped: commands are refused (--no-commands)");
    CHECK(host.exchanges() == 0);
}

TEST_CASE("a retry asks again for what has not passed, with nothing remembered, until it passes") {
    FakeHost host;
    int runs = 0;
    host.file("/x", "").commands([&](const Command&) {
        return Output{.exit_status = 0, .signal = "", .out = ++runs < 3 ? "not yet" : "ready"};
    });
    auto patient = row(expect("command", "poll", "stdout", equals("ready")));
    patient.retry_for = std::chrono::seconds(10);

    const auto results = verified(host, {patient, row(flag("/x"))});

    CHECK(told(results[0]) == "passed");
    CHECK(results[0].attempts == 3);
    CHECK(results[0].duration > Nanoseconds(0));
    CHECK(results[1].attempts == 1);
    CHECK(results[1].duration == Nanoseconds(0));
    CHECK(std::ranges::count(host.asked(), "stat /x") == 1);
}

TEST_CASE("a retry never runs a command whose guard has not held") {
    FakeHost host;
    host.denied("/secret").command("danger", "ran");
    auto patient = row(expect("command", "danger", "stdout", equals("ran")), {flag("/secret/x")});
    patient.retry_for = std::chrono::milliseconds(20);

    const auto results = verified(host, {patient});

    CHECK(results[0].outcome == Outcome::errored);
    CHECK(results[0].attempts > 1);
    CHECK(std::ranges::count(host.asked(), "run danger") == 0);
}

TEST_CASE("rows that are skipped or broken are not asked") {
    FakeHost host;
    auto skipped = row(flag("/x"));
    skipped.skip_reason = "until monday";
    auto broken = row(flag("/y"));
    broken.broken = "no variable \"z\"";

    const auto results = verified(host, {skipped, broken});

    CHECK(told(results[0]) == "skipped: until monday");
    CHECK(told(results[1]) == "errored: no variable \"z\"");
    CHECK(host.exchanges() == 0);
}

TEST_CASE("a target that is lost makes every row errored, and skipped ones stay skipped") {
    auto skipped = row(flag("/x"));
    skipped.skip_reason = "until monday";
    const Plan plan{
        "test",
        {{Spec::Kind::spec, "spec", {}, {}, {}, "", "", {row(flag("/x")), skipped}}},
        {},
        {}};

    const auto results = all_errored(plan, "the connection broke", "is the host up?").at(0).results;

    CHECK(told(results[0]) == "errored: the connection broke");
    CHECK(results[0].hint == "is the host up?");
    CHECK(told(results[1]) == "skipped: until monday");
}

TEST_CASE("file b absent: == and != fail; file b unreadable: both are errored") {
    FakeHost host;
    host.file("/a", "1").denied("/secret");
    const auto compare = [](const std::string& relation, std::string left, std::string right) {
        auto both = expect("file", std::move(left), "content", Matcher{relation});
        both.form = Expression::Form::compare;
        both.other = {{"file", {Value(std::move(right))}}, "content"};
        return both;
    };

    for (const std::string relation : {"equals", "differs"}) {
        INFO(relation);
        CHECK(told(host, compare(relation, "/a", "/b")) == "failed: file \"/b\" does not exist");
        CHECK(told(host, compare(relation, "/b", "/a")) == "failed: file \"/b\" does not exist");
        CHECK(told(host, compare(relation, "/a", "/secret/b")).starts_with("errored: cannot tell"));
        CHECK(told(host, compare(relation, "/secret/b", "/a")).starts_with("errored: cannot tell"));
        CHECK(told(host, compare(relation, "/b", "/secret/b")).starts_with("failed"));
    }
}

TEST_CASE("only_if on an absent thing skips, negated or not, and runs no command below it") {
    FakeHost host;
    host.file("/there", "").command("danger", "ran");
    const auto no_value = expect("file", "/none", "content", equals("a"));
    const auto negated_one = joined(Expression::Form::negation, {no_value});
    const auto acts = expect("command", "danger", "stdout", equals("ran"));

    const auto results = verified(
        host,
        {row(flag("/there"), {no_value}),
         row(flag("/there"), {negated_one}),
         row(acts, {no_value}),
         row(acts, {negated_one}),
         row(acts, {flag("/there"), no_value})}
    );

    for (const auto& result : results) {
        CHECK(result.outcome == Outcome::skipped);
        CHECK(result.message.ends_with(": it is not"));
    }
    CHECK(std::ranges::count(host.asked(), "run danger") == 0);
}

TEST_CASE("a passed row tells what was left out") {
    FakeHost host;

    const auto result = verified(host, {row(expect("file", "/x", "noted", equals(true)))}).at(0);

    CHECK(told(result) == "passed");
    CHECK(result.hint == "2 left out");
}
