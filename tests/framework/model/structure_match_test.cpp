// json, yaml and xpath: a text as data.
#include "framework/model/match.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

const std::string json_text = R"({
  "server": {"listen": 80, "name": "a", "tls": true, "none": null},
  "ports": [22, 80],
  "users": [{"name": "ann", "uid": 7}, {"name": "bob"}],
  "a.b": "dotted", "c/d": "slashed"
})";

const std::string yaml_text = "server: &s\n"
                              "  listen: 80\n"
                              "  version: 1.10\n"
                              "  mask: 0o22\n"
                              "  debug: no\n"
                              "  tls: True\n"
                              "  none: ~\n"
                              "services:\n"
                              "  web: {image: nginx}\n"
                              "  db: {image: postgres}\n"
                              "copy: *s\n";

const std::string xml_text =
    R"(<?xml version="1.0"?><zone target="DROP"><port n="22"/><port n="80">web</port><note>a<b>c</b></note></zone>)";

Matcher at(std::string word, std::string path, Matcher part) {
    return {std::move(word), {Value(std::move(path))}, {std::move(part)}};
}

Matcher item(std::string text) {
    return equals(Value(std::move(text)));
}

/// "yes", or what is told.
std::string told(const Matcher& matcher, const std::string& text) {
    const auto result = match(matcher, Value(text), Instant{});
    return result.truth == Truth::yes ? "yes" : result.message;
}

Truth truth(const Matcher& matcher, const std::string& text) {
    return match(matcher, Value(text), Instant{}).truth;
}

std::string json(std::string path, Matcher part) {
    return told(at("json", std::move(path), std::move(part)), json_text);
}

std::string yaml(std::string path, Matcher part) {
    return told(at("yaml", std::move(path), std::move(part)), yaml_text);
}

std::string xpath(std::string expression, Matcher part) {
    return told(at("xpath", std::move(expression), std::move(part)), xml_text);
}

const Matcher is_set{"is_set", {}, {}};

}  // namespace

TEST_CASE("a value in JSON is found by its path, and a failure names the path") {
    CHECK(json("server.listen", equals(80)) == "yes");
    CHECK(json("server.listen", equals(443)) == "at server.listen: expected 443, is 80");
    CHECK(
        json("server.listen", negated(equals(80)))
        == "at server.listen: expected anything but 80, is 80"
    );
    CHECK(json("server.tls", item("true")) == "yes");
    CHECK(json("users[0].name", item("ann")) == "yes");
    CHECK(json("users[-1].name", item("bob")) == "yes");
    CHECK(json(R"(["a.b"])", item("dotted")) == "yes");
    CHECK(json("['a.b']", item("dotted")) == "yes");
    CHECK(json("/users/1/name", item("bob")) == "yes");
    CHECK(json("/c~1d", item("slashed")) == "yes");
    CHECK(json("/users/01/name", is_set) == "at /users/01/name: not set");
}

TEST_CASE("what is not there is not set, as null is; only is_set judges it") {
    CHECK(json("server.nothing", equals(1)) == "at server.nothing: not set");
    CHECK(truth(at("json", "server.nothing", equals(1)), json_text) == Truth::absent);
    CHECK(truth(negated(at("json", "server.nothing", equals(1))), json_text) == Truth::absent);
    CHECK(json("server.nothing", negated(is_set)) == "yes");
    CHECK(truth(negated(at("json", "server.none", is_set)), json_text) == Truth::yes);
    CHECK(json("users[2].name", negated(is_set)) == "yes");
}

TEST_CASE("lists and maps in data know the words of lists and maps") {
    const Matcher names{"contains", {}, {item("bob")}};

    CHECK(json("ports", equals(List{{22, 80}, true})) == "yes");
    CHECK(json("ports", Matcher{"contains", {}, {item("80")}}) == "yes");
    CHECK(json("users[*].name", names) == "yes");
    CHECK(json("users[*].uid", Matcher{"has_length", {}, {equals(1)}}) == "yes");
    CHECK(json("none[*].name", names) == "at none[*].name: not set");
    CHECK(json("server", Matcher{"contains", {}, {item("tls")}}) == "yes");
    CHECK(
        yaml("services[*].image", Matcher{"every", {}, {Matcher{"starts_with", {"n"}, {}}}})
        == "at services[*].image: 1 of 2 do not: \"postgres\""
    );
}

