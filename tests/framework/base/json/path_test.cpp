#include "framework/base/json/path.hpp"

#include "framework/base/error.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

const Json data = parse_json(
    R"({"a": {"b": [1, 2, {"c": 3}]}, "a.b": 4, "": 5, "x]y": 6, "m": {"p": 7, "q": 8}, "0": 9})"
);

/// All values there, as JSON.
std::string at(std::string_view path) {
    Json::Array found;
    for (const auto* value : DataPath::parse(path).values_in(data))
        found.push_back(*value);
    return to_text(Json(std::move(found)));
}

std::string fault(std::string_view path) {
    try {
        (void)DataPath::parse(path);
        return "";
    } catch (const Broken& broken) {
        return broken.message();
    }
}

}  // namespace

TEST_CASE("a path names members, items from either end, and all of them") {
    CHECK(at("a.b[0]") == "[1]");
    CHECK(at("a.b[-1].c") == "[3]");
    CHECK(at("a.b[3]") == "[]");
    CHECK(at("a.b[-4]") == "[]");
    CHECK(at(R"(["a.b"])") == "[4]");
    CHECK(at(R"(['x]y'])") == "[6]");
    CHECK(at(R"([""])") == "[5]");
    CHECK(at("a.b[*]") == R"([1,2,{"c":3}])");
    CHECK(at("a.b[*].c") == "[3]");
    CHECK(at("m[*]") == "[7,8]");
    CHECK(at("a.b.c") == "[]");
    CHECK(at("m.p.q") == "[]");
}

TEST_CASE("a JSON pointer names members and items, as RFC 6901 has it") {
    CHECK(at("/a/b/2/c") == "[3]");
    CHECK(at("/a.b") == "[4]");
    CHECK(at("/") == "[5]");
    CHECK(at("/0") == "[9]");
    CHECK(at("/a/b/-1") == "[]");
    CHECK(at("/a/b/02") == "[]");
}

TEST_CASE("the empty path is the whole") {
    CHECK(at("") == "[" + to_text(data) + "]");
}

TEST_CASE("what is no path says where it ends to be one") {
    CHECK(fault("a..b") == "the path \"a..b\", column 3: expected a name");
    CHECK(fault(".a") == "the path \".a\", column 1: expected a name");
    CHECK(fault("a.") == "the path \"a.\", column 3: expected a name");
    CHECK(fault("a[0]b") == "the path \"a[0]b\", column 5: expected . or [");
    CHECK(fault("a[") == "the path \"a[\", column 2: expected ]");
    CHECK(fault("a[x]") == "the path \"a[x]\", column 3: expected a number, * or a name in quotes");
    CHECK(fault("a['b") == "the path \"a['b\", column 2: expected '] at the end of the name");
    CHECK(fault("/a~2") == "the path \"/a~2\", column 3: ~ is written ~0, and / is ~1");
}
