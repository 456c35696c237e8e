#include "framework/base/yaml/yaml.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

std::string as_json(std::string_view text) {
    return to_text(to_json(parse_yaml(text, "x.yaml").at(0)));
}

std::string refused(std::string_view text) {
    try {
        (void)parse_yaml(text, "x.yaml");
    } catch (const Broken& broken) {
        return broken.what();
    }
    return "taken";
}

}  // namespace

TEST_CASE("scalars stay the text they are") {
    CHECK(
        as_json("{a: no, b: 1.10, c: 0644, d: ~, e: 'x'}")
        == R"({"a":"no","b":"1.10","c":"0644","d":null,"e":"x"})"
    );
}

TEST_CASE("quotes are remembered and places are known") {
    const auto node = parse_yaml("a:\n  - '3'\n  - 3\n", "x.yaml").at(0);
    const auto& list = *node.as<Yaml::Mapping>()->at(0).value.as<Yaml::Sequence>();

    CHECK(list[0].as<Yaml::Scalar>()->quoted);
    CHECK_FALSE(list[1].as<Yaml::Scalar>()->quoted);
    CHECK(to_string(list[1].where) == "x.yaml:3:5");
}

TEST_CASE("a comma that the library never gets past is no YAML") {
    for (const auto* text : {",", "a: 1\n---\n,", ", x"})
        CHECK(refused(text).find("this is not YAML") != std::string::npos);
}

TEST_CASE("an alias is what its anchor is, at its own place") {
    CHECK(
        as_json("{a: &x [1, {b: 2}], c: *x, d: &y z, e: *y}")
        == R"({"a":["1",{"b":"2"}],"c":["1",{"b":"2"}],"d":"z","e":"z"})"
    );
    const auto node = parse_yaml("a: &x 1\nb: *x\n", "x.yaml").at(0);
    CHECK(to_string(node.as<Yaml::Mapping>()->at(1).value.where) == "x.yaml:2:4");
}

TEST_CASE("several documents, and none") {
    CHECK(parse_yaml("a: 1\n---\nb: 2\n", "x.yaml").size() == 2);
    CHECK(parse_yaml("", "x.yaml").empty());
}

TEST_CASE("what yaml-cpp lets pass is refused: equal keys, bombs, keys that are lists") {
    CHECK(refused("a: 1\nb: 2\na: 3\n") == "x.yaml:3:1: the key \"a\" stands twice");
    CHECK(refused("[a]: 1\n").find("a key must be a plain text") != std::string::npos);
    CHECK(refused("a: [\n") != "taken");
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 9; ++i) {
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int j = 0; j < 10; ++j)
            bomb += "*a" + std::to_string(i - 1) + (j < 9 ? ", " : "]\n");
    }
    CHECK(refused(bomb).find("do aliases multiply?") != std::string::npos);
    CHECK(refused(std::string(5000, '[')) != "taken");
    std::string nested;
    for (int i = 0; i < 90; ++i)
        nested += "[&a" + std::to_string(i) + " ";
    std::string many;
    for (int i = 0; i < 2000; ++i)
        many += "x, ";
    CHECK(refused("&a [*a]").find("within what it names") != std::string::npos);
    CHECK(refused(nested + "[" + many + "]" + std::string(90, ']')) != "taken");
}
