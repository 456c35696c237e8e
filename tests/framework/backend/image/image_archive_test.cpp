// Images of containers: layers one over the other, hostile ones, and which of several is meant.

#include "framework/backend/image/image_archive.hpp"

#include "tests/framework/backend/image/asked_image.hpp"
#include "tests/framework/backend/image/image_layout.hpp"
#include "tests/framework/backend/local/public_folder.hpp"
#include "tests/support/tar_bytes.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace muster;
using namespace muster::tests;
using Catch::Contains;

namespace {

const Deadline minute(std::chrono::seconds(60));

std::unique_ptr<FileTree> open(
    const std::string& path, const ImageChoice& choice = {}, const LayerLimits& limits = {}
) {
    return open_image(path, choice, limits, minute);
}

AskedImage image_of(const std::vector<TarBytes>& layers, const LayerLimits& limits = {}) {
    static std::vector<std::unique_ptr<Layout>>
        layouts;  // files are read again while an image is asked
    layouts.push_back(std::make_unique<Layout>());
    auto& layout = *layouts.back();
    std::vector<std::string> bytes;
    for (const auto& layer : layers)
        bytes.push_back(layer.bytes());
    layout.index(layout.image(bytes));
    return AskedImage(open(layout.path(), {}, limits));
}

CannotTell trouble(
    const std::string& path, const ImageChoice& choice = {}, const LayerLimits& limits = {}
) {
    try {
        (void)open(path, choice, limits);
    } catch (const CannotTell& why) {
        return why;
    }
    return {Kind::failed, "it opened"};
}

CannotTell trouble_of(const TarBytes& layer, const LayerLimits& limits = {}) {
    Layout layout;
    layout.index(layout.image({layer.bytes()}));
    return trouble(layout.path(), {}, limits);
}

}  // namespace

TEST_CASE("a hole without an end ends at the limit, wherever it is") {
    constexpr std::uint64_t endless = 1ULL << 62U;
    const LayerLimits limits{.unpacked = 1ULL << 20U};
    TarBytes layer;
    layer.sparse(
        "usr/bin/app",
        "\x7f"
        "ELF",
        endless
    );
    auto image = image_of({layer}, limits);
    CHECK(image.to(Stat{"/usr/bin/app"})->size == endless);
    const auto answer = image.ask(Digest{"/usr/bin/app"});
    REQUIRE(std::holds_alternative<CannotTell>(answer));
    CHECK(std::get<CannotTell>(answer).kind == Kind::too_large);

    const PublicFolder folder;
    TarBytes archive;
    archive.sparse("x", "{", endless);
    const auto why = trouble(folder.file("saved.tar", archive.bytes()), {}, limits);
    CHECK(why.kind == Kind::too_large);
}

TEST_CASE("extended attributes of a file come with the layer that brought it") {
    TarBytes below;
    below.attribute("user.note", "below").file("etc/a", "1");
    below.attribute("user.note", "gone").file("etc/b", "1");
    TarBytes above;
    above.attribute("user.note", std::string("a\0b", 3)).attribute("security.x", "y").folder("srv");
    above.file("etc/b", "2").hard_link("etc/same", "etc/a");
    auto image = image_of({below, above});
    using Attributes = std::map<std::string, std::string>;
    const auto of = [&](const char* path) { return image.to(Marks{path})->attributes.value(); };
    CHECK(of("/etc/a") == Attributes{{"user.note", "below"}});
    CHECK(of("/etc/same") == Attributes{{"user.note", "below"}});
    CHECK(of("/etc/b").empty());
    CHECK_FALSE(image.to(Marks{"/etc/a"})->flags);
    CHECK_FALSE(image.to(Marks{"/etc/none"}));
}

