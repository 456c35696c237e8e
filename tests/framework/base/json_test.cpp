#include "framework/base/json/json.hpp"

#include "framework/base/crypto/base64.hpp"
#include "framework/base/error.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

std::string again(std::string_view text) {
    return to_text(parse_json(text));
}

std::string refused(std::string_view text) {
    try {
        (void)parse_json(text, "x.json");
    } catch (const Broken& broken) {
        return broken.what();
    }
    return "taken";
}

}  // namespace

TEST_CASE("members keep their order and values their kind") {
    CHECK(
        again(R"({"b": [1, 2.5, true, null], "a": {"": "x"}})")
        == R"({"b":[1,2.5,true,null],"a":{"":"x"}})"
    );
    CHECK(again("-9223372036854775808") == "-9223372036854775808");
    CHECK(again("\"日本\"") == "\"日本\"");
}

TEST_CASE("what is no JSON is refused with its place") {
    CHECK(refused("{\n  \"a\": }").find("x.json:2:") == 0);
    CHECK(refused("") != "taken");
    CHECK(refused("1 2") != "taken");
    CHECK(
        refused(R"({"a": 1, "a": 2})").find("the member \"a\" stands twice") != std::string::npos
    );
    CHECK(refused(std::string(100'000, '[')).find("nested too deeply") != std::string::npos);
}

TEST_CASE("any bytes survive as JSON") {
    const std::string bytes("\x00\xFF\n\"", 4);

    CHECK(bytes_from_json(parse_json(to_text(bytes_to_json(bytes)))) == bytes);
    CHECK(bytes_to_json("plain") == Json("plain"));
    CHECK_THROWS_AS(bytes_from_json(Json(3)), Broken);
    CHECK_THROWS_AS(bytes_from_json(parse_json(R"({"base64": "?"})")), Broken);
}

TEST_CASE("base64 is RFC 4648, and only what it would have written is read") {
    CHECK(to_base64("") == "");
    CHECK(to_base64("f") == "Zg==");
    CHECK(to_base64("foobar") == "Zm9vYmFy");
    CHECK(from_base64("Zm8=") == "fo");
    CHECK_FALSE(from_base64("Zm8"));
    CHECK_FALSE(from_base64("Zm9="));  // bits that no byte is made of
    CHECK_FALSE(from_base64("===="));
    CHECK_FALSE(from_base64("Zm 8="));
}
