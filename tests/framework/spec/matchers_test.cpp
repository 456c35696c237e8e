// What stands behind each matcher by the type of a fact, and what has no meaning there.
#include "tests/framework/spec/collected.hpp"

#include <catch2/catch.hpp>

using namespace muster::dsl;
using muster::tests::collected;
using muster::tests::problem_of;

TEST_CASE("a text of the standard library is taken wherever a text is") {
    const auto found = collected([] {
        const std::string word = "a";
        const std::string_view view = "b";
        expect(thing(word).content.contains(word, view, "c"));
        expect(thing("/x").names == list(word, view));
        expect(thing("/x").content == word);
    });
    CHECK(found.problems.empty());
    CHECK(
        found.texts()
        == std::vector<
            std::
                string>{R"(thing "a" content: to contain "a", "b", "c")", R"(thing "/x" names: ["a", "b"])", R"(thing "/x" content: "a")"}
    );
}

TEST_CASE("a text is judged as data by json, yaml and xpath") {
    const auto found = collected([] {
        expect(thing("/x").content.json("servers[0].port", 443));
        expect(thing("/x").content.json("ports", contains(starts_with("8"), 22)));
        expect(thing("/x").content.json("ports", at_least(2, at_least(1024))));
        expect(not thing("/x").content.yaml("a.b", is_set()));
        expect(thing("/x").content.yaml("n", at_least(2) and not equals(5)));
        expect(thing("/x").content.yaml("list", list(1, 2)));
        expect(thing("/x").content.xpath("//port/@n", every(at_least(22))));
        expect(thing("/x").content.fits(json("a", 1) or yaml("/a", 1)));
    });

    CHECK(found.problems.empty());
    CHECK(found.texts() == std::vector<std::string>{
              R"(thing "/x" content: at servers[0].port: 443)",
              R"(thing "/x" content: at ports: to contain to start with "8", 22)",
              R"(thing "/x" content: at ports: at least 2 at least 1024)",
              R"(thing "/x" content: at a.b: no value)",
              R"(thing "/x" content: at n: at least 2 and anything but 5)",
              R"(thing "/x" content: at list: [1, 2])",
              R"(thing "/x" content: at //port/@n: every item at least 22)",
              R"(thing "/x" content: at a: 1 or at /a: 1)",
          });
}

TEST_CASE("a path or an expression that is none is a broken spec, with its column") {
    CHECK(
        problem_of([] { expect(thing("/x").content.json("a..b", 1)); })
        == "thing \"/x\" content: the path \"a..b\", column 3: expected a name; write "
           "servers[0].name, [\"a.b\"], [-1], [*] or /a/json/pointer"
    );
    CHECK(
        problem_of([] { expect(thing("/x").content.yaml("a[x]", 1)); }
        ).find("column 3: expected a number, * or a name in quotes")
        != std::string::npos
    );
    CHECK(
        problem_of([] { expect(thing("/x").content.json("a[0", 1)); }).find("column 2: expected ]")
        != std::string::npos
    );
    CHECK(
        problem_of([] { expect(thing("/x").content.json("/a~2", 1)); }).find("~ is written ~0")
        != std::string::npos
    );
    CHECK(
        problem_of([] { expect(thing("/x").content.xpath("//a[", 1)); }).find("column")
        != std::string::npos
    );
    CHECK(
        problem_of([] { expect(thing("/x").size.fits(json("a", 1))); }
        ).find("a number has no \"json\"")
        != std::string::npos
    );
}

