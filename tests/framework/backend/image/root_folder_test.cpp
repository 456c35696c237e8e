// A folder that stands for a root, and images that want out of it.

#include "framework/backend/image/root_folder.hpp"

#include "tests/framework/backend/image/asked_image.hpp"
#include "tests/framework/backend/local/public_folder.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <filesystem>
#include <random>

using namespace muster;
using namespace muster::tests;
using Catch::Contains;
using Confined = RootFolder::Confined;

namespace {

namespace fs = std::filesystem;

AskedImage image_at(const std::string& folder, Confined confined) {
    return AskedImage(std::make_unique<RootFolder>(folder, confined));
}

Confined each_way() {
    return GENERATE(Confined::by_kernel, Confined::by_name);
}

void link(const std::string& text, const std::string& path) {
    REQUIRE(::symlink(text.c_str(), path.c_str()) == 0);
}

}  // namespace

TEST_CASE("neither .. nor a link leads out of an image") {
    const PublicFolder around;
    (void)around.file("secret", "outside");
    fs::create_directories(around / "root/etc/deep/er");
    (void)around.file("root/secret", "inside");
    (void)around.file("root/etc/inner", "inner");
    const auto at = [&](const std::string& name) { return around / ("root/etc/" + name); };
    link("/secret", at("absolute"));
    link("../../../../../../secret", at("upwards"));
    link(around / "secret", at("host-path"));
    link("/etc", at("deep/er/to-etc"));
    link("upwards", at("twice"));
    link("/proc/self/root/secret", at("magic"));
    auto image = image_at(around / "root", each_way());

    CHECK(image.text("/secret") == "inside");
    CHECK(image.text("/../secret") == "inside");
    CHECK(image.text("/etc/../../../secret") == "inside");
    CHECK(image.text("/etc/absolute") == "inside");
    CHECK(image.text("/etc/upwards") == "inside");
    CHECK(image.text("/etc/twice") == "inside");
    CHECK(image.text("/etc/host-path") == "absent");
    CHECK(image.text("/etc/magic") == "absent");
    CHECK(image.text("/etc/deep/er/to-etc/inner") == "inner");
    CHECK(image.to(ReadLink{"/etc/deep/er/to-etc/upwards", Links::all})->text == "/secret");
    CHECK(image.to(ReadLink{"/etc/upwards"})->text == "../../../../../../secret");
    CHECK_FALSE(image.to(ReadLink{"/etc/host-path", Links::all}));
    CHECK_FALSE(image.to(ReadLink{"/etc/inner"})->is_link);
    CHECK(
        image.to(Glob{"/etc/*/er/to-etc/in*"})->names
        == std::vector<std::string>{"/etc/deep/er/to-etc/inner"}
    );
    CHECK(
        image.to(Walk{.folder = "/", .set = FileSet::dangling_links})->names
        == std::vector<std::string>{"/etc/host-path", "/etc/magic"}
    );
}

TEST_CASE("links in a circle and in a long row are followed as the kernel follows them") {
    const PublicFolder folder;
    link("b", folder / "a");
    link("a", folder / "b");
    (void)folder.file("0", "end");
    for (int i = 1; i <= 41; ++i)
        link(std::to_string(i - 1), folder / std::to_string(i));
    auto image = image_at(folder.path(), each_way());

    CHECK(image.text("/a") == "absent");
    CHECK(image.to(Stat{"/a", Follow::no})->type == FileType::symlink);
    CHECK(image.text("/40") == "end");
    CHECK(image.text("/41") == "absent");
}

TEST_CASE("what is no file of an image is never opened") {
    const PublicFolder folder;
    REQUIRE(::mkfifo((folder / "fifo").c_str(), 0644) == 0);
    if (::geteuid() == 0)
        REQUIRE(::mknod((folder / "device").c_str(), S_IFBLK | 0600, makedev(7, 99)) == 0);
    (void)folder.file("file", "x");
    auto image = image_at(folder.path(), each_way());

    CHECK(image.text("/fifo") == "pipe");
    CHECK(image.to(Digest{"/fifo"})->type == FileType::pipe);
    CHECK_FALSE(image.to(ListFolder{"/fifo"}));
    CHECK(image.to(ReadMatching{"/f*"}).size() == 1);
    if (::geteuid() == 0) {
        CHECK(image.text("/device") == "block-device");
        CHECK(image.to(Stat{"/device"})->type == FileType::block_device);
    }
}