TEST_CASE("a layer lies over those below it") {
    auto image = image_of(
        {TarBytes()
             .folder("etc")
             .file("etc/kept", "low")
             .file("etc/changed", "low")
             .file("etc/gone", "low")
             .folder("srv/old")
             .file("srv/old/a", "low")
             .folder("var/opaque")
             .file("var/opaque/a", "low")
             .folder("was/folder")
             .file("was/folder/a", "low")
             .link("lib", "usr/lib")
             .folder("usr/lib"),
         TarBytes()
             .file("etc/.wh.gone", "")
             .file("./etc/changed", "high", 0600)
             .file("srv/.wh.old", "")
             .file("var/opaque/b", "high")
             .file("var/opaque/.wh..wh..opq", "")
             .file("was/folder", "a file now")
             .file("lib/new", "by the link")
             .file("new/deep/file", "x")}
    );

    CHECK(image.text("/etc/kept") == "low");
    CHECK(image.text("/etc/changed") == "high");
    CHECK(image.to(Stat{"/etc/changed"})->permissions == 0600);
    CHECK(image.text("/etc/gone") == "absent");
    CHECK(image.text("/srv/old/a") == "absent");
    CHECK(image.to(ListFolder{"/var/opaque"})->names == std::vector<std::string>{"b"});
    CHECK(image.text("/was/folder") == "a file now");
    CHECK(image.text("/was/folder/a") == "absent");
    CHECK(image.text("/usr/lib/new") == "by the link");
    CHECK(image.to(ReadLink{"/lib"})->text == "usr/lib");
    CHECK(image.to(ReadLink{"/lib/new", Links::all})->text == "/usr/lib/new");
    CHECK(image.text("/new/deep/file") == "x");
    CHECK(image.to(Stat{"/new/deep"})->permissions == 0755);
}

TEST_CASE("hard links share a file, and the last of two entries of one name counts") {
    auto image = image_of({TarBytes()
                               .owned_by(7, 8)
                               .file("a", "shared", 0640)
                               .hard_link("b", "a")
                               .file("twice", "first")
                               .file("twice", "second")
                               .fifo("pipe")});

    CHECK(image.text("/b") == "shared");
    const auto status = image.to(Stat{"/b"});
    CHECK(status->links == 2);
    CHECK(status->inode == image.to(Stat{"/a"})->inode);
    CHECK(status->uid == 7);
    CHECK(status->owner == "7");
    CHECK(image.text("/twice") == "second");
    CHECK(image.text("/pipe") == "pipe");
    CHECK(image.to(Walk{.folder = "/", .type = FileType::regular})->names.size() == 3);
}

TEST_CASE("an image whose layers lead out of it, or nowhere, is refused") {
    CHECK_THAT(trouble_of(TarBytes().file("../evil", "")).message, Contains("leads out of it"));
    CHECK_THAT(
        trouble_of(TarBytes().file("a/../../evil", "")).message, Contains("leads out of it")
    );
    CHECK_THAT(
        trouble_of(TarBytes().file("a", "").hard_link("b", "../a")).message, Contains("leads out")
    );
    CHECK_THAT(trouble_of(TarBytes().hard_link("b", "a")).message, Contains("leads nowhere"));
    CHECK_THAT(
        trouble_of(TarBytes().link("a", "/").hard_link("b", "a/etc")).message,
        Contains("leads nowhere")
    );
    SECTION("links lead nowhere else than in a root") {
        auto image =
            image_of({TarBytes().link("a", "../../../etc").folder("etc").file("etc/x", "in")});
        CHECK(image.text("/a/x") == "in");
        CHECK(image.text("/a/passwd") == "absent");
    }
}

TEST_CASE("one layer may lie in an image twice, as empty ones do") {
    Layout layout;
    const auto empty = layout.piece(TarBytes().bytes());
    const auto low = layout.piece(TarBytes().file("a", "low").bytes());
    const auto configuration = layout.piece("{}");
    const auto manifest = layout.piece(fmt::format(
        R"({{"config":{{"digest":"{}"}},"layers":[{{"digest":"{}"}},{{"digest":"{}"}},{{"digest":"{}"}}]}})",
        configuration,
        empty,
        low,
        empty
    ));
    layout.index(fmt::format(R"({{"digest":"{}"}})", manifest));
    CHECK(AskedImage(open(layout.path())).text("/a") == "low");
}

