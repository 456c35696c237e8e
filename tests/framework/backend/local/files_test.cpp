#include "framework/base/file_descriptor.hpp"
#include "tests/framework/backend/local/ask.hpp"
#include "tests/framework/backend/local/public_folder.hpp"
#include "tests/support/skip.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <fstream>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

TEST_CASE("a file's status is what stat(2) says, with the names of its owners") {
    const PublicFolder folder;
    const auto path = folder.file("x", "twelve bytes");
    REQUIRE(::chmod(path.c_str(), 04751) == 0);
    const timespec moment{1'700'000'000, 123'456'789};
    const timespec times[] = {moment, moment};
    REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
    REQUIRE(::link(path.c_str(), (folder / "y").c_str()) == 0);

    const auto status = answer_to(Stat{path});

    REQUIRE(status);
    CHECK(status->type == FileType::regular);
    CHECK(status->permissions == 04751);
    CHECK(status->size == 12);
    CHECK(status->links == 2);
    CHECK(status->uid == ::geteuid());
    CHECK(status->owner == output_of(shell("id -un")).out.substr(0, status->owner.size()));
    CHECK(status->group == output_of(shell("id -gn")).out.substr(0, status->group.size()));
    CHECK(status->modified == Instant(Nanoseconds(1'700'000'000'123'456'789)));
    CHECK(status->inode == answer_to(Stat{folder / "y"})->inode);
}

TEST_CASE("an owner without a name has its digits") {
    if (::geteuid() != 0)
        return skip("only root may give a file away");
    const PublicFolder folder;
    const auto path = folder.file("x", "");
    REQUIRE(::chown(path.c_str(), 4'000'111, 4'000'222) == 0);

    const auto status = answer_to(Stat{path});

    CHECK(status->owner == "4000111");
    CHECK(status->group == "4000222");
}

TEST_CASE("every type of file is told apart") {
    const PublicFolder folder;
    REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
    folder.link("link", "fifo");
    const FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un place{.sun_family = AF_UNIX, .sun_path = {}};
    (folder / "socket").copy(place.sun_path, sizeof place.sun_path - 1);
    REQUIRE(::bind(socket.number(), reinterpret_cast<sockaddr*>(&place), sizeof place) == 0);

    CHECK(answer_to(Stat{folder.path()})->type == FileType::directory);
    CHECK(answer_to(Stat{folder / "fifo"})->type == FileType::pipe);
    CHECK(answer_to(Stat{folder / "link"})->type == FileType::pipe);
    CHECK(answer_to(Stat{folder / "link", Follow::no})->type == FileType::symlink);
    CHECK(answer_to(Stat{folder / "socket"})->type == FileType::socket);
    CHECK(answer_to(Stat{"/dev/null"})->type == FileType::character_device);
}

TEST_CASE("what is not there, not below a folder, or a link to nowhere or itself is not there") {
    const PublicFolder folder;
    folder.file("x", "");
    const auto dangling = folder.link("dangling", "nowhere");
    const auto looping = folder.link("looping", "looping");
    const auto nul = folder / std::string_view("x\0y", 3);

    for (const auto& path :
         {folder / "absent",
          folder / "absent/deeper",
          folder / "x/below",
          dangling,
          looping,
          nul}) {
        CAPTURE(path);
        CHECK_FALSE(answer_to(Stat{path}));
        CHECK_FALSE(answer_to(Read{path}));
        CHECK_FALSE(answer_to(Digest{path}));
        CHECK_FALSE(answer_to(ListFolder{path}));
        CHECK_FALSE(answer_to(ReadLink{path, Links::all}));
        CHECK(answer_to(ReadMatching{path}).empty());
    }
    CHECK(answer_to(Stat{dangling, Follow::no})->type == FileType::symlink);
    CHECK(answer_to(ReadLink{dangling})->text == "nowhere");
    CHECK_FALSE(answer_to(ReadLink{nul}));
    CHECK_FALSE(answer_to(Stat{nul, Follow::no}));
}

TEST_CASE("bytes are read as they are, and names are taken as they are") {
    const PublicFolder folder;
    const std::string bytes("a\0b\r\n\xff\n", 7);

    for (const std::string_view name :
         {"with blank", "new\nline", "quote'\"", "-rf", "$(id)", "\xff\xfe", "*", "\\"}) {
        CAPTURE(name);
        const auto path = folder.file(name, bytes);
        CHECK(answer_to(Read{path})->bytes == bytes);
        CHECK(answer_to(Digest{path})->hex == hex_digest(DigestAlgorithm::sha256, bytes));
        CHECK(answer_to(Stat{path})->size == bytes.size());
    }
}

TEST_CASE("a file of /proc is read to its end although its size says 0") {
    const auto status = answer_to(Stat{"/proc/self/status"});
    const auto content = answer_to(Read{"/proc/self/status"});

    CHECK(status->size == 0);
    CHECK(content->bytes.starts_with("Name:\t"));
    CHECK(content->bytes.ends_with("\n"));
    CHECK(
        answer_to(Digest{"/proc/sys/kernel/ostype", DigestAlgorithm::md5})->hex
        == hex_digest(DigestAlgorithm::md5, "Linux\n")
    );
}

TEST_CASE("what is no regular file is never opened") {
    const PublicFolder folder;
    const auto fifo = folder / "fifo";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);

    // Opening a FIFO without a writer would wait for one, and reading /dev/zero would never end.
    for (const auto& [path, type] :
         {std::pair(fifo, FileType::pipe),
          std::pair(std::string("/dev/zero"), FileType::character_device),
          std::pair(folder.path(), FileType::directory)}) {
        CAPTURE(path);
        CHECK(answer_to(Read{path})->type == type);
        CHECK(answer_to(Read{path})->bytes.empty());
        CHECK(answer_to(Digest{path})->type == type);
        CHECK(answer_to(Digest{path})->hex.empty());
    }
    CHECK(answer_to(ReadMatching{folder / "*"}).empty());
}

