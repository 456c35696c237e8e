// Many targets at a time; the thread sanitizer runs these, too.
#include "framework/run/fan_out.hpp"

#include "framework/base/error.hpp"
#include "tests/support/fake_host.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

using namespace muster;
using muster::tests::FakeHost;
using namespace std::chrono_literals;

namespace {

const Vocabulary& vocabulary() {
    static const Vocabulary nothing({});
    return nothing;
}

std::vector<Target> targets(int count) {
    std::vector<Target> all;
    for (int i = 0; i < count; ++i)
        all.push_back({"host-" + std::to_string(i), "fake://" + std::to_string(i)});
    return all;
}

/// A context without specs: what is tried is who is connected and asked when.
RunContext context(OpenBackend open) {
    static const std::vector<SpecProgram> no_programs;
    return {vocabulary(), no_programs, std::move(open), {}, {}};
}

const auto never = [] { return false; };
const auto nobody = [](const TargetReport&) {};

}  // namespace

TEST_CASE("reports come in the order of the run, whichever target is done first") {
    std::vector<std::string> told;
    const auto open = [](const Target& target,
                         std::vector<std::string>&) -> std::unique_ptr<Backend> {
        if (target.name == "host-0")
            std::this_thread::sleep_for(30ms);
        return std::make_unique<FakeHost>();
    };

    const auto reports = run_targets(
        targets(20),
        context(open),
        {.jobs = 4},
        [&](const TargetReport& report) { told.push_back(report.name); },
        never
    );

    REQUIRE(reports.size() == 20);
    for (int i = 0; i < 20; ++i) {
        CHECK(reports[static_cast<std::size_t>(i)].name == "host-" + std::to_string(i));
        CHECK(told[static_cast<std::size_t>(i)] == "host-" + std::to_string(i));
    }
}

TEST_CASE("an unreachable target is one result, and the others go on") {
    const auto open = [](const Target& target,
                         std::vector<std::string>&) -> std::unique_ptr<Backend> {
        if (target.name == "host-1")
            throw CannotTell{Kind::lost, "connection refused", "is sshd running?"};
        return std::make_unique<FakeHost>();
    };

    const auto reports = run_targets(targets(3), context(open), {}, nobody, never);

    CHECK(reports[0].unreachable.empty());
    CHECK(reports[1].unreachable == "connection refused; is sshd running?");
    CHECK(reports[2].unreachable.empty());
}

TEST_CASE("targets that wait for a connection hold nobody up") {
    std::atomic<int> waiting = 0;
    std::atomic<bool> release = false;
    const auto open = [&](const Target& target,
                          std::vector<std::string>&) -> std::unique_ptr<Backend> {
        if (target.name == "host-0" or target.name == "host-1") {
            ++waiting;
            while (not release)
                std::this_thread::sleep_for(1ms);
        }
        return std::make_unique<FakeHost>();
    };
    std::atomic<int> opened = 0;
    const auto counting = [&](const Target& target, std::vector<std::string>& notices) {
        auto backend = open(target, notices);
        if (++opened == 4)
            release = true;  // the four live ones were asked while two were still connecting
        return backend;
    };

    const auto reports = run_targets(targets(6), context(counting), {.jobs = 1}, nobody, never);

    CHECK(waiting == 2);
    CHECK(opened == 6);
    CHECK(reports.size() == 6);
}

TEST_CASE("of waves the next begins when all of one are done") {
    std::atomic<int> begun = 0;
    std::atomic<int> done = 0;
    std::atomic<bool> mixed = false;
    const auto ask = [&](const Target& target, const AwaitTurn& await_turn) {
        const int number = begun++;
        await_turn();
        if (done < number / 2 * 2)
            mixed = true;
        std::this_thread::sleep_for(5ms);
        ++done;
        TargetReport report;
        report.name = target.name;
        return report;
    };

    const auto reports = ask_targets(targets(5), ask, {.jobs = 5, .serial = 2}, nobody, never);

    REQUIRE(reports.size() == 5);
    CHECK(reports.back().name == "host-4");
    CHECK(begun == 5);
    CHECK_FALSE(mixed);
}

TEST_CASE("no wave begins after one with a failure, if the first failure ends it") {
    std::atomic<int> begun = 0;
    std::vector<std::string> told;
    const auto ask = [&](const Target& target, const AwaitTurn& await_turn) {
        ++begun;
        await_turn();
        TargetReport report;
        report.name = target.name;
        if (target.name == "host-1")
            report.specs.emplace_back().results.emplace_back().outcome = Outcome::failed;
        return report;
    };
    const auto tell = [&](const TargetReport& report) { told.push_back(report.name); };

    const auto reports =
        ask_targets(targets(5), ask, {.jobs = 1, .fail_fast = true, .serial = 2}, tell, never);

    CHECK(begun == 2);
    CHECK(told.size() == 5);
    CHECK(reports[2].unreachable == "not begun: another target had failed (--fail-fast)");
    CHECK(reports[4].unreachable == "not begun: another target had failed (--fail-fast)");
}

TEST_CASE("an interrupt ends the run with what is known") {
    // The thread that is left behind may outlive this test.
    struct Shared {
        std::atomic<bool> interrupted = false;
        std::atomic<bool> release = false;
    };
    const auto shared = std::make_shared<Shared>();
    const auto open =
        [shared](const Target& target, std::vector<std::string>&) -> std::unique_ptr<Backend> {
        if (target.name == "host-1") {
            shared->interrupted = true;
            while (not shared->release)
                std::this_thread::sleep_for(1ms);
        }
        return std::make_unique<FakeHost>();
    };

    const auto reports = run_targets(
        targets(3),
        context(open),
        {.jobs = 1, .fail_fast = false, .grace = 50ms},
        nobody,
        [&] { return shared->interrupted.load(); }
    );
    shared->release = true;

    CHECK(reports[1].unreachable == "interrupted before it was finished");
}

TEST_CASE("what breaks all targets is thrown once, to the caller") {
    const auto open = [](const Target&, std::vector<std::string>&) -> std::unique_ptr<Backend> {
        throw Broken("the spec has no meaning");
    };

    CHECK_THROWS_WITH(
        run_targets(targets(5), context(open), {}, nobody, never), "the spec has no meaning"
    );
}
