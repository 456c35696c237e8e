#include "framework/host/resource.hpp"
#include "framework/model/match.hpp"
#include "matchers/file/content.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <tuple>

namespace muster {
std::span<const Resource> file_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

std::string found(
    FakeHost& host,
    const std::string& path,
    const std::string& attribute,
    std::vector<std::string> parameters = {}
) {
    return tests::found(
        host, file_resources(), fact("file", path, attribute, std::move(parameters))
    );
}

std::string found_in(
    FakeHost& host,
    const std::string& view,
    const std::string& path,
    const std::string& attribute,
    std::vector<std::string> parameters = {}
) {
    return tests::found(
        host, file_resources(), part(view, fact("file", path, attribute, std::move(parameters)))
    );
}

const std::vector<std::string> plain_attributes = {
    "exists",  "regular",  "directory", "socket", "pipe",     "block_device", "character_device",
    "symlink", "dangling", "type",      "mode",   "setuid",   "setgid",       "sticky",
    "owner",   "group",    "uid",       "gid",    "readable", "writable",     "executable",
    "size",    "links",    "inode",     "mtime",  "ctime",    "content",      "value",
    "lines",   "md5",      "sha1",      "sha256", "sha512",   "linked_to",    "resolved_path",
};

std::string judged(FakeHost& host, const Fact& fact, const Matcher& matcher) {
    return outcome(host, file_resources(), fact, matcher);
}

const Matcher is_true = equals(true);

Matcher holds(std::string text) {
    return {"contains", {}, {equals(Value(std::move(text)))}};
}

}  // namespace

TEST_CASE("the facts of a file come from one stat, one read and a digest in one exchange") {
    FakeHost host;
    host.file("/etc/app.conf", "a\nb\n", 0640);
    std::vector<Fact> facts;
    for (const auto& attribute : plain_attributes)
        facts.push_back(fact("file", "/etc/app.conf", attribute));

    gather(host, file_resources(), facts);

    CHECK(host.exchanges() == 1);
    CHECK(host.asked().size() == 9);
}

TEST_CASE("status of a file") {
    FakeHost host;
    FileStatus status{.type = FileType::regular, .permissions = 04750, .uid = 1000, .gid = 4};
    status.owner = "alice";
    status.group = "adm";
    status.size = 5368709120;
    status.links = 2;
    status.inode = 77;
    status.modified = *from_iso8601("2026-06-30T23:30:00Z");
    status.changed = *from_iso8601("2026-07-01T00:00:00Z");
    host.entry("/srv/tool", status, "");

    CHECK(found(host, "/srv/tool", "exists") == "true");
    CHECK(found(host, "/srv/tool", "type") == "\"file\"");
    CHECK(found(host, "/srv/tool", "mode") == "4750");
    CHECK(found(host, "/srv/tool", "setuid") == "true");
    CHECK(found(host, "/srv/tool", "setgid") == "false");
    CHECK(found(host, "/srv/tool", "sticky") == "false");
    CHECK(found(host, "/srv/tool", "owner") == "\"alice\"");
    CHECK(found(host, "/srv/tool", "group") == "\"adm\"");
    CHECK(found(host, "/srv/tool", "uid") == "1000");
    CHECK(found(host, "/srv/tool", "gid") == "4");
    CHECK(found(host, "/srv/tool", "size") == "5368709120");
    CHECK(found(host, "/srv/tool", "links") == "2");
    CHECK(found(host, "/srv/tool", "inode") == "77");
    CHECK(found(host, "/srv/tool", "mtime") == "2026-06-30T23:30:00Z");
    CHECK(found(host, "/srv/tool", "ctime") == "2026-07-01T00:00:00Z");
}

TEST_CASE("mtime 23:30 UTC is 08:30 of the next day in Japan") {
    FakeHost host;
    FileStatus status{.type = FileType::regular, .permissions = 0644};
    status.modified = *from_iso8601("2026-06-30T23:30:00Z");
    host.entry("/x", status, "");
    const auto finding = gather(host, file_resources(), {fact("file", "/x", "mtime")}).at(0);

    CHECK(equal_values(*from_iso8601("2026-07-01T08:30:00+09:00"), std::get<Value>(finding.found)));
}

TEST_CASE("classes of readers, writers and executors") {
    FakeHost host;
    host.file("/x", "", 0640).file("/y", "", 0001);

    CHECK(found(host, "/x", "readable") == "true");
    CHECK(found_in(host, "readable", "/x", "by_owner") == "true");
    CHECK(found_in(host, "readable", "/x", "by_group") == "true");
    CHECK(found_in(host, "readable", "/x", "by_others") == "false");
    CHECK(found_in(host, "writable", "/x", "by_group") == "false");
    CHECK(found(host, "/x", "executable") == "false");
    CHECK(found(host, "/y", "readable") == "false");
    CHECK(found(host, "/y", "writable") == "false");
    CHECK(found_in(host, "executable", "/y", "by_others") == "true");
}