TEST_CASE("terms and versions are items and members of in, read by their own rules") {
    const auto found = collected([] {
        expect(thing("/x").address.in("10.0.0.1", "::1"));
        expect(thing("/x").addresses.contains("2001:db8::1"));
        expect(thing("/x").addresses == list("10.0.0.1"));
        expect(thing("/x").versions.contains("1.22"));
        expect(thing("/x").versions.every(at_least("1.22")));
        expect(thing("/x").versions.none(within_versions("< 1.22")));
        expect(thing("/x").version.in("1.0", "2.0"));
    });

    CHECK(found.problems.empty());
    CHECK(
        problem_of([] { expect(thing("/x").address.in("10.0.0.1", "nowhere")); })
        == "thing \"/x\" address: \"nowhere\" is not an IP address"
    );
    CHECK(
        problem_of([] { expect(thing("/x").addresses.contains("nowhere")); })
        == "thing \"/x\" addresses: \"nowhere\" is not an IP address"
    );
    for (const auto* bad : {"1 2", "a b"})
        CHECK(
            problem_of([&] { expect(thing("/x").versions.contains(bad)); }
            ).find("is no dpkg version")
            != std::string::npos
        );
    CHECK(
        problem_of([] { expect(thing("/x").version.within_versions(">= 1.2, << 2")); }
        ).find("column")
        != std::string::npos
    );
}

TEST_CASE("items that fit are counted by a literal or a Word") {
    const auto found = collected([] {
        expect(thing("/x").lines.exactly(1u, matches("^x")));
        expect(thing("/x").lines.at_least(var("port"), "x"));
        expect(thing("/x").lines.at_most(2l, contains("y")));
        expect(thing("/x").lines.fits(exactly(var("none", 3), "x")));
    });

    CHECK(found.problems.empty());
    CHECK(found.texts() == std::vector<std::string>{
              R"(thing "/x" lines: exactly 1 a match for /^x/)",
              R"(thing "/x" lines: at least 8080 "x")",
              R"(thing "/x" lines: at most 2 to contain "y")",
              R"(thing "/x" lines: exactly 3 "x")",
          });
    CHECK(
        problem_of([] { expect(thing("/x").lines.exactly(var("none", "many"), "x")); }
        ).find("\"many\" is not a number")
        != std::string::npos
    );
}

TEST_CASE("a scalar is compared with a number, a version, a text or a scalar") {
    const auto found = collected([] {
        expect(thing("/x").value < thing("/x").size);
        expect(thing("/x").value >= thing("/x").version);
        expect(thing("/x").value == thing("/x").version);
        expect(thing("/x").value == thing("/x").content);
        expect(thing("/x").value != thing("/x").value);
        expect(thing("/x").value > thing("/y").value);
        expect(thing("/x").map["k"] <= thing("/x").size);
        expect(thing("/x").names.is_subset_of(thing("/y").names));
    });

    CHECK(found.problems.empty());
    CHECK(found.texts()[1] == R"(thing "/x" value >= thing "/x" version)");
    CHECK(found.texts()[6] == R"(thing "/x" map member "k" <= thing "/x" size)");
    CHECK(found.texts()[7] == R"(thing "/x" names is_subset_of thing "/y" names)");
}

TEST_CASE("a word that has no meaning for what it stands on is a broken spec") {
    CHECK(
        problem_of([] { expect(thing("/x").names.contains_in_order("a", "b")); })
        == "thing \"/x\" names: this list is a set, which has no order for \"contains_in_order\"; "
           "contains(…) asks for items in any order"
    );
    CHECK(
        problem_of([] { expect(thing("/x").names.fits(contains_run("a"))); }).find("is a set")
        != std::string::npos
    );
    CHECK(
        problem_of([] { expect(thing("/x").content.contains(starts_with("a"))); })
        == "thing \"/x\" content: what a text contains is a text; write fits(contains(\"a\") and "
           "matches(\"b\"))"
    );
    const auto of_sequences = collected([] {
        expect(thing("/x").lines.contains_in_order("a", starts_with("b")));
        expect(thing("/x").lines.contains_run("a", "b"));
        expect(thing("/x").map.contains("k"));
        expect(thing("/x").map.has_length(at_least(1)));
    });
    CHECK(of_sequences.problems.empty());
}