TEST_CASE("an image that changed while it was asked cannot be told") {
    Layout layout;
    const std::string large(2UL << 20, 'x');
    const auto layer = TarBytes().file("a", large).bytes();
    layout.index(layout.image({layer}));
    AskedImage image(open(layout.path()));
    const auto piece = layout.path_of(layout.piece(layer));
    const auto why_not = [&] {
        const auto answer = image.ask(Read{"/a"});
        const auto* why = std::get_if<CannotTell>(&answer);
        return why == nullptr ? std::string("told") : why->message;
    };
    write_file(piece, TarBytes().file("b", large).bytes(), 0644);
    CHECK_THAT(why_not(), Contains("it has changed meanwhile"));
    write_file(piece, TarBytes().bytes(), 0644);
    CHECK_THAT(why_not(), Contains("it has changed meanwhile"));
    write_file(piece, "no archive any more", 0644);
    CHECK_THAT(why_not(), Contains("it has changed meanwhile"));
}

TEST_CASE("white-outs reach what lies behind a link") {
    auto image = image_of(
        {TarBytes().folder("run").file("run/pid", "1").link("var/run", "/run"),
         TarBytes().file("var/run/.wh.pid", "")}
    );
    CHECK(image.text("/run/pid") == "absent");
}

TEST_CASE("a gzip that is no layer, and another image's layer that leads out, are nobody's trouble"
) {
    Layout layout;
    (void)layout.piece("\x1f\x8b, and no gzip behind it");
    (void)layout.piece(TarBytes().file("../evil", "").bytes());
    layout.index(layout.image({TarBytes().file("a", "in").bytes()}));
    CHECK(AskedImage(open(layout.path())).text("/a") == "in");
}

TEST_CASE("layers without end are refused") {
    const auto many = [] {
        TarBytes tar;
        for (int i = 0; i < 100; ++i)
            tar.file(std::to_string(i), "");
        return tar;
    };
    const auto by_entries = trouble_of(many(), {.entries = 99});
    CHECK(by_entries.kind == Kind::too_large);
    const auto by_bytes =
        trouble_of(TarBytes().file("zeros", std::string(8UL << 20, '\0')), {.unpacked = 1UL << 20});
    CHECK(by_bytes.kind == Kind::too_large);
    CHECK_THAT(by_bytes.message, Contains("1048576 bytes"));
    CHECK(trouble_of(many(), {.names = 100}).kind == Kind::too_large);
}

TEST_CASE("what was not kept is read again, of many files at once and of one") {
    const std::string large(3UL << 20, 'x');
    auto image = image_of(
        {TarBytes().file("large", large).file("small", "s"), TarBytes().file("other", large + "y")},
        {.kept = 1024}
    );
    CHECK(image.text("/large") == large);
    CHECK(image.text("/other") == large + "y");
    CHECK(image.text("/small") == "s");
    CHECK(image.to(Digest{"/other"})->hex.size() == 64);
}

TEST_CASE("evidence says which layer brought a file, and by which command") {
    Layout layout;
    layout.index(layout.image(
        {TarBytes().file("a", "1").bytes(), TarBytes().file("b", "2").bytes()},
        "",
        R"([{"created_by":"ADD base"},{"created_by":"ENV x","empty_layer":true},{"created_by":"RUN touch b"}])"
    ));
    AskedImage image(open(layout.path()));

    CHECK(
        describe(image.ask(Stat{"/a"})) == "file 0644 0 0, 1 bytes, of layer 1 of 2, \"ADD base\""
    );
    CHECK(describe(image.ask(Read{"/b"})) == "\"2\", of layer 2 of 2, \"RUN touch b\"");
}