TEST_CASE("of an absent file everything is absent") {
    FakeHost host;

    for (const auto& attribute : plain_attributes)
        CHECK(found(host, "/x", attribute) == "absent");
    for (const std::string attribute :
         {"exists", "owner", "group", "uid", "gid", "mode", "mtime", "size"})
        CHECK(found_in(host, "link", "/x", attribute) == "absent");
    CHECK(found_in(host, "readable", "/x", "by_owner") == "absent");
    CHECK(found(host, "/x", "content_after", {"a"}) == "absent");
    CHECK(found(host, "/x", "entries") == "absent");
}

TEST_CASE("a file whose folder may not be entered cannot be told, not even that it is absent") {
    FakeHost host;
    host.folder("/secret", 0700).denied("/secret");

    CHECK(found(host, "/secret/x", "exists") == "cannot tell: permission denied reading /secret");
    CHECK(found(host, "/secret/x", "content") == "cannot tell: permission denied reading /secret");
}

TEST_CASE("a link is followed, but for its own facts") {
    FakeHost host;
    host.file("/etc/target", "x", 0640).link("/etc/name", "target");

    CHECK(found(host, "/etc/name", "regular") == "true");
    CHECK(found(host, "/etc/name", "symlink") == "true");
    CHECK(found(host, "/etc/name", "dangling") == "false");
    CHECK(found(host, "/etc/name", "mode") == "0640");
    CHECK(found_in(host, "link", "/etc/name", "mode") == "0777");
    CHECK(found(host, "/etc/name", "linked_to") == "\"target\"");
    CHECK(found(host, "/etc/target", "linked_to") == "not set");
    CHECK(found(host, "/etc/target", "symlink") == "false");
    CHECK(found(host, "/etc/target", "dangling") == "false");
}

TEST_CASE("a link has facts of its own, not those of what it leads to") {
    FakeHost host;
    host.file("/etc/target", "eleven byte", 0640);
    host.link("/etc/name", "target");
    host.entry(
        "/etc/theirs",
        {.type = FileType::symlink,
         .permissions = 0777,
         .uid = 33,
         .gid = 34,
         .owner = "www-data",
         .group = "backup",
         .size = 6,
         .modified = *from_iso8601("2026-02-03T04:05:06Z")},
        "target"
    );

    CHECK(found_in(host, "link", "/etc/theirs", "exists") == "true");
    CHECK(found_in(host, "link", "/etc/theirs", "owner") == "\"www-data\"");
    CHECK(found_in(host, "link", "/etc/theirs", "group") == "\"backup\"");
    CHECK(found_in(host, "link", "/etc/theirs", "uid") == "33");
    CHECK(found_in(host, "link", "/etc/theirs", "gid") == "34");
    CHECK(found_in(host, "link", "/etc/theirs", "size") == "6");
    CHECK(found_in(host, "link", "/etc/theirs", "mtime") == "2026-02-03T04:05:06Z");
    CHECK(found(host, "/etc/theirs", "owner") == "\"root\"");
    CHECK(found(host, "/etc/theirs", "size") == "11");
    CHECK(found_in(host, "link", "/etc/none", "exists") == "absent");
}

TEST_CASE("a dangling link is there as a link, and leads to nothing") {
    FakeHost host;
    host.link("/x", "/nowhere");

    CHECK(found(host, "/x", "exists") == "absent");
    CHECK(found(host, "/x", "symlink") == "true");
    CHECK(found(host, "/x", "dangling") == "true");
    CHECK(found_in(host, "link", "/x", "exists") == "true");
    CHECK(found(host, "/x", "mode") == "absent");
    CHECK(found(host, "/x", "linked_to") == "\"/nowhere\"");
    CHECK(found(host, "/x", "resolved_path") == "absent");
}

TEST_CASE("content, value and lines of one text") {
    FakeHost host;
    host.file("/x", "10\n")
        .file("/y", "a\r\n\nb")
        .file("/empty", "")
        .file("/nul", std::string("a\0b\n", 4));

    CHECK(found(host, "/x", "content") == R"("10\n")");
    CHECK(found(host, "/x", "value") == "10");
    CHECK(found(host, "/y", "lines") == R"(["a\r", "", "b"])");
    CHECK(found(host, "/empty", "lines") == "[]");
    CHECK(found(host, "/empty", "value") == R"("")");
    CHECK(found(host, "/nul", "content") == R"("a\x00b\n")");
}

