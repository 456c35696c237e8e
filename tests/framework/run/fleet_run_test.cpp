// Runs with FLEETs over fake hosts: what travels with the targets' own specs, what is asked again, who is told where.
#include "framework/run/fleet_run.hpp"

#include "framework/base/error.hpp"
#include "framework/model/hosts_entry.hpp"
#include "framework/spec/yaml/specs.hpp"
#include "tests/framework/run/readers.hpp"
#include "tests/support/fake_host.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <map>
#include <mutex>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

Task<Value> reachable(Host& host, Fact fact) {
    auto asked = host.probe_tcp(ProbeTcp{fact.subject.name(), 80});
    const auto& found = co_await asked;
    co_return found.how == Reached::How::open;
}

const std::vector<Resource> resources = {
    {{.name = "file",
      .summary = "",
      .subject = {{.name = "path"}},
      .attributes =
          {{.name = "exists", .type = Type::flag, .meaning = "", .when_absent = false},
           {.name = "content", .type = Type::text, .meaning = ""}}},
     {{"exists", exists}, {"content", content}}},
    {{.name = "command",
      .summary = "",
      .subject = {{.name = "line"}},
      .attributes = {{.name = "output", .type = Type::text, .meaning = ""}},
      .acts = true},
     {{"output", output}}},
    {{.name = "tcp",
      .summary = "",
      .subject = {{.name = "host"}},
      .attributes = {{.name = "reachable", .type = Type::flag, .meaning = ""}},
      .from_anywhere = true},
     {{"reachable", reachable}}},
    {hosts_entry(), {}},
};

const Vocabulary& vocabulary() {
    static const Vocabulary all({resources});
    return all;
}

/// Hosts of which all tests have the same: app1 and app2 are alike, db1 is reached by app1 alone.
class Shop {
public:
    Shop() {
        for (const auto* name : {"app1", "app2", "db1"}) {
            inventory_.targets.push_back(
                {.name = name,
                 .url = "fake",
                 .roles = {std::string(name, 0, std::string(name).size() - 1)}}
            );
            files_[name]["/release"] = "1.4";
        }
        inventory_.roles = {"app", "db"};
    }

    Shop& file(const std::string& host, const std::string& path, const std::string& text) {
        files_[host][path] = text;
        return *this;
    }
    Shop& dead(const std::string& host) {
        dead_.push_back(host);
        return *this;
    }
    Shop& limit(const std::vector<std::string>& names) {
        limit_ = names;
        return *this;
    }
    /// Called each time a host is reached.
    Shop& on_open(std::function<void(const std::string&, FakeHost&)> seen) {
        on_open_ = std::move(seen);
        return *this;
    }
    /// One target after the other, and none after a failure.
    Shop& one_at_a_time() {
        options_ = {.jobs = 1, .fail_fast = true, .serial = 1};
        return *this;
    }
    /// As `shop.yaml:LINE` does.
    Shop& only_line(int line) {
        lines_ = {line};
        return *this;
    }
    Shop& only_tag(const std::string& tag) {
        selection_.tags = {tag};
        return *this;
    }
    Shop& no_commands() {
        commands_ = false;
        return *this;
    }

    std::vector<TargetReport> run(const std::string& yaml) {
        const std::vector<SpecProgram> programs = {
            {{"shop.yaml", "/shop.yaml", true, lines_}, {}, read_yaml_specs(yaml, "shop.yaml")}};
        RunContext context{vocabulary(), programs, opener(), selection_, {}};
        context.inventory = std::make_shared<const Inventory>(inventory_);
        context.verify.retry_pause = 1ms;
        context.verify.commands = commands_;
        context.on_report = [this](TargetReport& report) { marked(report); };
        const Target controller{.name = "fleet", .url = "local"};
        return run_fleet(
            targets(),
            controller,
            context,
            options_,
            [this](const TargetReport& report) { told_.push_back(report.name); },
            [] { return false; }
        );
    }