TEST_CASE("a file beyond the limit of content is too large, not cut") {
    const PublicFolder folder;
    const auto path = folder.file("x", std::string(1001, 'x'));

    CHECK(answer_to(Read{path}, {.content = 1001})->bytes.size() == 1001);
    const auto why = why_not(Read{path}, {.content = 1000});

    CHECK(why.kind == Kind::too_large);
    CHECK(why.message == path + " is larger than 1000 bytes, the limit of content");
    CHECK(why_not(Read{"/proc/self/status"}, {.content = 10}).kind == Kind::too_large);
}

TEST_CASE("a file of 5 GiB has a size, no content, and a digest as far as the deadline allows") {
    const PublicFolder folder;
    const auto path = folder.file("sparse", "");
    constexpr std::uint64_t five_gib = 5ULL << 30;
    REQUIRE(::truncate(path.c_str(), static_cast<off_t>(five_gib)) == 0);

    CHECK(answer_to(Stat{path})->size == five_gib);
    CHECK(why_not(Read{path}).kind == Kind::too_large);
    const auto why = why_not(Digest{path}, {}, 50ms);
    CHECK(why.kind == Kind::timed_out);
    CHECK(why.message == "reading " + path + " did not end within the deadline of the run");
}

TEST_CASE("a digest has no limit of size") {
    const PublicFolder folder;
    const std::string bytes(3'000'001, 'm');
    const auto path = folder.file("x", bytes);

    for (const auto algorithm :
         {DigestAlgorithm::md5,
          DigestAlgorithm::sha1,
          DigestAlgorithm::sha256,
          DigestAlgorithm::sha512})
        CHECK(
            answer_to(Digest{path, algorithm}, {.content = 10})->hex == hex_digest(algorithm, bytes)
        );
}

