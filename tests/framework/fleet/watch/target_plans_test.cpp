// What is asked of a target again and again, of programs that change their mind, crash and hang.
#include "framework/fleet/watch/target_plans.hpp"

#include "framework/base/file_descriptor.hpp"
#include "framework/model/plan_codec.hpp"
#include "tests/framework/fleet/watch/world.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <thread>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

const Platform bookworm{.distribution = "debian", .version = "12", .machine_id = "a"};
const Target web = member("web1");
const Instant noon = *from_iso8601("2026-07-01T12:00:00Z");

Plan plan_of(const std::string& title) {
    Row row;
    row.id = title + " / row";
    Spec spec;
    spec.title = title;
    spec.rows = {row};
    Plan plan;
    plan.specs = {spec};
    return plan;
}

/// A program that says what a file says, counts how often it is started, and crashes while the file is missing.
class Scripted {
public:
    explicit Scripted(const std::string& title) : title_(title) {
        say(plan_of(title), plan_of(title));
    }

    void say(const Plan& today, const Plan& another_day) {
        (void)folder_.write(
            "plans",
            fmt::format(
                "{{\"plans\":[{},{}]}}\n", to_text(to_json(today)), to_text(to_json(another_day))
            )
        );
    }
    void crash() { (void)std::remove(folder_.file("plans").c_str()); }
    SpecProgram program() const {
        const auto script = fmt::format(
            "cat >/dev/null; printf . >>{}; cat {}", folder_.file("count"), folder_.file("plans")
        );
        return {{title_ + ".cpp", "/" + title_ + ".cpp", true, {}}, {"sh", "-c", script}};
    }
    std::size_t starts() const { return read_file(folder_.file("count")).value_or("").size(); }

private:
    TemporaryFolder folder_;
    std::string title_;
};

RunContext context_of(const std::vector<SpecProgram>& programs) {
    return {few_words(), programs, {}, {}, {}};
}

std::vector<std::string> titles(const Plan& plan) {
    std::vector<std::string> all;
    for (const auto& spec : plan.specs)
        all.push_back(spec.title);
    return all;
}

using Titles = std::vector<std::string>;

}  // namespace

TEST_CASE("a plan is kept for ten minutes, and no longer") {
    const Scripted nginx("nginx");
    const std::vector<SpecProgram> programs = {nginx.program()};
    const auto context = context_of(programs);
    TargetPlans plans;

    for (const auto later : {0min, 1min, 10min})
        CHECK(titles(plans.of(web, bookworm, context, noon + later).plan) == Titles{"nginx"});
    CHECK(nginx.starts() == 1);
    CHECK(titles(plans.of(web, bookworm, context, noon + 11min).plan) == Titles{"nginx"});
    CHECK(nginx.starts() == 2);
}

TEST_CASE("a target of another platform, and a clock that was put back, have plans of their own") {
    const Scripted nginx("nginx");
    const std::vector<SpecProgram> programs = {nginx.program()};
    const auto context = context_of(programs);
    TargetPlans plans;
    auto trixie = bookworm;
    trixie.version = "13";

    (void)plans.of(web, bookworm, context, noon);
    (void)plans.of(web, trixie, context, noon + 1s);
    CHECK(nginx.starts() == 2);
    (void)plans.of(web, trixie, context, noon - 1h);
    CHECK(nginx.starts() == 3);
    (void)plans.of(member("web2"), trixie, context, noon - 1h);
    CHECK(nginx.starts() == 4);
}

TEST_CASE("what counts from now is collected for each round") {
    Scripted certificates("certificates");
    certificates.say(plan_of("certificates"), plan_of("certificates tomorrow"));
    const std::vector<SpecProgram> programs = {certificates.program()};
    const auto context = context_of(programs);
    TargetPlans plans;

    (void)plans.of(web, bookworm, context, noon);
    (void)plans.of(web, bookworm, context, noon + 1s);
    CHECK(certificates.starts() == 2);
}

TEST_CASE("the last rows of a program that crashes go on, with a row that says so") {
    Scripted nginx("nginx");
    const Scripted sshd("sshd");
    const std::vector<SpecProgram> programs = {nginx.program(), sshd.program()};
    const auto context = context_of(programs);
    TargetPlans plans;
    (void)plans.of(web, bookworm, context, noon);
    nginx.crash();

    const auto asked = plans.of(web, bookworm, context, noon + 11min);

    CHECK(titles(asked.plan) == Titles{"nginx", "sshd", "nginx.cpp"});
    CHECK(asked.is_whole);
    CHECK(asked.held_back.empty());
    const auto& row = asked.plan.specs.back().rows.at(0);
    CHECK(row.id == "nginx.cpp / broken");
    CHECK(row.impact == Impact::high);
    CHECK_THAT(row.broken, Catch::Contains("nginx.cpp"));
}

