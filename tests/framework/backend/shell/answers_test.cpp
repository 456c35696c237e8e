// What a shell's answers mean, without a shell: recorded sections in, answers out.
#include "framework/backend/shell/step.hpp"

#include <catch2/catch.hpp>

#include <numeric>

using namespace muster;

namespace {

const StepLimits limits{Limits{}, std::chrono::seconds(1), "try --sudo"};

StepPlan plan_of(std::span<const Question> batch, Joining joining = Joining::yes) {
    std::vector<std::size_t> places(batch.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    return plan_steps(batch, places, limits, joining);
}

/// The answer of one question to these sections.
Answer answer_of(Question question, std::vector<Section> out, std::string errors = "") {
    const std::vector<Question> batch = {std::move(question)};
    const auto plan = plan_of(batch, Joining::no);
    const StepResult result{std::move(out), {{std::move(errors), false, "end"}}, {}};
    auto answers = answers_from(plan.steps.at(0), batch, result, limits);
    return answers.at(0).value();
}

Kind trouble_of(const Answer& answer) {
    const auto* why = std::get_if<CannotTell>(&answer);
    return why != nullptr ? why->kind
                          : throw std::logic_error("it was answered: " + describe(answer));
}

Section section(std::string words, std::string bytes = "", bool too_large = false) {
    return {std::move(bytes), too_large, std::move(words)};
}

}  // namespace

TEST_CASE("only ENOENT, ENOTDIR and ELOOP are absence") {
    const auto read = [](const std::string& errors) {
        return answer_of(Read{"/a: b"}, {section("gone"), section("end 0")}, errors);
    };

    CHECK_FALSE(std::get<std::optional<Content>>(read("cat: '/a: b': No such file or directory\n"))
    );
    CHECK_FALSE(std::get<std::optional<Content>>(read("cat: can't open '/a: b': Not a directory\n"))
    );
    CHECK_FALSE(std::get<std::optional<Content>>(read("cat: x: Too many levels of symbolic links\n")
    ));
    CHECK(
        trouble_of(read("cat: '/a: No such file or directory': Permission denied\n"))
        == Kind::denied
    );
    CHECK(trouble_of(read("cat: /a: b: Stale file handle\n")) == Kind::failed);
    CHECK(trouble_of(read("")) == Kind::failed);
}

TEST_CASE("a denied read has a hint") {
    const auto answer = answer_of(
        Read{"/etc/shadow"},
        {section("data"), section("end 1")},
        "head: cannot open '/etc/shadow' for reading: Permission denied\n"
    );

    CHECK(
        std::get<CannotTell>(answer)
        == CannotTell{Kind::denied, "permission denied reading /etc/shadow", "try --sudo"}
    );
}

TEST_CASE("a file beyond the limit is too large, never a part") {
    const auto answer = answer_of(Read{"/x"}, {section("data"), section("end 0", "abc", true)});

    CHECK(trouble_of(answer) == Kind::too_large);
}

TEST_CASE("sections in a wrong order make no answer") {
    const std::vector<Question> questions = {
        Stat{"/x"},
        Read{"/x"},
        ReadMatching{"/x*"},
        ListFolder{"/x"},
        Glob{"/x*"},
        ReadLink{"/x"},
        Digest{"/x"},
        Run{Command{{"x"}}},
        ProbeTcp{"x", 1},
        Talk{"x", 1},
    };
    const std::vector<std::vector<Section>> nonsense = {
        {section("end 0")},
        {section("data")},
        {section("data"), section("data")},
        {section("end")},
        {section("data"), section("end x")},
        {section("name"), section("name"), section("end 0")},
    };

    for (const auto& question : questions) {
        for (const auto& sections : nonsense) {
            INFO(
                describe(question) << ": " << sections.front().words << " " << sections.back().words
            );
            const auto answer = answer_of(question, sections, "x");
            const bool is_harmless = std::holds_alternative<CannotTell>(answer)
                                     or (std::holds_alternative<std::vector<NamedContent>>(answer)
                                         and std::get<std::vector<NamedContent>>(answer).empty())
                                     or (std::holds_alternative<Reached>(answer)
                                         and std::get<Reached>(answer).how != Reached::How::open)
                                     or (std::holds_alternative<Reply>(answer)
                                         and std::get<Reply>(answer).bytes.empty());
            CHECK(is_harmless);
        }
    }
}

TEST_CASE("an exit status is what sh says, with the name of a signal") {
    const auto output = std::get<Output>(
        answer_of(Run{Command{{"x"}}}, {section("data"), section("end 139", "out")}, "err")
    );

    CHECK(output.exit_status == 139);
    CHECK(output.signal == "SIGSEGV");
    CHECK(output.out == "out");
    CHECK(output.err == "err");
}

TEST_CASE("stat of many files is one step, and its complaints belong to the files it skipped") {
    const std::vector<Question> batch = {Stat{"/no"}, Stat{"/yes"}, Stat{"/denied"}};
    const auto plan = plan_of(batch);
    const std::string entry = "81a4 0 0 1 1 1 1 1 1\n.1 \n.1 \nroot\nroot\n/yes\n";
    const std::string errors = "stat: cannot statx '/no': No such file or directory\nstat: cannot "
                               "statx '/denied': Permission denied\n";

    REQUIRE(plan.steps.size() == 1);
    const StepResult result{
        {section("data"), section("end 1", entry)}, {section("end", errors)}, {}};
    const auto answers = answers_from(plan.steps[0], batch, result, limits);

    CHECK_FALSE(std::get<std::optional<FileStatus>>(answers[0].value()));
    CHECK(std::get<std::optional<FileStatus>>(answers[1].value()));
    CHECK(trouble_of(answers[2].value()) == Kind::denied);
}

TEST_CASE("complaints that do not fit the files are nobody's answer: each is asked alone") {
    const std::vector<Question> batch = {Stat{"/no"}, Stat{"/nor this"}};
    const auto plan = plan_of(batch);
    const StepResult result{
        {section("data"), section("end 1")},
        {section("end", "stat: x: No such file or directory\n")},
        {}};

    const auto answers = answers_from(plan.steps.at(0), batch, result, limits);

    CHECK_FALSE(answers[0]);
    CHECK_FALSE(answers[1]);
}

TEST_CASE("kernel files share a process, and one without a heading is asked alone") {
    const std::vector<Question> batch = {
        Read{"/proc/sys/a"}, Read{"/proc/sys/b"}, Read{"/proc/sys/c"}, Read{"/etc/x"}};
    const auto plan = plan_of(batch);
    const std::string text = "==> /proc/sys/a <==\n1\n\n==> /proc/sys/c <==\n3\tx\n";

    REQUIRE(plan.steps.size() == 2);
    const StepResult result{{section("data"), section("end 0", text)}, {section("end")}, {}};
    const auto answers = answers_from(plan.steps[0], batch, result, limits);

    REQUIRE(answers.size() == 3);
    CHECK(std::get<std::optional<Content>>(answers[0].value())->bytes == "1\n");
    CHECK_FALSE(answers[1]);
    CHECK(std::get<std::optional<Content>>(answers[2].value())->bytes == "3\tx\n");
}

namespace {

const std::string between = std::string("HOME=/\0M_BETWEEN=a mark\0", 24);

/// The answers to these files, of which only /a and /b are read.
std::vector<std::optional<Answer>> answers_of_reads(
    const std::string& bytes, const std::string& errors, const std::string& status = "bytes 0"
) {
    const std::vector<Question> batch = {Read{"/a"}, Read{"/gone"}, Read{"/b"}, Read{"/folder"}};
    const auto plan = plan_of(batch);
    REQUIRE(plan.steps.size() == 1);
    const StepResult result{
        {section("data"),
         section("signs", "rgro"),
         section("between", between),
         section(status, bytes),
         section("end 0")},
        {section("end", errors)},
        {}};
    return answers_from(plan.steps[0], batch, result, limits);
}

std::string bytes_of(const std::optional<Answer>& answer) {
    return answer ? std::get<std::optional<Content>>(*answer).value().bytes : "asked alone";
}

}  // namespace

TEST_CASE("files share a process, and what is none is asked alone") {
    const auto answers =
        answers_of_reads(between + "aa" + between + "", "cat: /gone: No such file or directory\n");

    REQUIRE(answers.size() == 4);
    CHECK(bytes_of(answers[0]) == "aa");
    CHECK_FALSE(std::get<std::optional<Content>>(answers[1].value()));
    CHECK(bytes_of(answers[2]).empty());
    CHECK_FALSE(answers[3]);
}

TEST_CASE("files that cannot be told apart for certain are asked alone") {
    const std::string gone = "cat: /gone: Permission denied\n";

    for (const auto& answers :
         {answers_of_reads(
              between + "a" + between + "b" + between, gone
          ),  // a file holds what parts them
          answers_of_reads(between + "a", gone),
          answers_of_reads("a" + between + "b", gone),
          answers_of_reads("", gone),
          answers_of_reads(between + "a" + between + "b", gone, "bytes 1")}) {
        CHECK_FALSE(answers[0]);
        CHECK_FALSE(answers[2]);
        CHECK(trouble_of(answers[1].value()) == Kind::denied);
    }
}

TEST_CASE("a file that is larger than its part of a common reading is asked alone") {
    const auto answers =
        answers_of_reads(between + std::string(most_joined_content, 'a') + between + "b", "");

    CHECK_FALSE(answers[0]);
    CHECK_FALSE(answers[1]);  // nothing was said of it
    CHECK(bytes_of(answers[2]) == "b");
}

TEST_CASE("a NUL in a name needs no asking") {
    const std::vector<Question> batch = {
        Stat{std::string("/a\0b", 4)},
        Read{std::string("\0", 1)},
        Run{Command{{std::string("a\0", 2)}}}};

    const auto plan = plan_of(batch);

    CHECK(plan.steps.empty());
    CHECK_FALSE(std::get<std::optional<FileStatus>>(plan.known.at(0)));
    CHECK_FALSE(std::get<std::optional<Content>>(plan.known.at(1)));
    CHECK(trouble_of(plan.known.at(2)) == Kind::unsupported);
}

TEST_CASE("nothing from a question reaches a shell but as a quoted word") {
    const std::string evil = "'; touch /tmp/evil; $(id) `id` \n#";
    const std::vector<Question> batch = {
        Read{"/" + evil},
        Run{Command{
            .words = {evil},
            .input = evil,
            .environment = {{"A", evil}},
            .folder = evil,
            .user = evil}}};

    const auto plan = plan_of(batch);

    const std::string quoted = R"(''\''; touch /tmp/evil; $(id) `id` )";
    const auto script = script_of(plan.steps, 7);
    CHECK(script.starts_with("{\nm_read 7 16777217 '/'\\''; touch"));
    CHECK(script.find("\nm_input() { m_feed " + quoted) != std::string::npos);
    CHECK(
        trouble_of(plan_of(std::vector<Question>{
                               Run{Command{.words = {"x"}, .environment = {{"A;id", ""}}}}}
        ).known.at(0))
        == Kind::unsupported
    );
}
