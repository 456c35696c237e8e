// What bodies say, and what is said of bodies that break. The bodies stand here as functions, as the
// SPEC macro makes them.
#include "tests/framework/spec/collected.hpp"

#include <catch2/catch.hpp>

using namespace muster::dsl;
using muster::tests::collected;
using muster::tests::problem_of;
using muster::tests::surroundings;

TEST_CASE("operators and methods of a fact become a matcher of its type") {
    const auto found = collected([] {
        expect(thing("/x").there);
        expect(not thing("/x").there);
        expect(thing("/x").mode <= 0640);
        expect(thing("/x").mode == "u=rw,go=r");
        expect(thing("/x").size >= 16_MiB);
        expect(thing("/x").age < 30d);
        expect(thing("/x").value == 10);
        expect(thing("/x").value == list(0, 1));
        expect(thing("/x").names == list("b", "a", list("c")));
        expect(thing("/x").names.contains("a", starts_with("b")));
        expect(thing("/x").names.fits(contains("sudo") and not contains("adm")));
        expect(thing("/x").lines.exactly(1, matches("^x")));
        expect(thing("/x").version.within_versions(">= 1.22, < 2"));
        expect(thing("/x").changed > ago(1d));
        expect(thing("/x").changed.newer_than(90s));
        expect(thing("/x").property("Restart") == "always");
        expect(thing("/x").content.captured("^port (\\d+)") >= 1024);
        expect(thing("/x").map["k"] == 1 and thing("/x").map.has("k"));
        expect(thing("/x").udp.there or thing("/x").on("::1").there);
        expect(thing("/x").titled(starts_with("unicorn")).there);
        expect(thing("/a").content == thing("/b").content);
        expect(not thing("x").changed.is_set());
    });

    CHECK(found.problems.empty());
    CHECK(found.texts() == std::vector<std::string>{
              R"(thing "/x" there)",
              R"(not thing "/x" there)",
              R"(thing "/x" mode: at most 0640)",
              R"(thing "/x" mode: 0644)",
              R"(thing "/x" size: at least 16777216)",
              R"(thing "/x" age: less than 2592000)",
              R"(thing "/x" value: 10)",
              R"(thing "/x" value: [0, 1])",
              R"(thing "/x" names: ["a", "b", "c"])",
              R"(thing "/x" names: to contain "a", to start with "b")",
              R"(thing "/x" names: to contain "sudo" and not to contain "adm")",
              R"(thing "/x" lines: exactly 1 a match for /^x/)",
              R"(thing "/x" version: >= 1.22, < 2)",
              R"(thing "/x" changed: more than 2026-06-30T12:00:00Z)",
              R"(thing "/x" changed: newer than 90 s)",
              R"(thing "/x" property "Restart": "always")",
              R"x(thing "/x" content captured "^port (\\d+)": at least 1024)x",
              R"(thing "/x" map member "k": 1 and thing "/x" map has "k")",
              R"(thing "/x" udp there or thing "/x" on "::1" there)",
              R"(thing "/x" titled to start with "unicorn" there)",
              R"(thing "/a" content == thing "/b" content)",
              R"(thing "x" changed: no value)",
          });
}

TEST_CASE("a row carries its heading, its line and what was said of it") {
    const auto found = collected([] {
        IT("outer") {
            IT("inner") {
                expect(thing("/x").there)
                    .retry_for(30s)
                    .because("it must")
                    .impact("high")
                    .id("there")
                    .follow();
            }
            expect(thing("/y").there);
        }
        follow(thing("/z").version);
    });

    REQUIRE(found.rows.size() == 3);
    CHECK(found.rows[0].headings == std::vector<std::string>{"outer", "inner"});
    CHECK(found.rows[1].headings == std::vector<std::string>{"outer"});
    CHECK(found.rows[0].retry_for == std::chrono::seconds(30));
    CHECK(found.rows[0].because == "it must");
    CHECK(found.rows[0].impact == muster::Impact::high);
    CHECK(found.rows[0].given_id == "there");
    CHECK(found.rows[0].follow);
    CHECK(found.rows[0].where.line > 0);
    CHECK(found.rows[1].where.line > found.rows[0].where.line);
    CHECK_FALSE(found.rows[2].judged);
}

TEST_CASE("a guard and a skip hold to the end of their block") {
    const auto found = collected([] {
        IT("guarded") {
            expect(thing("/1").there);
            only_if(thing("/g").there);
            expect(thing("/2").there);
            IT("inside") {
                skip("until monday");
                expect(thing("/3").there);
            }
        }
        expect(thing("/4").there);
    });

    CHECK(found.rows[0].guards.empty());
    CHECK(found.rows[1].guards.size() == 1);
    CHECK(found.rows[2].guards.size() == 1);
    CHECK(found.rows[2].skip_reason == "until monday");
    CHECK(found.rows[3].guards.empty());
    CHECK(found.rows[3].skip_reason.empty());
}