TEST_CASE("a FIFO, a device or a folder has no content and no digest") {
    FakeHost host;
    host.entry("/fifo", {.type = FileType::pipe, .permissions = 0600}).folder("/folder");

    CHECK(found(host, "/fifo", "pipe") == "true");
    for (const std::string attribute : {"content", "value", "lines", "md5", "sha256"}) {
        CHECK(found(host, "/fifo", attribute) == "is a pipe, not a regular file");
        CHECK(found(host, "/folder", attribute) == "is a directory, not a regular file");
    }
    CHECK(found(host, "/fifo", "content_before", {"x"}) == "is a pipe, not a regular file");
    CHECK(found(host, "/fifo", "entries") == "is a pipe, not a directory");
}

TEST_CASE("digests are lower-case hexadecimal") {
    FakeHost host;
    host.file("/x", "abc");

    CHECK(found(host, "/x", "md5") == "\"900150983cd24fb0d6963f7d28e17f72\"");
    CHECK(found(host, "/x", "sha1") == "\"a9993e364706816aba3e25717850c26c9cd0d89d\"");
    CHECK(
        found(host, "/x", "sha256")
        == "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\""
    );
}

TEST_CASE("the names in a folder are a set") {
    FakeHost host;
    host.file("/etc/cron.d/b", "")
        .file("/etc/cron.d/a", "")
        .folder("/etc/cron.d/.hidden")
        .folder("/empty");

    CHECK(found(host, "/etc/cron.d", "entries") == R"([".hidden", "a", "b"])");
    CHECK(found(host, "/empty", "entries") == "[]");
}

TEST_CASE("a range of lines is the first one, both ends included") {
    using file_readers::range_of_lines;
    const std::string_view text = "before\n[a]\nx\n[b]\ny\n[a]\nz\n[b]\n";

    CHECK(range_of_lines(text, R"(^\[a\]$)", R"(^\[)") == "[a]\nx\n[b]\n");
    CHECK(range_of_lines(text, "x", std::nullopt) == "x\n[b]\ny\n[a]\nz\n[b]\n");
    CHECK(range_of_lines(text, std::nullopt, "x") == "before\n[a]\nx\n");
    CHECK(range_of_lines("one line", "line", std::nullopt) == "one line");
    CHECK(range_of_lines("a\nb", std::nullopt, "b") == "a\nb");
}

TEST_CASE("a range of lines that is not there is not set") {
    using file_readers::range_of_lines;

    CHECK_FALSE(range_of_lines("a\nb\n", "c", std::nullopt));
    CHECK_FALSE(range_of_lines("a\nb\n", "b", "a"));
    CHECK_FALSE(range_of_lines("a\n", "a", "a"));
    CHECK_FALSE(range_of_lines("", "^$", std::nullopt));
    CHECK(range_of_lines("\n", "^$", std::nullopt) == "\n");
}

TEST_CASE("ranges of a file's content") {
    FakeHost host;
    host.file("/x", "a\nb\nc\n");

    CHECK(found(host, "/x", "content_between", {"a", "b"}) == R"("a\nb\n")");
    CHECK(found(host, "/x", "content_after", {"b"}) == R"("b\nc\n")");
    CHECK(found(host, "/x", "content_before", {"b"}) == R"("a\nb\n")");
    CHECK(found(host, "/x", "content_between", {"b", "a"}) == "not set");
}

TEST_CASE("an odd name is one path") {
    FakeHost host;
    const std::string odd = "/tmp/-x; $(id) 'a' \"b\"\n*?";
    host.file(odd, "odd");

    CHECK(found(host, odd, "content") == "\"odd\"");
}

TEST_CASE("a path that is not absolute is a broken spec") {
    const auto& entry = file_resources().front().entry;
    const auto why = [&](const std::string& path) {
        return entry.broken_subject(fact("file", path, "mode").subject);
    };

    CHECK(why("/etc/x").empty());
    CHECK(why("etc/x") == "a path begins with /");
    CHECK(why("") == "a path begins with /");
    CHECK(why("~/x") == "a path begins with /; ~ is not expanded");
    CHECK(why(std::string("/x\0", 3)) == "holds a NUL, which no path can");
}

TEST_CASE("file absent: not content.contains and sha256 != fail; not exists, not directory pass") {
    FakeHost host;

    CHECK(judged(host, fact("file", "/x", "content"), negated(holds("x"))) == "failed");
    CHECK(judged(host, fact("file", "/x", "sha256"), {"differs", {Value("00")}}) == "failed");
    CHECK(judged(host, fact("file", "/x", "exists"), negated(is_true)) == "passed");
    CHECK(judged(host, fact("file", "/x", "directory"), negated(is_true)) == "passed");
    CHECK(judged(host, fact("file", "/x", "directory"), is_true) == "failed");
}

