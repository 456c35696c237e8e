#include "framework/host/gatherer.hpp"

#include "framework/base/text.hpp"
#include "tests/support/fake_host.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using muster::tests::FakeHost;

namespace {

// Three small resources, as a matcher's author writes them.

Task<Value> mode(Host& host, Fact fact) {
    auto status = host.stat(fact.subject.name());
    const auto& found = co_await status;
    if (not found)
        co_return absent;
    co_return Mode{found->permissions};
}

Task<Value> guessed(Host& host, Fact) {
    auto first = host.read("/guess");
    const auto& found = co_await first;
    if (found)
        co_return found->bytes;
    auto second = host.read("/elsewhere");
    const auto& other = co_await second;
    if (not other)
        throw CannotTell{Kind::failed, "no /elsewhere", ""};
    co_return other->bytes;
}

Task<std::string> table(Host& host) {
    auto text = host.read("/table");
    const auto& found = co_await text;
    if (not found)
        throw CannotTell{Kind::failed, "no table", ""};
    co_return found->bytes;
}

Task<Value> tabled(Host& host, Fact fact) {
    auto& shared = host.once(table);
    const auto& text = co_await shared;
    co_return text + fact.subject.name();
}

const Bulk words_bulk{
    .name = "words",
    .accepts = [](std::string_view key) { return key.find('*') == std::string_view::npos; },
    .command =
        [](std::span<const std::string> keys) {
            Command command{{"words", "--"}};
            command.words.insert(command.words.end(), keys.begin(), keys.end());
            return command;
        },
    .split =
        [](std::span<const std::string>, const Output& output) {
            if (output.exit_status != 0)
                throw CannotTell{Kind::failed, "words said " + output.err, ""};
            std::map<std::string, std::string> parts;
            for (const auto line : lines_of(output.out))
                parts[std::string(words_of(line)[0])] = std::string(line);
            return parts;
        },
};

/// The same, where words that begin with another letter may not share a run.
const Bulk lettered_bulk = [] {
    auto bulk = words_bulk;
    bulk.name = "lettered";
    bulk.group = [](std::string_view key) { return key.substr(0, 1); };
    return bulk;
}();

Task<Value> lettered(Host& host, Fact fact) {
    auto part = host.joined(lettered_bulk, fact.subject.name());
    const auto& found = co_await part;
    if (not found)
        co_return absent;
    co_return *found;
}

Task<Value> joined(Host& host, Fact fact) {
    auto part = host.joined(words_bulk, fact.subject.name());
    const auto& found = co_await part;
    if (not found)
        co_return absent;
    co_return *found;
}

const std::vector<Resource> resources = {
    {{.name = "file", .summary = ""}, {{"mode", mode}, {"guessed", guessed}}},
    {{.name = "table", .summary = ""}, {{"entry", tabled}}},
    {{.name = "word", .summary = ""}, {{"line", joined}, {"lettered", lettered}}},
};

const Vocabulary& vocabulary() {
    static const Vocabulary all({resources});
    return all;
}

Fact fact(std::string resource, std::string name, std::string attribute) {
    return {{std::move(resource), {Value(std::move(name))}}, std::move(attribute)};
}

std::vector<Finding> gather(FakeHost& host, const std::vector<Fact>& facts) {
    Gatherer gatherer(vocabulary(), host, {});
    return gatherer.gather(facts, Deadline(std::chrono::seconds(5)));
}

std::string shown(const Finding& finding) {
    if (const auto* why = std::get_if<CannotTell>(&finding.found))
        return "cannot tell: " + why->message;
    if (const auto* why = std::get_if<NotAsked>(&finding.found))
        return "not asked: " + why->reason;
    return to_shown(std::get<Value>(finding.found));
}

/// Answers the joined command as `words` would: a line for each word it knows; `bad` breaks it.
Answer answer_words(const Command& command) {
    Output output;
    for (std::size_t i = 2; i < command.words.size(); ++i) {
        if (command.words[i] == "bad")
            return Output{.exit_status = 2, .signal = "", .out = "", .err = "bad word"};
        if (command.words[i] != "unknown")
            output.out += command.words[i] + " here\n";
    }
    return output;
}

}  // namespace

TEST_CASE("questions of all facts leave in one batch, equal ones once") {
    FakeHost host;
    host.file("/a", "").file("/b", "", 0600);

    const auto findings = gather(
        host,
        {fact("file", "/a", "mode"),
         fact("file", "/b", "mode"),
         fact("file", "/a", "mode"),
         fact("file", "/c", "mode")}
    );

    CHECK(host.exchanges() == 1);
    CHECK(host.asked() == std::vector<std::string>{"stat /a", "stat /b", "stat /c"});
    CHECK(shown(findings[0]) == "0644");
    CHECK(shown(findings[1]) == "0600");
    CHECK(shown(findings[2]) == "0644");
    CHECK(shown(findings[3]) == "absent");
}

