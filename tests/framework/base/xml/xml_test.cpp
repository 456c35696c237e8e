#include "framework/base/xml/xml.hpp"

#include <catch2/catch.hpp>
#include <pugixml.hpp>

using namespace muster;

namespace {

/// What a reader of the document finds as attribute and text.
std::pair<std::string, std::string> read_back(const std::string& content) {
    const auto document = to_text(XmlElement{"a", {{"b", content}}, {}, content});
    pugi::xml_document parsed;
    REQUIRE(parsed.load_buffer(document.data(), document.size()));
    return {parsed.child("a").attribute("b").value(), parsed.child("a").text().get()};
}

}  // namespace

TEST_CASE("an XML document is indented, in UTF-8 and declared") {
    XmlElement root{"suites", {{"name", "日本 & <more>"}}};
    root.add({"suite", {}, {}, "text"});
    root.add({"suite"});

    CHECK(
        to_text(root)
        == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<suites name=\"日本 &amp; &lt;more>\">\n"
           "  <suite>text</suite>\n"
           "  <suite />\n"
           "</suites>\n"
    );
}

TEST_CASE("markup in texts and attributes comes back as it was") {
    const std::string markup = "<!-- --> ]]> <![CDATA[ &amp; \" ' </a> <?x?>\n\tnext  line ";

    CHECK(read_back(markup) == std::pair(markup, markup));
}

TEST_CASE("what XML 1.0 cannot hold is replaced by U+FFFD") {
    using namespace std::string_view_literals;

    CHECK(xml_text("a\0b\x1b[31m\x08\r"sv) == "a\uFFFDb\uFFFD[31m\uFFFD\uFFFD");
    CHECK(xml_text("\xFF\xC3(\xED\xA0\x80") == "\uFFFD\uFFFD(\uFFFD\uFFFD\uFFFD");
    CHECK(xml_text("\uFFFE\uFFFF \U0001F600") == "\uFFFD\uFFFD \U0001F600");
}

TEST_CASE("characters that reorder or hide text are replaced, too") {
    CHECK(xml_text("a\u202Eb\u009Bc") == "a\uFFFDb\uFFFDc");
}