TEST_CASE("a link's text is raw for one step, and the path behind all links with all") {
    const PublicFolder folder;
    const auto real = std::filesystem::canonical(folder.path()).string();
    folder.file("file", "");
    folder.link("second", "./file");
    folder.link("first", "second");

    CHECK(answer_to(ReadLink{folder / "first"})->text == "second");
    CHECK(answer_to(ReadLink{folder / "second"})->text == "./file");
    CHECK_FALSE(answer_to(ReadLink{folder / "file"})->is_link);
    CHECK(answer_to(ReadLink{folder / "first", Links::all})->text == real + "/file");
    CHECK(answer_to(ReadLink{folder / "file", Links::all})->text == real + "/file");
}

TEST_CASE("a folder that may not be entered is permission denied, never absence") {
    const PublicFolder folder;
    folder.folder("closed/inner");
    folder.file("closed/inner/x", "secret");
    const auto closed = folder / "closed";
    std::filesystem::permissions(closed, std::filesystem::perms::none);
    const auto hidden = closed + "/inner/x";
    const auto unreadable = folder.file("unreadable", "secret", 0);

    CHECK(told_to_ordinary_user(Stat{hidden}) == "denied: permission denied reading " + hidden);
    CHECK(told_to_ordinary_user(Stat{closed + "/absent"}).starts_with("denied"));
    CHECK(told_to_ordinary_user(Read{hidden}).starts_with("denied"));
    CHECK(told_to_ordinary_user(Digest{hidden}).starts_with("denied"));
    CHECK(
        told_to_ordinary_user(ListFolder{closed})
        == "denied: permission denied reading the folder " + closed
    );
    CHECK(told_to_ordinary_user(ListFolder{closed + "/inner"}).starts_with("denied"));
    CHECK(told_to_ordinary_user(ReadLink{hidden}).starts_with("denied"));
    CHECK(told_to_ordinary_user(ReadLink{hidden, Links::all}).starts_with("denied"));
    CHECK(told_to_ordinary_user(Glob{closed + "/inner/*"}).starts_with("denied"));
    CHECK(told_to_ordinary_user(Glob{folder / "*/inner"}).starts_with("denied"));
    CHECK(told_to_ordinary_user(ReadMatching{closed + "/*"}).starts_with("denied"));
    CHECK(told_to_ordinary_user(Stat{unreadable}).find("18 bytes") == std::string::npos);
    CHECK(told_to_ordinary_user(Stat{unreadable}).starts_with("file 0000"));
    CHECK(
        told_to_ordinary_user(Read{unreadable}) == "denied: permission denied reading " + unreadable
    );
    std::filesystem::permissions(closed, std::filesystem::perms(0755));
}

TEST_CASE("an error that is neither absence nor denial says which") {
    const auto why = why_not(Read{"/proc/self/mem"});

    CHECK(why.kind == Kind::failed);
    CHECK(why.message == "reading /proc/self/mem: Input/output error");
}

TEST_CASE("answers come in the order of the questions, each its own") {
    const PublicFolder folder;
    const auto path = folder.file("x", "bytes");
    const std::vector<Question> batch = {
        Digest{path, DigestAlgorithm::md5},
        Run{shell("echo ran")},
        Read{"/proc/self/mem"},
        Stat{path},
        Read{folder / "absent"},
    };

    LocalBackend backend;
    const auto answers = backend.exchange(batch, Deadline(usual_deadline));

    REQUIRE(answers.size() == 5);
    CHECK(
        std::get<std::optional<DigestText>>(answers[0])->hex
        == hex_digest(DigestAlgorithm::md5, "bytes")
    );
    CHECK(std::get<Output>(answers[1]).out == "ran\n");
    CHECK(std::get<CannotTell>(answers[2]).kind == Kind::failed);
    CHECK(std::get<std::optional<FileStatus>>(answers[3])->size == 5);
    CHECK_FALSE(std::get<std::optional<Content>>(answers[4]));
}

TEST_CASE("after the deadline nothing is begun") {
    const PublicFolder folder;
    const auto witness = folder / "witness";

    CHECK(why_not(Stat{"/"}, {}, 0s).kind == Kind::timed_out);
    CHECK(why_not(Run{{.words = {"touch", witness}}}, {}, 0s).kind == Kind::timed_out);
    CHECK_FALSE(std::filesystem::exists(witness));
}