TEST_CASE("a guard reached twice in one block is a broken spec") {
    const auto found = collected([] {
        for (int i : {1, 2}) {
            only_if(thing(text("/{}", i)).there);
            expect(thing("/x").there);
        }
    });

    REQUIRE(found.problems.size() == 1);
    CHECK(found.problems[0].message == "only_if or skip is reached twice in one block");
    CHECK(found.problems[0].hint == "give the loop's body an IT");
}

TEST_CASE("a view of which there are several is called by its names, which tell its rows apart") {
    const auto found = collected([] {
        expect(thing("/x").leg("left", 2).is_long);
        expect(thing("/x").leg("left", 3).is_long);
    });

    CHECK(found.problems.empty());
    CHECK(
        found.texts()
        == std::vector<
            std::string>{R"(thing "/x" leg "left" 2 long)", R"(thing "/x" leg "left" 3 long)"}
    );
    CHECK(found.rows[0].id != found.rows[1].id);
    CHECK(key_of(found.rows[0].expression.fact) != key_of(found.rows[1].expression.fact));
    CHECK(problem_of([] { expect(thing("/x").leg("left", "two").is_long); }
    ).starts_with("leg: \"two\" is not a number"));
}

TEST_CASE("a body reads its target, variables and the other members") {
    const auto found = collected([] {
        if (target().family == "debian" and target().version >= "12" and target().version < "13")
            expect(thing("/" + target().name).there);
        for (auto site : var("sites").items())
            expect(thing(text("/srv/{}", site["name"])).there);
        for (auto db : hosts("db"))
            expect(thing(db.address("lan")).there).about(db);
        expect(thing("/x").size >= var("port"));
        expect(thing("/x").size >= var("none", 4));
        expect(thing(target().address("lan")).there);
    });

    CHECK(found.problems.empty());
    CHECK(
        found.texts()
        == std::vector<
            std::
                string>{R"(thing "/web-03" there)", R"(thing "/srv/a.example" there)", R"(thing "/srv/b.example" there)", R"(thing "10.0.0.9" there)", R"(thing "/x" size: at least 8080)", R"(thing "/x" size: at least 4)", R"(thing "10.0.0.3" there)"}
    );
    CHECK(found.rows[3].about == "db-01");
}

TEST_CASE("what is missing ends the body with one errored row, and the rows before it stand") {
    const auto found = collected([] {
        expect(thing("/1").there);
        expect(thing(var("nowhere")).there);
        expect(thing("/2").there);
    });

    CHECK(
        found.texts()
        == std::vector<
            std::string>{R"(thing "/1" there)", R"(broken: web-03 has no variable "nowhere")"}
    );
    CHECK(found.problems.empty());  // this target's data, not a broken spec
}

TEST_CASE("a variable that nobody can tell is told as that, and not by its default") {
    auto around = surroundings();
    around.target.untold["token"] = "it is encrypted";
    const auto found = collected([] { expect(thing(var("token", "none")).there); }, around);

    CHECK(
        found.texts()
        == std::vector<
            std::
                string>{R"(broken: the variable "token" of web-03 cannot be told: it is encrypted)"}
    );
}

TEST_CASE("a role that the target has is known, whatever the inventory says") {
    auto around = surroundings();
    around.target.roles = {"extra"};  // of --as
    const auto found = collected(
        [] {
            if (muster::dsl::target().has_role("extra"))
                expect(thing("/x").there);
        },
        around
    );

    CHECK(found.problems.empty());
    CHECK(found.texts() == std::vector<std::string>{R"(thing "/x" there)"});
}

TEST_CASE("a role that the inventory does not know is a broken spec") {
    const auto found = collected([] {
        for (auto host : hosts("bd").or_none())
            expect(thing(host.name).there);
    });

    REQUIRE(found.problems.size() == 1);
    CHECK(
        found.problems.front().message == R"(the inventory has no role "bd"; did you mean "db"?)"
    );
}

TEST_CASE("a loop over a role without members is one errored row, unless it may be empty") {
    const auto empty = collected([] {
        for (auto host : hosts("lb"))
            expect(thing(host.name).there);
        expect(thing("/1").there);
    });
    const auto allowed = collected([] {
        for (auto host : hosts("lb").or_none())
            expect(thing(host.name).there);
    });
    auto alone = surroundings();
    alone.inventory = nullptr;
    const auto without = collected(
        [] {
            for (auto host : hosts("lb"))
                expect(thing(host.name).there);
        },
        alone
    );

    CHECK(
        empty.texts()
        == std::vector<
            std::string>{R"(broken: the role "lb" has no members)", R"(thing "/1" there)"}
    );
    CHECK(allowed.rows.empty());
    CHECK(
        without.texts()
        == std::vector<std::string>{"broken: no inventory: hosts() knows nobody; give one with -i"}
    );
}