TEST_CASE("a wrong guess costs one exchange more, and only when it was wrong") {
    FakeHost right;
    right.file("/guess", "x");
    FakeHost wrong;
    wrong.file("/elsewhere", "y");

    const auto at_once = gather(right, {fact("file", "", "guessed")});
    const auto later = gather(wrong, {fact("file", "", "guessed")});

    CHECK(right.exchanges() == 1);
    CHECK(wrong.exchanges() == 2);
    CHECK(shown(at_once[0]) == "\"x\"");
    CHECK(shown(later[0]) == "\"y\"");
}

TEST_CASE("what cannot be told belongs to its own fact") {
    FakeHost host;
    host.file("/a", "").file("/secret/b", "").denied("/secret");

    const auto findings =
        gather(host, {fact("file", "/secret/b", "mode"), fact("file", "/a", "mode")});

    CHECK(shown(findings[0]) == "cannot tell: permission denied reading /secret");
    CHECK(shown(findings[1]) == "0644");
}

TEST_CASE("a shared table is read once and fails for all who need it") {
    FakeHost host;
    host.file("/table", "t");
    FakeHost without;

    const auto found = gather(host, {fact("table", "1", "entry"), fact("table", "2", "entry")});
    const auto lost = gather(without, {fact("table", "1", "entry"), fact("table", "2", "entry")});

    CHECK(host.asked().size() == 1);
    CHECK(shown(found[0]) == "\"t1\"");
    CHECK(shown(found[1]) == "\"t2\"");
    CHECK(shown(lost[0]) == "cannot tell: no table");
    CHECK(shown(lost[1]) == "cannot tell: no table");
}

TEST_CASE("keys are joined into one run; one that is missing is not there") {
    FakeHost host;
    host.commands(answer_words);

    const auto findings = gather(
        host,
        {fact("word", "a", "line"),
         fact("word", "unknown", "line"),
         fact("word", "b*", "line"),
         fact("word", "c", "line")}
    );

    CHECK(host.asked() == std::vector<std::string>{"run words -- a unknown c"});
    CHECK(shown(findings[0]) == "\"a here\"");
    CHECK(shown(findings[1]) == "absent");
    CHECK(shown(findings[2]) == "absent");
    CHECK(shown(findings[3]) == "\"c here\"");
}

TEST_CASE("keys of two groups never share a run") {
    FakeHost host;
    host.commands(answer_words);

    const auto findings = gather(
        host,
        {fact("word", "a1", "lettered"),
         fact("word", "b1", "lettered"),
         fact("word", "a2", "lettered")}
    );

    CHECK(host.exchanges() == 1);
    CHECK(host.asked() == std::vector<std::string>{"run words -- a1 a2", "run words -- b1"});
    CHECK(shown(findings[1]) == "\"b1 here\"");
    CHECK(shown(findings[2]) == "\"a2 here\"");
}

TEST_CASE("a bad key spoils only its own row") {
    FakeHost host;
    host.commands(answer_words);

    const auto findings = gather(
        host, {fact("word", "a", "line"), fact("word", "bad", "line"), fact("word", "c", "line")}
    );

    CHECK(host.exchanges() == 2);
    CHECK(shown(findings[0]) == "\"a here\"");
    CHECK(shown(findings[1]) == "cannot tell: words said bad word");
    CHECK(shown(findings[2]) == "\"c here\"");
}

TEST_CASE(
    "evidence names the question that a value came from, through joined keys and shared tables"
) {
    FakeHost host;
    host.file("/table", "t").commands(answer_words);

    const auto findings = gather(host, {fact("table", "1", "entry"), fact("word", "a", "line")});

    REQUIRE(findings[0].evidence.size() == 1);
    CHECK(findings[0].evidence[0].question == "read /table");
    CHECK(findings[0].evidence[0].answer == "\"t\"");
    REQUIRE(findings[1].evidence.size() == 1);
    CHECK(findings[1].evidence[0].question == "run words -- a");
}

TEST_CASE("what a backend cannot do is not asked, with its reason") {
    FakeHost host;
    host.is_image();

    const auto findings = gather(host, {fact("word", "a", "line")});

    CHECK(host.exchanges() == 0);
    CHECK(shown(findings[0]) == "not asked: Muster runs no code of an image");
}

TEST_CASE("what runs and cannot be asked cannot be told") {
    FakeHost host;
    host.cannot(Ability::run, "the container has no shell");

    const auto findings = gather(host, {fact("word", "a", "line")});

    CHECK(host.exchanges() == 0);
    CHECK(shown(findings[0]) == "cannot tell: the container has no shell");
}

TEST_CASE("a retry asks again with nothing remembered") {
    FakeHost host;
    host.file("/a", "");
    Gatherer gatherer(vocabulary(), host, {});
    const std::vector<Fact> facts = {fact("file", "/a", "mode")};

    gatherer.gather(facts, Deadline(std::chrono::seconds(5)));
    gatherer.gather(facts, Deadline(std::chrono::seconds(5)));
    CHECK(host.exchanges() == 1);
    gatherer.forget();
    host.file("/a", "", 0640);
    const auto again = gatherer.gather(facts, Deadline(std::chrono::seconds(5)));

    CHECK(host.exchanges() == 2);
    CHECK(shown(again[0]) == "0640");
}