    /// Told of reports as they were told, and rows as `on_report` had them.
    const std::vector<std::string>& told() const { return told_; }
    std::size_t marked_rows() const { return marked_rows_; }
    std::size_t opened(const std::string& host) {
        const std::lock_guard lock(mutex_);
        return opened_[host];
    }

private:
    void marked(const TargetReport& report) {
        const std::lock_guard lock(mutex_);
        marked_rows_ += tally(report).all();
    }

    std::vector<Target> targets() const {
        std::vector<Target> chosen;
        for (const auto& target : inventory_.targets)
            if (limit_.empty() or std::ranges::count(limit_, target.name) > 0)
                chosen.push_back(target);
        return chosen;
    }

    OpenBackend opener() {
        return [this](const Target& target, std::vector<std::string>&) -> std::unique_ptr<Backend> {
            const std::lock_guard lock(mutex_);
            ++opened_[target.name];
            if (std::ranges::count(dead_, target.name) > 0)
                throw CannotTell{Kind::lost, "connection refused", ""};
            auto host = std::make_unique<FakeHost>();
            for (const auto& [path, text] : files_[target.name])
                host->file(path, text);
            const bool reaches = target.name == "app1" or target.name == "fleet";
            host->network([reaches](const Question&) -> Answer {
                return Reached{reaches ? Reached::How::open : Reached::How::refused};
            });
            host->command("id", target.name);
            if (on_open_)
                on_open_(target.name, *host);
            return host;
        };
    }

    Inventory inventory_;
    std::map<std::string, std::map<std::string, std::string>> files_;
    std::vector<std::string> dead_;
    std::vector<std::string> limit_;
    std::function<void(const std::string&, FakeHost&)> on_open_;
    bool commands_ = true;
    std::vector<int> lines_;
    Selection selection_;
    FanOutOptions options_{.jobs = 2};
    std::vector<std::string> told_;
    std::size_t marked_rows_ = 0;
    std::mutex mutex_;
    std::map<std::string, std::size_t> opened_;
};

/// "title: outcome message" of each row.
std::vector<std::string> rows_of(const TargetReport& report) {
    std::vector<std::string> rows;
    for (const auto& spec : report.specs)
        for (const auto& result : spec.results)
            rows.push_back(std::string(name(result.outcome)) + " " + result.message);
    return rows;
}

std::vector<std::string> names_of(const std::vector<TargetReport>& reports) {
    std::vector<std::string> names;
    for (const auto& report : reports)
        names.push_back(report.name);
    return names;
}

int status_of(std::vector<TargetReport> reports) {
    RunReport run;
    run.targets = std::move(reports);
    return exit_status(run);
}

using Told = std::vector<std::string>;
using Rows = std::vector<std::string>;

}  // namespace

TEST_CASE("without FLEETs a run is one of targets") {
    Shop shop;
    const auto reports = shop.run("spec: own\nexpect:\n- {file: /release, exists: true}\n");
    CHECK(names_of(reports) == Told{"app1", "app2", "db1"});
    CHECK(shop.told() == names_of(reports));
    CHECK(shop.opened("fleet") == 0);
}

TEST_CASE("what FLEETs ask travels with the targets' own specs") {
    Shop shop;
    const auto reports =
        shop.run("spec: own\nroles: [app]\nexpect:\n- {file: /release, exists: true}\n"
                 "---\nfleet: shop\nexpect:\n"
                 "- {hosts: [app, db], agree_on: {file: /release, fact: content}}\n");

    CHECK(names_of(reports) == Told{"app1", "app2", "fleet"});  // db1 is a member and no more
    CHECK(shop.told() == names_of(reports));
    CHECK(rows_of(reports[2]) == Rows{"passed "});
    CHECK(reports[2].is_fleet);
    CHECK(reports[0].exchanges == 2);  // the platform, then everything at once
    for (const auto* name : {"app1", "app2", "db1"})
        CHECK(shop.opened(name) == 1);
    CHECK(shop.opened("fleet") == 0);
    CHECK(shop.marked_rows() == 3);
    CHECK(status_of(reports) == 0);
}