TEST_CASE("an expectation without a meaning is a broken spec, at its line, and the others stand") {
    CHECK(
        problem_of([] { expect(thing("/x").mode == 644); })
        == "thing \"/x\" mode: 644 is a decimal number, not a mode; write 0644"
    );
    CHECK(
        problem_of([] { expect(thing("/x").mode == "abc"); })
        == "thing \"/x\" mode: \"abc\" is not a mode; write 0644, \"0644\" or \"u=rw,go=r\""
    );
    CHECK(
        problem_of([] { expect(thing("/x").changed < "2030-01-01T10:00"); })
        == "thing \"/x\" changed: \"2030-01-01T10:00\" is not a time; write \"2030-01-01\" or "
           "\"2030-01-01T00:00:00Z\"; an hour needs a zone"
    );
    CHECK(
        problem_of([] { expect(thing("/x").size == 30d); })
        == "thing \"/x\" size: 30 days is not a number of bytes"
    );
    CHECK(
        problem_of([] { expect(thing("/x").content.matches("(")); }
        ).find("is no regular expression")
        != std::string::npos
    );
    CHECK(
        problem_of([] { expect(thing("/x").content.semver("^^1")); }).find("column")
        != std::string::npos
    );
    CHECK(
        problem_of([] { expect(thing("/x").version >= "1 2"); }).find("is no dpkg version")
        != std::string::npos
    );
    CHECK(problem_of([] { expect(thing("relative").there); }) == "a thing's name begins with /");
    CHECK(
        problem_of([] { expect(thing("/x").on("nowhere").there); })
        == "on: \"nowhere\" is not an IP address"
    );
    CHECK(
        problem_of([] { expect(thing("/x").there).impact("hihg"); })
        == "no impact \"hihg\"; it is none, low, medium, high or critical"
    );
    CHECK(
        problem_of([] { expect(thing("/x").size.fits(starts_with("a"))); }
        ).find("a number has no \"starts_with\"")
        != std::string::npos
    );
    CHECK(
        problem_of([] { expect(thing(text("{} {}", "a")).there); }
        ).find("more braces than arguments")
        != std::string::npos
    );
}

TEST_CASE("a broken expectation is an errored row beside the whole ones") {
    const auto found = collected([] {
        expect(thing("/x").mode == 644);
        expect(thing("/x").mode == 0644);
    });

    REQUIRE(found.rows.size() == 2);
    CHECK_FALSE(found.rows[0].broken.empty());
    CHECK(found.rows[1].broken.empty());
    CHECK(found.problems[0].where.line == found.rows[0].where.line);
}

TEST_CASE("what a target's data make of an expectation is an errored row there, not a broken spec"
) {
    const auto found = collected([] {
        expect(thing("/x").on(target().name).there);
        expect(thing("/x").size == target().name);
        expect(thing("/x").mode == text("{}x", var("port")));
        expect(thing("/x").there);
    });

    REQUIRE(found.rows.size() == 4);
    CHECK(found.problems.empty());
    CHECK(found.rows[0].broken == "on: \"web-03\" is not an IP address");
    CHECK(found.rows[1].broken.find("is not a number") != std::string::npos);
    CHECK(found.rows[2].broken.find("is not a mode") != std::string::npos);
    CHECK(found.rows[3].broken.empty());
}

TEST_CASE("a guard that a target's data break makes its rows errored") {
    const auto found = collected([] {
        only_if(thing("/x").on(target().name).there);
        expect(thing("/y").there);
    });

    CHECK(found.problems.empty());
    REQUIRE(found.rows.size() == 1);
    CHECK(found.rows[0].broken == "only_if: on: \"web-03\" is not an IP address");
}

TEST_CASE("a slip of the author's stays one beside a target's data") {
    const auto found =
        collected([] { expect(thing("/x").on(target().name).there and thing("/x").mode == 644); });

    REQUIRE(found.problems.size() == 1);
    CHECK(found.problems[0].message.find("644 is a decimal number") != std::string::npos);
}

TEST_CASE("a fact named outside of a body says so") {
    CHECK_THROWS_AS(thing("/x"), muster::BodyEnds);
}

TEST_CASE("a secret in a qualifier is in the plan and in no text") {
    const auto rows =
        collected([] { expect(thing("/x").keyed("deploy", "open sesame").there); }).rows;

    REQUIRE(rows.size() == 1);
    const auto& fact = rows.front().expression.fact;
    CHECK(describe(fact.subject) == R"(thing "/x" keyed "deploy" …)");
    CHECK(rows.front().id.find("sesame") == std::string::npos);
    CHECK(
        to_plain(std::get<muster::Value>(fact.subject.qualifiers.at(0).arguments.at(1)))
        == "open sesame"
    );
}

TEST_CASE("mode is 0644: == \"0644\" and == \"644\" are the same, digits in a text are octal") {
    const auto found = collected([] {
        expect(thing("/x").mode == "0644");
        expect(thing("/x").mode == "644");
        expect(thing("/x").mode == 0644);
        expect(thing("/x").mode <= "640");
        expect(thing("/x").mode >= "0444");
    });

    CHECK(found.problems.empty());
    CHECK(found.texts() == std::vector<std::string>{
              R"(thing "/x" mode: 0644)",
              R"(thing "/x" mode: 0644)",
              R"(thing "/x" mode: 0644)",
              R"(thing "/x" mode: at most 0640)",
              R"(thing "/x" mode: at least 0444)",
          });
}