TEST_CASE("of several images of a file the one that is chosen is meant") {
    Layout layout;
    const auto for_platform = [&](const std::string& text, const std::string& architecture) {
        return layout.image(
            {TarBytes().file("which", text).bytes()},
            fmt::format(R"(,"platform":{{"os":"linux","architecture":"{}"}})", architecture),
            "[]",
            architecture
        );
    };
    const auto which = [&](const ImageChoice& choice) {
        return AskedImage(open(layout.path(), choice)).text("/which");
    };
    SECTION("by its platform, which is else that of this machine") {
        layout.index(
            for_platform("of z", "s390x") + ","
            + for_platform("ours", platform_of_this_machine().substr(6))
        );
        CHECK(which({}) == "ours");
        CHECK(which({.platform = "linux/s390x"}) == "of z");
        CHECK_THAT(
            trouble(layout.path(), {.platform = "linux/vax"}).message, Contains("no such image")
        );
        CHECK_THAT(
            trouble(layout.path(), {.platform = "linux/vax"}).message, Contains("linux/s390x")
        );
    }
    SECTION("by its name") {
        const auto named = [&](const std::string& name) {
            return layout.image(
                {TarBytes().file("which", name).bytes()},
                fmt::format(R"(,"annotations":{{"org.opencontainers.image.ref.name":"{}"}})", name)
            );
        };
        layout.index(named("example.net/app:1") + "," + named("example.net/app:2"));
        CHECK(which({.name = "app:2"}) == "example.net/app:2");
        CHECK_THAT(
            trouble(layout.path()).message,
            Contains("several images: example.net/app:1, example.net/app:2")
        );
    }
    SECTION("the only one, whatever platform it is of, unless another was asked for") {
        layout.index(layout.image({TarBytes().file("which", "of z").bytes()}, "", "[]", "s390x"));
        CHECK(which({}) == "of z");
        CHECK(which({.platform = "linux/s390x"}) == "of z");
        CHECK_THAT(
            trouble(layout.path(), {.platform = "linux/arm64"}).message,
            Contains("the image is of linux/s390x, not of linux/arm64")
        );
    }
}

TEST_CASE("archives of docker save are read, also where a layer has two names") {
    const PublicFolder folder;
    const auto layer = TarBytes().file("etc/x", "low").bytes();
    const auto archive =
        TarBytes()
            .file("one/layer.tar", layer)
            .link("two/layer.tar", "../one/layer.tar")
            .file("c.json", R"({"history":[]})")
            .file(
                "manifest.json",
                R"([{"Config":"c.json","RepoTags":["app:1","app:2"],"Layers":["one/layer.tar"]},)"
                R"({"Config":"c.json","RepoTags":["web:1"],"Layers":["two/layer.tar"]}])"
            )
            .bytes();
    const auto path = folder.file("saved.tar", archive);
    const auto text = [&](const std::string& name) {
        return AskedImage(open(path, {.form = ImageForm::docker, .name = name})).text("/etc/x");
    };
    CHECK(text("app:2") == "low");
    CHECK(text("web:1") == "low");
    CHECK_THAT(trouble(path).message, Contains("several images"));
    const auto odd = folder.file(
        "odd.tar",
        TarBytes()
            .file("l.tar", layer)
            .file("manifest.json", R"([{"Config":"c","RepoTags":[1],"Layers":["l.tar"]}])")
            .bytes()
    );
    CHECK(AskedImage(open(odd, {.form = ImageForm::docker})).text("/etc/x") == "low");
}

TEST_CASE("what is no image says what it is not") {
    const PublicFolder folder;
    CHECK_THAT(trouble(folder.path()).message, Contains("neither index.json nor manifest.json"));
    CHECK_THAT(
        trouble(folder.file("text", "no archive at all")).message, Contains("no readable archive")
    );
    CHECK(trouble(folder / "nowhere").kind == Kind::failed);
    Layout layout;
    layout.index("");
    CHECK_THAT(trouble(layout.path()).message, Contains("no such image in the file: it has none"));
    layout.index(R"({"digest":"sha256:../../x"})");
    CHECK_THAT(trouble(layout.path()).message, Contains("names a piece by"));
    (void)layout.folder().folder("blobs/md5");  // of which no digest is taken
    layout.index(R"({"digest":"md5:aa","mediaType":"application/vnd.oci.image.index.v1+json"})");
    (void)layout.folder().file(
        "blobs/md5/aa",
        R"({"manifests":[)"
        R"({"digest":"md5:aa","mediaType":"application/vnd.oci.image.index.v1+json"}]})"
    );
    CHECK_THAT(trouble(layout.path()).message, Contains("it has none"));
    layout.index(R"({"digest":"sha256:00"})");
    CHECK_THAT(trouble(layout.path()).message, Contains("the image has no blobs/sha256/00"));
    (void)layout.folder().file("index.json", "{\"manifests\": [");
    CHECK_THAT(trouble(layout.path()).message, Contains("describes itself badly"));
}