TEST_CASE("a text that is no JSON is of the wrong kind, negated or not") {
    const auto twice = at("json", "a", equals(1));

    CHECK(told(twice, "{\"a\": 1,}").starts_with("is no JSON: line 1"));
    CHECK(told(twice, "{\"a\": 1, \"a\": 1}") == "is no JSON: the member \"a\" stands twice");
    CHECK(truth(negated(twice), "{") == Truth::absent);
    CHECK(truth(twice, std::string(100'000, '[')) == Truth::absent);
}

TEST_CASE("YAML is read by the core schema") {
    CHECK(yaml("server.listen", equals(80)) == "yes");
    CHECK(yaml("server.version", item("1.10")) == "yes");
    CHECK(yaml("server.mask", equals(18)) == "yes");
    CHECK(yaml("server.debug", item("no")) == "yes");
    CHECK(yaml("server.tls", item("true")) == "yes");
    CHECK(yaml("server.none", negated(is_set)) == "yes");
    CHECK(yaml("copy.listen", equals(80)) == "yes");
    CHECK(told(at("yaml", "a", item("0x10")), "a: '0x10'") == "yes");
    CHECK(told(at("yaml", "a", equals(16)), "a: 0x10") == "yes");
    CHECK(told(at("yaml", "a", equals(1000)), "a: +1e+3") == "yes");
    CHECK(told(at("yaml", "a", equals(1)), "a: 1\n---\na: 2\n") == "yes");
}

TEST_CASE("YAML with a key twice, a tag or aliases that multiply is of the wrong kind") {
    const auto a = at("yaml", "a", equals(1));
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 9; ++i) {
        const auto last = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
        for (int j = 0; j < 9; ++j)
            bomb += ", " + last;
        bomb += "]\n";
    }

    CHECK(told(a, "a: 1\na: 2\n") == "is no YAML: line 2, column 1: the key \"a\" stands twice");
    CHECK(told(a, "a: !vault x\n") == "is no YAML: line 1, column 4: the tag !vault is not read");
    CHECK(told(a, bomb).find("do aliases multiply?") != std::string::npos);
    CHECK(truth(negated(a), "a: [") == Truth::absent);
}

TEST_CASE("XPath finds the text of the first node, and all nodes for words of lists") {
    CHECK(xpath("/zone/@target", item("DROP")) == "yes");
    CHECK(xpath("//port/@n", equals(22)) == "yes");
    CHECK(xpath("//port[@n=80]", item("web")) == "yes");
    CHECK(xpath("//note", item("ac")) == "yes");
    CHECK(xpath("count(//port)", equals(3)) == "at count(//port): expected 3, is 2");
    CHECK(xpath("boolean(//port)", item("true")) == "yes");
    CHECK(xpath("//port/@n", Matcher{"has_length", {}, {equals(2)}}) == "yes");
    CHECK(xpath("//port/@n", Matcher{"every", {}, {Matcher{"at_least", {22}, {}}}}) == "yes");
    CHECK(xpath("//none", negated(is_set)) == "yes");
    CHECK(xpath("//none", equals(1)) == "at //none: not set");
}

TEST_CASE("XML resolves no entity of its own, and what is no XML is of the wrong kind") {
    const auto root = at("xpath", "/r", item("&x;"));

    CHECK(
        told(root, R"(<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>)") == "yes"
    );
    CHECK(told(at("xpath", "/r", item("<&>")), "<r>&lt;&amp;&gt;</r>") == "yes");
    CHECK(told(root, "<r>").starts_with("is no XML: "));
    CHECK(truth(negated(root), "no xml") == Truth::absent);
}