TEST_CASE("the odd one out is named, and a dead member leaves it open what all have") {
    Shop off;
    off.file("app2", "/release", "1.3");
    const auto yaml =
        "fleet: shop\nexpect:\n- {hosts: app, agree_on: {file: /release, fact: content}}\n";
    const auto failed = off.run(yaml);
    CHECK(
        rows_of(failed.at(0))
        == Rows{R"(failed expected true, is false: "1.4" on app1, "1.3" on app2)"}
    );
    CHECK(status_of(failed) == 1);

    Shop dead;
    dead.dead("app2");
    const auto errored = dead.run(yaml);
    CHECK(names_of(errored) == Told{"app2", "fleet"});  // that it is dead is a result of its own
    CHECK(
        rows_of(errored.at(1)) == Rows{"errored cannot tell: app2: unreachable: connection refused"}
    );
    CHECK(status_of(errored) == 2);
}

TEST_CASE("a run of a part of the fleet skips what needs the others, and verifies the rest") {
    Shop shop;
    shop.limit({"app1"});
    const auto reports = shop.run("spec: own\nexpect:\n- {file: /release, exists: true}\n"
                                  "---\nfleet: shop\nexpect:\n"
                                  "- {hosts: app, agree_on: {file: /release, fact: content}}\n"
                                  "- {from: {hosts: app}, tcp: db1, reachable: true}\n");
    CHECK(
        rows_of(reports.at(1))
        == Rows{"skipped app2: not in this run", "passed ", "skipped app2: not in this run"}
    );
    CHECK(shop.opened("app2") == 0);
    CHECK(status_of(reports) == 0);

    Shop all_skipped;
    all_skipped.limit({"db1"});
    const auto nothing = all_skipped.run(
        "fleet: shop\nexpect:\n- {hosts: app, agree_on: {file: /release, fact: content}}\n"
    );
    CHECK(status_of(nothing) == 2);  // nothing was verified at all
}

TEST_CASE("members and the controller look at the network, each from its place") {
    Shop shop;
    const auto reports = shop.run("fleet: shop\nexpect:\n"
                                  "- {from: {hosts: app}, tcp: db1, reachable: true}\n"
                                  "- {tcp: db1, reachable: true}\n"
                                  "- {hosts: app, some: {tcp: db1, reachable: true}}\n");
    CHECK(
        rows_of(reports.at(0))
        == Rows{"passed ", "failed expected true, is false", "passed ", "passed "}
    );
    CHECK(shop.opened("fleet") == 1);
}

TEST_CASE("a row about a member stands in its report, which waits for it with those behind it") {
    Shop shop;
    const auto reports =
        shop.run("spec: own\nexpect:\n- {file: /release, exists: true}\n"
                 "---\nfleet: shop\nexpect:\n"
                 "- {each: {h: {hosts: app}}, from: h, tcp: db1, reachable: true, about: h}\n");
    CHECK(names_of(reports) == Told{"app1", "app2", "db1"});  // nothing is left for the fleet
    CHECK(shop.told() == names_of(reports));
    CHECK(rows_of(reports[0]) == Rows{"passed ", "passed "});
    CHECK(rows_of(reports[1]) == Rows{"passed ", "failed expected true, is false"});
    CHECK(reports[1].specs.at(1).title == "shop");
    CHECK(reports[1].specs.at(1).results.at(0).about == "app2");
    CHECK(shop.marked_rows() == 5);
}

TEST_CASE("a retry asks all members again, over one connection each") {
    std::atomic<int> opened = 0;
    Shop shop;
    shop.on_open([&](const std::string& name, FakeHost& host) {
        // The second time that it is reached the release is there.
        if (name == "app2" and ++opened > 1)
            host.file("/ready", "yes");
    });
    shop.file("app1", "/ready", "yes");
    const auto reports =
        shop.run("fleet: shop\nexpect:\n"
                 "- {hosts: app, every: {file: /ready, exists: true}, retry_for: 10s}\n");
    CHECK(rows_of(reports.at(0)) == Rows{"passed "});
    CHECK(reports[0].specs[0].results[0].attempts == 2);
    CHECK(shop.opened("app1") == 2);
    CHECK(shop.opened("db1") == 0);  // nobody asks it anything
}

