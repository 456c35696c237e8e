#include "framework/base/archive/archive.hpp"

#include "tests/support/compressed.hpp"
#include "tests/support/tar_bytes.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace muster;
using namespace muster::tests;

namespace {

struct Enough : std::exception {};

/// Piece by piece; throws instead of giving more than `most` bytes.
ArchiveReader::Supply pieces_of(const std::string& bytes, std::size_t most = std::string::npos) {
    return [bytes, most, at = std::size_t{0}](std::uint64_t) mutable {
        if (at >= most)
            throw Enough();
        constexpr std::size_t size = 1000;
        const auto piece = std::string_view(bytes).substr(std::min(at, bytes.size()), size);
        at += piece.size();
        return piece;
    };
}

std::string numbers() {
    std::string text;
    for (int i = 0; i < 100'000; ++i)
        text += std::to_string(i * 7919);
    return text;
}

std::string rest_of(ArchiveReader& archive) {
    std::string bytes;
    for (auto piece = archive.piece(); not piece.empty(); piece = archive.piece())
        bytes += piece;
    return bytes;
}

void read_all(ArchiveReader::Supply supply) {
    ArchiveReader archive(std::move(supply), [](std::uint64_t) {});
    while (archive.next())
        (void)rest_of(archive);
}

}  // namespace

TEST_CASE("what the supply throws comes out as it is, wherever the reading stands") {
    const auto tar = TarBytes().file("a", numbers()).file("b", numbers()).bytes();
    for (const auto& bytes : {tar, gzipped(tar)})
        for (const auto part : {1U, 2U, 3U, 4U, 5U, 6U, 7U}) {
            CHECK_THROWS_AS(read_all(pieces_of(bytes, bytes.size() * part / 8)), Enough);
            CHECK_THROWS_AS(read_all(pieces_of(bytes, 0)), Enough);
        }
}

TEST_CASE("an archive may be left half read") {
    const auto bytes = gzipped(TarBytes().file("a", numbers()).file("b", "").bytes());
    ArchiveReader archive(pieces_of(bytes), [](std::uint64_t) {});
    CHECK(archive.next()->path == "a");
    CHECK_FALSE(archive.piece().empty());
}

TEST_CASE("a compressed archive that is cut short is a bad one") {
    const auto bytes = gzipped(TarBytes().file("a", numbers()).bytes());
    CHECK_THROWS_AS(read_all(pieces_of(bytes.substr(0, bytes.size() / 2))), BadArchive);
}

TEST_CASE("bare bytes are one entry, unpacked to their end") {
    const auto bytes = TarBytes().file("a", numbers()).bytes() + std::string(100'000, '\0') + "end";
    for (const auto& packed : {bytes, gzipped(bytes)}) {
        ArchiveReader archive(
            pieces_of(packed), [](std::uint64_t) {}, ArchiveReader::Form::bare
        );
        REQUIRE(archive.next());
        CHECK(rest_of(archive) == bytes);
        CHECK(archive.unpacked() == bytes.size());
        CHECK_FALSE(archive.next());
    }
}
