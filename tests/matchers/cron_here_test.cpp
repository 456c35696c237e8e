// What cron runs on the machine that runs the tests, held against its own tools.

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/text.hpp"
#include "framework/model/term.hpp"
#include "tests/support/child.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

namespace muster {
std::span<const Resource> cron_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

const std::string user = "games";

/// A crontab of an account that nobody uses, for as long as the test takes.
class LentCrontab {
public:
    explicit LentCrontab(const std::string& text) {
        const ScratchFolder folder;
        is_made_ =
            not has_one()
            and run_tool("crontab -u " + user + " " + folder.file("crontab", text)).exit_status
                    == 0;
    }
    LentCrontab(const LentCrontab&) = delete;
    LentCrontab& operator=(const LentCrontab&) = delete;
    ~LentCrontab() {
        if (is_made_)
            (void)run_tool("crontab -u " + user + " -r");
    }
    bool is_made() const { return is_made_; }

private:
    static bool has_one() { return run_tool("crontab -u " + user + " -l").exit_status == 0; }
    bool is_made_ = false;
};

bool has_debians_cron() {
    return ::geteuid() == 0 and has_tool("crontab")
           and run_tool("dpkg-query -W cron").exit_status == 0;
}

std::string of_user(const std::string& attribute) {
    LocalBackend host;
    return found(host, cron_resources(), fact("cron", user, attribute));
}

}  // namespace

TEST_CASE("a crontab that crontab(1) took is read, by root and by its own user") {
    if (not has_debians_cron())
        return skip("not root, or no cron of Debian here");
    CHECK(of_user("exists") == "absent");
    const LentCrontab lent("# comment\nA=b\n*/5 1-3 * jan mon,7 printf 'a%%b'\n@weekly true\n");
    if (not lent.is_made())
        return skip("there is a crontab already");
    const std::string lines = R"(["*/5 1-3 * jan mon,7 printf 'a%%b'", "@weekly true"])";

    CHECK(of_user("exists") == "true");
    CHECK(of_user("entries") == lines);
    const auto told = run_tool(
        "setpriv --reuid " + user + " --regid " + user
        + " --init-groups crontab -l | grep -c '^[*@]'"
    );
    CHECK(trimmed(told.output) == "2");
}

TEST_CASE("what crontab(1) refuses, and what it takes, is what we refuse and take") {
    if (not has_debians_cron())
        return skip("not root, or no cron of Debian here");
    for (const auto* line :
         {"60 * * * * x",
          "* * * * 8 x",
          "* 5-1 * * * x",
          "0-59/7 * 1,2,3-5 feb-apr tue-thu x",
          "5 5 31 12 7 x",
          "@daily x",
          "@fortnightly x",
          "* * 0 * * x",
          "x"}) {
        INFO(line);
        const LentCrontab lent(std::string(line) + "\n");
        CHECK(lent.is_made() == is_term(TermKind::cron_entry, line));
    }
}

TEST_CASE("as an ordinary user another one's crontab cannot be told, one's own can") {
    if (not has_debians_cron())
        return skip("not root, or no cron of Debian here");

    const auto told = as_ordinary_user([] {
        LocalBackend host;
        return found(host, cron_resources(), fact("cron", "root", "exists")) + "\n"
               + found(host, cron_resources(), fact("cron", "nobody", "exists"));
    });

    CHECK(lines_of(told).at(0).starts_with("cannot tell: permission denied"));
    CHECK(lines_of(told).at(1) == "absent");
}

TEST_CASE("the lines of the system, and the programs that run-parts would run") {
    if (not has_debians_cron())
        return skip("not root, or no cron of Debian here");
    LocalBackend host;
    const auto listed = [&](const char* source) {
        Fact fact{{"crontabs", {}}, "list", {Value("command")}};
        return shown(
            gather(host, cron_resources(), {narrowed("where", {"source", source}, std::move(fact))})
                .at(0)
        );
    };
    std::vector<std::string> programs;
    const auto tested = run_tool("run-parts --test /etc/cron.daily").output;
    for (const auto line : lines_of(tested))
        programs.emplace_back(line);

    CHECK(listed("/etc/cron.daily") == to_shown(Value(set_of_texts(programs))));
    CHECK(found(host, cron_resources(), {{"crontabs", {}}, "count"}) != "0");
}