TEST_CASE(
    "below a guard nothing that acts is asked before it holds, and never where commands are refused"
) {
    const auto yaml =
        "fleet: shop\nexpect:\n"
        "- {only_if: {hosts: app, every: {file: /release, exists: true}}, hosts: app, "
        "every: {command: id, output: {starts_with: app}}}\n"
        "- {only_if: {hosts: app, every: {file: /none, exists: true}}, hosts: app, "
        "every: {command: id, output: none}}\n";
    Shop shop;
    const auto reports = shop.run(yaml);
    REQUIRE(rows_of(reports.at(0)).size() == 2);
    CHECK(rows_of(reports[0])[0] == "passed ");
    CHECK(rows_of(reports[0])[1].starts_with("skipped only if hosts \"app\" every"));
    CHECK(shop.opened("app1") == 2);  // once for the guards, once for what they allow

    Shop careful;
    careful.no_commands();
    const auto refused = careful.run(yaml);
    CHECK(rows_of(refused.at(0))[0] == "skipped commands are refused (--no-commands)");
    CHECK(careful.opened("app1") == 1);
}

TEST_CASE("a member whom only a guard lets ask is in the run") {
    Shop shop;
    const auto reports =
        shop.run("spec: own\nroles: [app]\nexpect:\n- {file: /release, exists: true}\n---\n"
                 "fleet: shop\nexpect:\n"
                 "- {only_if: {hosts: app, every: {file: /release, exists: true}}, hosts: db, "
                 "every: {command: id, output: db1}}\n");
    CHECK(names_of(reports) == Told{"app1", "app2", "fleet"});
    CHECK(rows_of(reports[2]) == Rows{"passed "});
    CHECK(status_of(reports) == 0);
}

TEST_CASE("a member that is lost when it is asked again still said what it said") {
    std::atomic<int> opened = 0;
    Shop shop;
    shop.file("app1", "/ready", "yes");
    shop.on_open([&](const std::string& name, FakeHost&) {
        if (name == "app2" and ++opened > 1)
            throw CannotTell{Kind::lost, "connection reset", ""};
    });
    const auto reports =
        shop.run("fleet: shop\nexpect:\n"
                 "- {hosts: app, where: {file: /ready, exists: true}, count: 1}\n"
                 "- {only_if: {hosts: app, some: {file: /ready, exists: true}}, hosts: app, "
                 "where: {file: /ready, exists: true}, every: {command: id, output: app1}}\n"
                 "- {only_if: {hosts: app, some: {file: /ready, exists: true}}, hosts: app, "
                 "every: {command: id, output: {starts_with: app}}}\n");
    CHECK(
        rows_of(reports.at(0))
        == Rows{
            "passed ",
            "passed ",  // app2 is not meant, whatever its command would have said
            "errored cannot tell: app2: unreachable: connection reset"}
    );
}

TEST_CASE("a guard that acts is refused with what it guards") {
    Shop careful;
    careful.no_commands();
    const auto refused = careful.run(
        "fleet: shop\nexpect:\n"
        "- {only_if: {hosts: app, some: {command: id, output: app1}}, hosts: app, count: 2}\n"
    );
    CHECK(rows_of(refused.at(0)) == Rows{"skipped commands are refused (--no-commands)"});
}

TEST_CASE("a guard that looks from nobody holds for nothing") {
    Shop shop;
    const auto reports = shop.run(
        "fleet: shop\nexpect:\n"
        "- {only_if: {from: {hosts: db, except: db1, or_none: true}, tcp: x, reachable: true}, "
        "hosts: app, every: {command: id, output: none}}\n"
    );
    REQUIRE(rows_of(reports.at(0)).size() == 1);
    CHECK(rows_of(reports[0])[0].ends_with("there are no members"));
    CHECK(rows_of(reports[0])[0].starts_with("skipped only if"));
}

