// Plans that are collected ahead: of a program that counts how often it is started, and of bodies that read the platform.
#include "framework/run/plan_book.hpp"

#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/model/plan_codec.hpp"
#include "framework/spec/yaml/specs.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <atomic>
#include <thread>

using namespace muster;
using namespace std::chrono_literals;

namespace {

const std::vector<Resource> resources = {
    {{.name = "file",
      .summary = "",
      .subject = {{.name = "path"}},
      .attributes = {{.name = "exists", .type = Type::flag, .meaning = ""}}},
     {}}};

const Vocabulary& vocabulary() {
    static const Vocabulary all({resources});
    return all;
}

std::vector<Target> targets(int count) {
    std::vector<Target> all;
    for (int i = 0; i < count; ++i)
        all.push_back({.name = fmt::format("web{}", i), .url = "fake"});
    return all;
}

const Platform bookworm{.distribution = "debian", .version = "12", .machine_id = "a"};

/// A program that has no specs for any target, and writes a line into a file each time that it is started.
class Counted {
public:
    SpecProgram program() const {
        const auto script = "printf . >>" + count_
                            + "; n=$(grep -o '\"name\"' | wc -l); printf '{\"plans\":['; "
                              "i=0; while [ $i -lt $n ]; do [ $i = 0 ] || printf ,; printf '%s' '"
                            + to_text(to_json(Plan{})) + "'; i=$((i + 1)); done; printf ']}\\n'";
        return {{"a.cpp", "/a.cpp", true, {}}, {"sh", "-c", script}};
    }
    std::size_t starts() const { return read_file(count_).value_or("").size(); }

private:
    TemporaryFolder folder_;
    std::string count_ = folder_.file("count");
};

std::string subject_of(const Plan& plan) {
    return plan.specs.at(0).rows.at(0).expression.fact.subject.name();
}

}  // namespace

TEST_CASE("a program is started once for many targets of one kind of system") {
    const Counted counted;
    const std::vector<SpecProgram> programs = {counted.program()};
    const RunContext context{vocabulary(), programs, {}, {}, {}};
    const auto all = targets(20);
    PlanBook book(all);
    auto platform = bookworm;
    for (const auto& target : all) {
        platform.machine_id += "b";  // each machine has its own
        CHECK(book.take(target, platform, context, Instant(1s)).target == target.name);
    }
    CHECK(counted.starts() == 2);
}

TEST_CASE("targets come in any order, several at once, and each gets its own plan") {
    const Counted counted;
    const std::vector<SpecProgram> programs = {counted.program()};
    const RunContext context{vocabulary(), programs, {}, {}, {}};
    const auto all = targets(24);
    PlanBook book(all);
    CHECK(book.take(all[10], bookworm, context, Instant(1s)).target == "web10");
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> threads;
        for (const int first : {0, 1, 2})
            threads.emplace_back([&, first] {
                for (std::size_t i = static_cast<std::size_t>(first); i < all.size(); i += 3)
                    if (i != 10
                        and book.take(all[i], bookworm, context, Instant(1s)).target == all[i].name)
                        ++right;
            });
    }
    CHECK(right == 23);
    CHECK(counted.starts() <= 4);
}

TEST_CASE("what was collected ahead for another system, or long ago, is collected anew") {
    const std::vector<SpecProgram> programs = {
        {{"a.yaml", "/a.yaml", true, {}},
         {},
         read_yaml_specs(
             "spec: x\nexpect:\n- {file: '/{{ target.version }}', exists: true}\n", "a.yaml"
         )}};
    const RunContext context{vocabulary(), programs, {}, {}, {}};
    const auto all = targets(4);
    PlanBook book(all);
    auto trixie = bookworm;
    trixie.version = "13";

    CHECK(subject_of(book.take(all[0], bookworm, context, Instant(1s))) == "/12");
    CHECK(subject_of(book.take(all[1], trixie, context, Instant(1s))) == "/13");
    CHECK(subject_of(book.take(all[2], bookworm, context, Instant(1s))) == "/12");
    CHECK(subject_of(book.take(all[3], trixie, context, Instant(2h))) == "/13");
    CHECK(subject_of(book.take(all[3], trixie, context, Instant(2h))) == "/13");  // asked again
}

TEST_CASE("what is broken for one target does not hold up the others") {
    const auto script =
        "! grep -q web1 && printf '{\"plans\":[%s]}\\n' '" + to_text(to_json(Plan{})) + "'";
    const std::vector<SpecProgram> programs = {
        {{"a.cpp", "/a.cpp", true, {}}, {"sh", "-c", script}}};
    const RunContext context{vocabulary(), programs, {}, {}, {}};
    const auto all = targets(3);
    PlanBook book(all);

    CHECK(book.take(all[0], bookworm, context, Instant(1s)).target == "web0");
    CHECK_THROWS_AS(book.take(all[1], bookworm, context, Instant(1s)), Broken);
    CHECK(book.take(all[2], bookworm, context, Instant(1s)).target == "web2");
}