TEST_CASE("dangling link: exists is false, symlink and link.exists are true, a mode fails") {
    FakeHost host;
    host.link("/x", "/nowhere");
    const auto mode = fact("file", "/x", "mode");

    CHECK(judged(host, fact("file", "/x", "exists"), negated(is_true)) == "passed");
    CHECK(judged(host, fact("file", "/x", "symlink"), is_true) == "passed");
    CHECK(judged(host, part("link", fact("file", "/x", "exists")), is_true) == "passed");
    CHECK(judged(host, mode, equals(Mode{0777})) == "failed");
    CHECK(judged(host, mode, negated(equals(Mode{0777}))) == "failed");
}

TEST_CASE("a FIFO, a device or a folder: no value of content or any digest, negated or not") {
    FakeHost host;
    host.entry("/fifo", {.type = FileType::pipe}).folder("/folder");
    host.entry("/disk", {.type = FileType::block_device});
    host.entry("/zero", {.type = FileType::character_device});

    for (const std::string path : {"/fifo", "/folder", "/disk", "/zero"})
        for (const std::string attribute : {"content", "md5", "sha1", "sha256", "sha512"}) {
            INFO(path << ' ' << attribute);
            CHECK(judged(host, fact("file", path, attribute), equals(Value("x"))) == "failed");
            CHECK(
                judged(host, fact("file", path, attribute), {"differs", {Value("x")}}) == "failed"
            );
        }
}

TEST_CASE("file holds 10 and a newline: value == 10 passes; content == \"10\" fails and says so") {
    FakeHost host;
    host.file("/x", "10\n");
    const auto content = gather(host, file_resources(), {fact("file", "/x", "content")}).at(0);
    const auto said = match(equals(Value("10")), std::get<Value>(content.found), host.now());

    CHECK(judged(host, fact("file", "/x", "value"), equals(10)) == "passed");
    CHECK(said.truth == Truth::no);
    CHECK(said.message == "expected \"10\", is the same and a final newline");
}

TEST_CASE("every permission bit is told by its own attributes and by no others") {
    using Flag = std::pair<std::string, std::string>;  // view, attribute
    const std::vector<std::pair<std::uint16_t, std::vector<Flag>>> bits = {
        {04000, {{"", "setuid"}}},
        {02000, {{"", "setgid"}}},
        {01000, {{"", "sticky"}}},
        {0400, {{"", "readable"}, {"readable", "by_owner"}}},
        {0200, {{"", "writable"}, {"writable", "by_owner"}}},
        {0100, {{"", "executable"}, {"executable", "by_owner"}}},
        {0040, {{"", "readable"}, {"readable", "by_group"}}},
        {0020, {{"", "writable"}, {"writable", "by_group"}}},
        {0010, {{"", "executable"}, {"executable", "by_group"}}},
        {0004, {{"", "readable"}, {"readable", "by_others"}}},
        {0002, {{"", "writable"}, {"writable", "by_others"}}},
        {0001, {{"", "executable"}, {"executable", "by_others"}}},
    };

    for (const auto& [bit, own] : bits) {
        FakeHost host;
        host.entry("/x", {.permissions = bit});
        for (const auto& [other_bit, flags] : bits)
            for (const auto& flag : flags) {
                const auto& [view, attribute] = flag;
                INFO(bit << ": " << view << ' ' << attribute);
                const bool is_own = std::ranges::count(own, flag) > 0;
                CHECK(found_in(host, view, "/x", attribute) == (is_own ? "true" : "false"));
            }
    }
    FakeHost nothing;
    for (const auto& [bit, flags] : bits)
        for (const auto& [view, attribute] : flags)
            CHECK(found_in(nothing, view, "/x", attribute) == "absent");
}

TEST_CASE("every type of file is told by its own attribute and by no other") {
    const std::vector<std::tuple<FileType, std::string, std::string>> types = {
        {FileType::regular, "regular", "\"file\""},
        {FileType::directory, "directory", "\"directory\""},
        {FileType::socket, "socket", "\"socket\""},
        {FileType::pipe, "pipe", "\"pipe\""},
        {FileType::block_device, "block_device", "\"block-device\""},
        {FileType::character_device, "character_device", "\"character-device\""},
    };

    for (const auto& [type, own, name] : types) {
        FakeHost host;
        host.entry("/x", {.type = type});
        CHECK(found(host, "/x", "type") == name);
        for (const auto& [other_type, attribute, other_name] : types) {
            INFO(own << ": " << attribute);
            CHECK(found(host, "/x", attribute) == (attribute == own ? "true" : "false"));
        }
    }
}
