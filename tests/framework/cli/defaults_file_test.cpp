#include "framework/cli/defaults_file.hpp"

#include "framework/base/error.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

std::string refused(std::string_view text) {
    try {
        (void)parse_defaults(text, "muster.yaml");
    } catch (const Broken& broken) {
        return broken.what();
    }
    return "taken";
}

}  // namespace

TEST_CASE("muster.yaml gives options by their names, and variables") {
    const auto defaults = parse_defaults(
        "target: [ssh://a, ssh://b]\njobs: 4\nsudo: true\nstrict: false\nvars: {port: 010, on: [a, "
        "no]}\n",
        "muster.yaml"
    );

    CHECK(defaults.options.at("--target") == std::vector<std::string>{"ssh://a", "ssh://b"});
    CHECK(defaults.options.at("--jobs") == std::vector<std::string>{"4"});
    CHECK(defaults.options.contains("--sudo"));
    CHECK_FALSE(defaults.options.contains("--strict"));
    CHECK(to_text(defaults.variables) == R"({"port":"010","on":["a","no"]})");
}

TEST_CASE("the command line wins, and a command takes only what it knows") {
    Arguments arguments;
    arguments.command = "list";
    arguments.options["--tag"] = {"web"};

    apply(parse_defaults("tag: [db]\njobs: 4\nrole: proxy\n", "muster.yaml"), arguments);

    CHECK(arguments.all("--tag") == std::vector<std::string>{"web"});
    CHECK(arguments.all("--role") == std::vector<std::string>{"proxy"});
    CHECK_FALSE(arguments.has("--jobs"));
}

TEST_CASE("a slip in muster.yaml is told with its place and the nearest right word") {
    CHECK(refused("jbos: 4\n") == "muster.yaml:1:7: unknown key \"jbos\"; did you mean \"jobs\"?");
    CHECK(refused("jobs: 4\njobs: 5\n") == "muster.yaml:2:1: the key \"jobs\" stands twice");
    CHECK(refused("sudo: yes\n") == "muster.yaml:1:7: sudo is true or false, not \"yes\"");
    CHECK(refused("jobs: [1, 2]\n") == "muster.yaml:1:7: jobs takes one value, not a list");
    CHECK(refused("- a\n") == "muster.yaml:1:1: expected keys and values");
    CHECK(refused("jobs: [\n").find("muster.yaml:2:1: ") == 0);
    CHECK(refused("") == "taken");
}