TEST_CASE("a program that crashed is tried again in the next round") {
    Scripted nginx("nginx");
    const std::vector<SpecProgram> programs = {nginx.program()};
    const auto context = context_of(programs);
    TargetPlans plans;
    nginx.crash();
    CHECK(titles(plans.of(web, bookworm, context, noon).plan) == Titles{"nginx.cpp"});
    nginx.say(plan_of("nginx"), plan_of("nginx"));

    const auto asked = plans.of(web, bookworm, context, noon + 1s);

    CHECK(titles(asked.plan) == Titles{"nginx"});
    CHECK(asked.is_whole);
}

TEST_CASE("a program that was never collected makes what is known of a target less than the whole"
) {
    Scripted nginx("nginx");
    nginx.crash();
    const std::vector<SpecProgram> programs = {nginx.program()};
    TargetPlans plans;
    CHECK_FALSE(plans.of(web, bookworm, context_of(programs), noon).is_whole);
}

TEST_CASE("rows that count from a moment that has passed are held back, and those of others go on"
) {
    Scripted certificates("certificates");
    certificates.say(plan_of("certificates"), plan_of("certificates tomorrow"));
    Scripted nginx("nginx");
    const std::vector<SpecProgram> programs = {certificates.program(), nginx.program()};
    const auto context = context_of(programs);
    TargetPlans plans;
    (void)plans.of(web, bookworm, context, noon);
    certificates.crash();
    nginx.crash();

    for (const auto later : {1s, 2s}) {
        const auto asked = plans.of(web, bookworm, context, noon + later);
        CHECK(titles(asked.plan) == Titles{"nginx", "certificates.cpp", "nginx.cpp"});
        CHECK(asked.held_back == Titles{"certificates"});
    }
}

TEST_CASE("rows that were collected for another platform are held back") {
    Scripted nginx("nginx");
    const std::vector<SpecProgram> programs = {nginx.program()};
    const auto context = context_of(programs);
    TargetPlans plans;
    (void)plans.of(web, bookworm, context, noon);
    nginx.crash();
    auto trixie = bookworm;
    trixie.version = "13";

    for (const auto later : {1s, 2s}) {
        const auto asked = plans.of(web, trixie, context, noon + later);
        CHECK(titles(asked.plan) == Titles{"nginx.cpp"});
        CHECK(asked.held_back == Titles{"nginx"});
    }
}

TEST_CASE("a round asks what is due and what nobody knew before, and knows the rest") {
    const Scripted nginx("nginx");
    const Scripted sshd("sshd");
    const std::vector<SpecProgram> programs = {nginx.program(), sshd.program()};
    const auto context = context_of(programs);
    TargetPlans plans;
    RoundPlans round(plans, {"nginx", "gone"}, {"nginx", "gone"});

    const auto plan = round.take(web, bookworm, context, noon);

    CHECK(titles(plan) == Titles{"sshd"});
    CHECK(round.subject().asked == std::set<std::string>{"sshd"});
    CHECK(round.subject().known == Titles{"nginx", "sshd"});
}

TEST_CASE("while a program is broken what the target had before is not gone") {
    Scripted nginx("nginx");
    nginx.crash();
    const std::vector<SpecProgram> programs = {nginx.program()};
    const auto context = context_of(programs);
    TargetPlans plans;
    RoundPlans first(plans, {}, {"nginx", "nginx.cpp"});

    (void)first.take(web, bookworm, context, noon);

    CHECK(first.subject().known == Titles{"nginx.cpp", "nginx"});
    CHECK(first.subject().asked == std::set<std::string>{"nginx.cpp"});
    nginx.say(plan_of("nginx 2"), plan_of("nginx 2"));
    RoundPlans second(plans, {}, {"nginx", "nginx.cpp"});
    (void)second.take(web, bookworm, context, noon + 1s);
    CHECK(second.subject().known == Titles{"nginx 2"});
}

TEST_CASE("several threads have plans for their targets at once") {
    const std::vector<SpecProgram> programs = {program_of(ok_is_there)};
    const auto context = context_of(programs);
    TargetPlans plans;
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&, i] {
                for (int round = 0; round < 20; ++round) {
                    const auto target = member(fmt::format("web{}", i));
                    const auto asked = plans.of(target, bookworm, context, noon + round * 1min);
                    right +=
                        asked.plan.target == target.name and titles(asked.plan) == Titles{"web"}
                            ? 1
                            : 0;
                }
            });
    }
    CHECK(right == 80);
}
