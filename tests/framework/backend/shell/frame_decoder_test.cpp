#include "framework/backend/shell/frame_decoder.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <vector>

using muster::FrameDecoder;
using muster::Section;

namespace {

std::vector<Section> sections_of(FrameDecoder& decoder) {
    std::vector<Section> sections;
    while (auto section = decoder.take())
        sections.push_back(std::move(*section));
    return sections;
}

}  // namespace

TEST_CASE("bytes between two lines of ours come out as they went in, NUL and newlines too") {
    FrameDecoder decoder("mark");
    const std::string bytes("a\0b\n\nmar\n", 9);

    decoder.feed("\nmark 1 data\n" + bytes + "\nmark 1 end 0\n");

    const auto sections = sections_of(decoder);
    REQUIRE(sections.size() == 2);
    CHECK(sections[0].words == "1 data");
    CHECK(sections[0].bytes.empty());
    CHECK(sections[1].words == "1 end 0");
    CHECK(sections[1].bytes == bytes);
}

TEST_CASE("the pieces in which bytes arrive make no difference") {
    const std::string stream =
        "noise\nmark 1 data\n" + std::string(300, '\n') + "\nmark 1 end 0\n\nmark 2 end 1\n";
    FrameDecoder whole("mark");
    whole.feed(stream);
    const auto expected = sections_of(whole);

    for (std::size_t size = 1; size < 40; ++size) {
        FrameDecoder decoder("mark");
        for (std::size_t at = 0; at < stream.size(); at += size)
            decoder.feed(std::string_view(stream).substr(at, size));

        const auto sections = sections_of(decoder);
        REQUIRE(sections.size() == expected.size());
        for (std::size_t i = 0; i < sections.size(); ++i) {
            CHECK(sections[i].words == expected[i].words);
            CHECK(sections[i].bytes == expected[i].bytes);
        }
    }
}

TEST_CASE("a text that looks like our line and is not at the start of one is bytes") {
    FrameDecoder decoder("mark");

    decoder.feed("x mark 1 end 0\n\nmarK 1 end 0\n\nmark1 end\n\nmark 1 end 0\n");

    const auto sections = sections_of(decoder);
    REQUIRE(sections.size() == 1);
    CHECK(sections[0].bytes == "x mark 1 end 0\n\nmarK 1 end 0\n\nmark1 end\n");
    CHECK_FALSE(decoder.is_garbled());
}

TEST_CASE("a flood is counted and forgotten, and the next section is whole again") {
    FrameDecoder decoder("mark");
    decoder.allow(1000);

    for (int i = 0; i < 100; ++i)
        decoder.feed(std::string(10'000, 'x'));
    CHECK(decoder.is_too_large());
    CHECK(decoder.open_section().size() < 2000);
    decoder.feed("\nmark 1 end 0\nabc\nmark 2 end 0\n");

    const auto sections = sections_of(decoder);
    REQUIRE(sections.size() == 2);
    CHECK(sections[0].too_large);
    CHECK(sections[0].bytes == std::string(1000, 'x'));
    CHECK_FALSE(sections[1].too_large);
    CHECK(sections[1].bytes == "abc");
}

TEST_CASE("a section of exactly the limit is whole") {
    FrameDecoder decoder("mark");
    decoder.allow(10);

    decoder.feed(
        std::string(10, 'x') + "\nmark 1 end 0\n" + std::string(11, 'y') + "\nmark 2 end 0\n"
    );

    const auto sections = sections_of(decoder);
    REQUIRE(sections.size() == 2);
    CHECK_FALSE(sections[0].too_large);
    CHECK(sections[1].too_large);
}

TEST_CASE("a line of ours with strange words makes the stream garbled, not wrong") {
    FrameDecoder decoder("mark");

    decoder.feed("\nmark 1 data\nx\nmark $(id)\n\nmark 1 end 0\n");

    CHECK(decoder.is_garbled());
    CHECK(sections_of(decoder).size() == 1);
}

TEST_CASE("random bytes make no section and never more than the limit in memory") {
    std::mt19937 random(42);  // NOLINT(cert-msc51-cpp): the same bytes every time
    FrameDecoder decoder("mark");
    decoder.allow(500);

    for (int i = 0; i < 2000; ++i) {
        std::string piece(random() % 200, ' ');
        for (auto& letter : piece)
            letter = "\nmark 01\0xz"[random() % 11];
        decoder.feed(piece);
        REQUIRE((decoder.is_garbled() or decoder.open_section().size() < 1000));
    }
}