TEST_CASE("whom --fail-fast leaves out FLEETs leave out, too") {
    Shop shop;
    shop.one_at_a_time();
    const auto reports =
        shop.run("spec: own\nexpect:\n- {file: /none, exists: true}\n---\nfleet: shop\nexpect:\n"
                 "- {hosts: db, every: {command: id, output: db1}}\n");
    CHECK(rows_of(reports.at(3)) == Rows{"skipped db1: the run did not get to it"});
    CHECK(shop.opened("db1") == 0);
}

TEST_CASE("long values and secrets of two relations are told apart") {
    const std::string long_text(500, 'x');
    Shop shop;
    shop.file("db1", "/long", long_text + "y");
    const auto reports = shop.run(
        "fleet: shop\nexpect:\n- {hosts: db, every: {file: /long, content: " + long_text
        + "y}}\n- {hosts: db, every: {file: /long, content: " + long_text + "z}}\n"
    );
    REQUIRE(rows_of(reports.at(0)).size() == 2);
    CHECK(rows_of(reports[0])[0] == "passed ");
    CHECK(rows_of(reports[0])[1].starts_with("failed "));
}

TEST_CASE("where rows of FLEETs alone are chosen, targets without any are no result") {
    const auto yaml = "spec: own\nexpect:\n- {file: /release, exists: true}\n---\n"
                      "fleet: shop\nexpect:\n- {hosts: app, count: 2}\n"
                      "- {hosts: app, every: {file: /release, exists: true}}\n";
    for (const int line : {7, 8}) {
        Shop shop;
        shop.only_line(line);
        const auto reports = shop.run(yaml);
        CHECK(names_of(reports) == Told{"fleet"});
        CHECK(rows_of(reports.at(0)) == Rows{"passed "});
        CHECK(status_of(reports) == 0);
    }
    Shop shop;
    shop.only_line(3);
    CHECK(names_of(shop.run(yaml)) == Told{"app1", "app2", "db1"});
}

TEST_CASE("a target that no chosen spec is for is told, though FLEETs have chosen rows") {
    Shop shop;
    shop.only_tag("security");
    const auto reports =
        shop.run("spec: own\nroles: [app]\ntags: [security]\nexpect:\n- {file: /release, exists: "
                 "true}\n---\n"
                 "fleet: shop\ntags: [security]\nexpect:\n- {hosts: app, count: 2}\n");
    CHECK(names_of(reports) == Told{"app1", "app2", "db1", "fleet"});
    CHECK(shop.told() == names_of(reports));
    CHECK(status_of(reports) == 2);  // db1 is not verified
}

TEST_CASE("a FLEET that judges nothing is not verified") {
    Shop shop;
    const auto reports = shop.run("spec: own\nexpect:\n- {file: /release, exists: true}\n---\n"
                                  "fleet: shop\nexpect:\n- {follow: {hosts: app, fact: count}}\n");
    CHECK(names_of(reports) == Told{"app1", "app2", "db1", "fleet"});
    CHECK(status_of(reports) == 2);
}

TEST_CASE("strictness asks a FLEET as a whole, wherever its rows stand") {
    Shop shop;
    RunReport run;
    run.targets =
        shop.run("spec: own\nexpect:\n- {file: /release, exists: true}\n---\nfleet: shop\nexpect:\n"
                 "- {hosts: app, count: 2}\n"
                 "- {hosts: app, count: 2, about: app1, skip: not now}\n");
    CHECK(exit_status(run, Strictness::strict) == 0);
    for (auto& target : run.targets)
        for (auto& spec : target.specs)
            for (auto& result : spec.results)
                if (spec.of_fleet)
                    result.outcome = Outcome::skipped;
    CHECK(exit_status(run, Strictness::strict) == 1);
}

TEST_CASE("a broken FLEET is told before anybody is asked") {
    Shop shop;
    CHECK_THROWS_AS(shop.run("fleet: shop\nexpect:\n- {file: /release, exists: true}\n"), Broken);
    CHECK(shop.opened("app1") == 0);
}