TEST_CASE("a slash at the end asks for a folder, and the root is one") {
    const PublicFolder folder;
    (void)folder.file("file", "x");
    fs::create_directories(folder / "etc");
    link("file", folder / "to-file");
    auto image = image_at(folder.path(), each_way());

    CHECK(image.text("/file/") == "absent");
    CHECK(image.text("/file/.") == "absent");
    CHECK(image.text("/file/..") == "absent");
    CHECK(image.text("/to-file/") == "absent");
    CHECK(image.text("/etc/") == "directory");
    CHECK(image.text("//etc///") == "directory");
    CHECK(image.text("/") == "directory");
    CHECK(image.text("/..") == "directory");
    CHECK(image.to(ReadLink{"/", Links::all})->text == "/");
}

TEST_CASE("names with newlines, and files of a tebibyte without content") {
    const PublicFolder folder;
    (void)folder.file("a\nb", "newline");
    (void)folder.file("huge", "");
    REQUIRE(::truncate((folder / "huge").c_str(), off_t(1) << 40) == 0);
    auto image = image_at(folder.path(), each_way());

    CHECK(image.to(ListFolder{"/"})->names == std::vector<std::string>{"a\nb", "huge"});
    CHECK(image.text("/a\nb") == "newline");
    CHECK(image.to(Stat{"/huge"})->size == 1ULL << 40);
    CHECK(image.text("/huge") == "too large");
}

TEST_CASE("owners have the names of the image, and who has none there is unowned") {
    const PublicFolder folder;
    (void)folder.file("known", "");
    fs::create_directories(folder / "etc");
    const auto id = std::to_string(::geteuid());
    const auto group = std::to_string(::getegid());
    auto image = image_at(folder.path(), each_way());
    SECTION("named") {
        (void)folder.file(
            "etc/passwd", "other:x:4711:\nkaiser:x:" + id + ":0::/:/bin/sh\nlast:x:" + id + ":\n"
        );
        (void)folder.file("etc/group", "hof:x:" + group + ":\n");
        CHECK(image.to(Stat{"/known"})->owner == "kaiser");
        CHECK(image.to(Stat{"/known"})->group == "hof");
        CHECK(image.to(Walk{.folder = "/", .set = FileSet::unowned})->names.empty());
    }
    SECTION("unnamed") {
        CHECK(image.to(Stat{"/known"})->owner == id);
        CHECK(
            image.to(Walk{.folder = "/", .set = FileSet::unowned})->names
            == std::vector<std::string>{"/etc", "/known"}
        );
    }
}

TEST_CASE("an image cannot do anything, and says why") {
    const PublicFolder folder;
    const ImageBackend backend(std::make_unique<RootFolder>(folder.path()));

    for (const auto ability : {Ability::run, Ability::network, Ability::live})
        CHECK_FALSE(backend.can(ability));
    CHECK(backend.why_not(Ability::run) == "Muster runs no code of an image");
    CHECK(backend.why_not(Ability::live) == "nothing runs in an image");
    CHECK(backend.why_not(Ability::network) == "an image has no network");
    CHECK_THROWS_AS(RootFolder(folder / "nowhere"), CannotTell);
    CHECK_THROWS_AS(RootFolder(folder.file("file", "")), CannotTell);
}

TEST_CASE("the kernel and we follow the same paths to the same places") {
    const PublicFolder folder;
    std::mt19937 dice(20261128);  // NOLINT(cert-msc51-cpp): the same trees each time
    const std::vector<std::string> names = {"a", "b", "c", "d"};
    const auto any = [&](std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(dice);
    };
    const auto any_path = [&] {
        std::string path = any(2) == 0 ? "/" : "";
        for (auto count = 1 + any(4); count > 0; --count)
            path += (any(5) == 0 ? std::string("..") : names[any(names.size())])
                    + (count > 1 or any(6) == 0 ? "/" : "");
        return path;
    };
    for (int i = 0; i < 60; ++i) {
        const auto place = folder.path() + "/" + any_path();
        std::error_code ignored;  // many of these lead nowhere
        if (not fs::weakly_canonical(place, ignored).string().starts_with(folder.path()))
            continue;
        if (any(3) == 0)
            fs::create_directory(place, ignored);
        else
            (void)::symlink(any_path().c_str(), place.c_str());
    }
    RootFolder by_kernel(folder.path(), Confined::by_kernel);
    RootFolder by_name(folder.path(), Confined::by_name);
    std::size_t there = 0;
    for (int i = 0; i < 4000; ++i) {
        const auto path = "/" + any_path();
        for (const auto follow : {Follow::yes, Follow::no}) {
            const auto one = by_kernel.status(path, follow);
            const auto other = by_name.status(path, follow);
            CAPTURE(path);
            REQUIRE(one.has_value() == other.has_value());
            if (one) {
                REQUIRE(one->inode == other->inode);
                ++there;
            }
        }
    }
    CHECK(there > 400);
}
