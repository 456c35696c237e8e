// Pieces of an image that are not what their digests say, and archives that are cut short or have no end.

#include "framework/backend/image/image_archive.hpp"
#include "tests/framework/backend/image/asked_image.hpp"
#include "tests/framework/backend/image/image_layout.hpp"
#include "tests/support/compressed.hpp"
#include "tests/support/tar_bytes.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace muster;
using namespace muster::tests;
using Catch::Contains;

namespace {

const Deadline minute(std::chrono::seconds(60));

/// Why an image does not open, or what it has in /a.
std::string told(const std::string& path, const LayerLimits& limits = {}) {
    try {
        return AskedImage(open_image(path, {}, limits, minute)).text("/a");
    } catch (const CannotTell& why) {
        return why.message;
    }
}

std::string layer_with(const std::string& text) {
    return TarBytes().file("a", text).bytes();
}

std::string sha256(const std::string& bytes) {
    return hex_digest(DigestAlgorithm::sha256, bytes);
}

constexpr const char* of_z = R"(,"platform":{"os":"linux","architecture":"s390x"})";

/// What docker save wrote: one layer, and a configuration that says that it is `diff_ids`.
std::string saved(const std::string& layer, const std::string& diff_ids) {
    return TarBytes()
        .file("l.tar", layer)
        .file("c.json", fmt::format(R"({{"rootfs":{{"diff_ids":[{}]}}}})", diff_ids))
        .file("manifest.json", R"([{"Config":"c.json","Layers":["l.tar"]}])")
        .bytes();
}

}  // namespace

TEST_CASE("a piece that is not what it is named after is refused") {
    const Layout layout;
    const auto layer = layout.piece(layer_with("in"));
    const auto configuration = layout.piece("{}");
    const auto manifest = layout.piece(fmt::format(
        R"({{"config":{{"digest":"{}"}},"layers":[{{"digest":"{}"}}]}})", configuration, layer
    ));
    const auto of_one = fmt::format(R"({{"digest":"{}"}})", manifest);
    layout.index(of_one);
    REQUIRE(told(layout.path()) == "in");
    const auto spoilt = [&](const std::string& digest, const std::string& bytes) {
        write_file(layout.path_of(digest), bytes, 0644);
        return told(layout.path());
    };
    const auto expected = [](const std::string& digest, const std::string& bytes) {
        return fmt::format(
            "blobs/sha256/{} is not what it is named after: its SHA-256 is {}",
            digest.substr(7),
            sha256(bytes)
        );
    };

    SECTION("its layer") {
        CHECK(spoilt(layer, layer_with("no")) == expected(layer, layer_with("no")));
        CHECK(spoilt(layer, "none") == expected(layer, "none"));
    }
    SECTION("its layer, behind the end of the archive") {
        const auto longer = layer_with("in") + std::string(70'000, '\0') + "x";
        CHECK(spoilt(layer, longer) == expected(layer, longer));
    }
    SECTION("its configuration") {
        CHECK(spoilt(configuration, "{ }") == expected(configuration, "{ }"));
        CHECK(spoilt(configuration, "none") == expected(configuration, "none"));
    }
    SECTION("its manifest, even where it cannot be read any more") {
        CHECK(spoilt(manifest, "{") == expected(manifest, "{"));
    }
    SECTION("an index that names it") {
        const auto index = layout.piece(fmt::format(R"({{"manifests":[{}]}})", of_one));
        layout.index(fmt::format(
            R"({{"digest":"{}","mediaType":"application/vnd.oci.image.index.v1+json"}})", index
        ));
        REQUIRE(told(layout.path()) == "in");
        CHECK(spoilt(index, "{}") == expected(index, "{}"));
    }
}

TEST_CASE("what an image does not use may be whatever it is") {
    const Layout layout;
    const auto other = layer_with("of z");
    layout.index(
        layout.image({other}, of_z, "[]", "s390x") + ","
        + layout.image({layer_with("in") + std::string(70'000, '\0')})
    );
    write_file(layout.path_of(layout.piece(other)), layer_with("none"), 0644);
    CHECK(told(layout.path()) == "in");
}

TEST_CASE("layers that have no digest for a name are those of which the configuration tells") {
    const PublicFolder folder;
    const auto layer = layer_with("in");
    const auto packed = gzipped(layer);
    const auto right = fmt::format(R"("sha256:{}")", sha256(layer));
    const auto told_of = [&](const std::string& bytes, const std::string& diff_ids) {
        return told(folder.file("saved.tar", saved(bytes, diff_ids)));
    };

    CHECK(told_of(layer, right) == "in");
    CHECK(told_of(packed, right) == "in");
    CHECK(told(folder.file("saved.tgz", gzipped(saved(packed, right)))) == "in");
    CHECK(
        told_of(packed, R"("sha256:aa")")
        == fmt::format(
            "l.tar is not the layer of which the configuration tells: it is sha256:{}, not "
            "\"sha256:aa\"",
            sha256(layer)
        )
    );
    CHECK_THAT(told_of(layer, R"("sha256:aa")"), Contains("not the layer of which"));
    CHECK_THAT(told_of(layer, ""), Contains("not the layer of which"));
}

TEST_CASE("an archive that is cut short is none, wherever it is cut") {
    const PublicFolder folder;
    std::string text;
    for (int i = 0; i < 100'000; ++i)
        text += std::to_string(i * 7919);
    const auto whole = gzipped(saved(gzipped(layer_with(text)), ""));
    for (const auto part : {2U, 3U, 10U})
        CHECK_THAT(
            told(folder.file("cut.tgz", whole.substr(0, whole.size() / part))),
            Contains("cut.tgz: no readable archive")
        );
}

TEST_CASE("little that unpacks to much is refused, whatever it is packed in") {
    const PublicFolder folder;
    const auto bomb = gzipped(TarBytes().file("a", std::string(8UL << 20, '\0')).bytes());
    const auto behind = gzipped(layer_with("in") + std::string(8UL << 20, '\0'));
    const LayerLimits limits{.unpacked = 1UL << 20};
    const auto told_of = [&](const std::string& archive) {
        return told(folder.file("saved.tar", archive), limits);
    };
    CHECK_THAT(told_of(saved(bomb, "")), Contains("1048576 bytes"));
    CHECK_THAT(told_of(saved(behind, "")), Contains("1048576 bytes"));
    CHECK_THAT(told_of(gzipped(saved(bomb, ""))), Contains("1048576 bytes"));
    const auto named = "blobs/sha256/" + sha256(bomb);
    CHECK_THAT(told_of(TarBytes().file(named, bomb).bytes()), Contains("1048576 bytes"));
}
