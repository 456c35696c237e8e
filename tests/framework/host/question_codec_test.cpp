#include "framework/host/question_codec.hpp"

#include "framework/base/error.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace muster;
using namespace std::chrono_literals;

namespace {

/// No UTF-8, a NUL, a newline: what names and contents may be.
const std::string any_bytes("\xff\0 \n\"\\é", 8);

std::vector<Question> questions_of_every_kind() {
    return {
        Stat{any_bytes, Follow::no},
        Read{"/etc/hosts"},
        ReadMatching{"/etc/*.conf"},
        DescribeImage{},
        Marks{any_bytes},
        ReadKey{any_bytes, hidden("open sesame", "here")},
        StatFileSystem{any_bytes},
        ListFolder{any_bytes},
        Glob{"/proc/[0-9]*"},
        ReadLink{"/bin", Links::all},
        Digest{any_bytes, DigestAlgorithm::sha512},
        Run{{{"sh", "-c", any_bytes}, any_bytes, {{"LANG", any_bytes}}, "/tmp", "deploy", 5s},
            Origin::author},
        Run{{{"true"}}, Origin::ours},
        ProbeTcp{"::1", 65535, 3s},
        Talk{"", 0, "/run/x.sock", any_bytes, any_bytes, 250ms},
        Walk{.folder = "/"},
        Walk{
            .folder = any_bytes,
            .set = FileSet::dangling_links,
            .other_file_systems = true,
            .depth = 4294967295,
            .excluding = {"/proc", any_bytes},
            .pattern = any_bytes,
            .named = any_bytes,
            .type = FileType::unknown,
            .larger_than = 1ULL << 40},
        Talk{"127.0.0.1", 11211, "", "stats\r\n", "END", 2s, "127.0.0.2"},
        Http{
            .url = "https://example.org/",
            .method = "POST",
            .headers = {{"X", any_bytes}},
            .body = any_bytes,
            .user = "deploy",
            .password = hidden("open sesame", "here"),
            .follow = 2,
            .untrusted = Untrusted::asked,
            .timeout = 3s},
        Dns{"2001:db8::53", 5353, any_bytes, "AAAA", Over::tcp, 250ms, 1},
    };
}

FileStatus some_status() {
    FileStatus status;
    status.type = FileType::character_device;
    status.permissions = 07777;
    status.uid = 4294967295;
    status.gid = 1;
    status.owner = any_bytes;
    status.group = "adm";
    status.size = 1ULL << 40;
    status.links = 2;
    status.inode = 11240317;
    status.device = 64768;
    status.modified = *from_iso8601("1969-12-31T23:59:59.999999999Z");
    status.changed = *from_iso8601("2026-07-01T12:00:00Z");
    return status;
}

std::vector<Answer> answers_of_every_kind() {
    return {
        CannotTell{Kind::too_large, any_bytes, "raise the limit"},
        std::optional(some_status()),
        std::optional<FileStatus>(),
        std::optional(Content{FileType::regular, any_bytes}),
        std::optional<Content>(),
        std::vector<NamedContent>{
            {"/a", any_bytes}, {any_bytes, CannotTell{Kind::denied, "no", ""}}, {"/c", "{}"}},
        std::optional(Names{{any_bytes, "b"}}),
        std::optional<Names>(),
        std::optional(LinkText{false, ""}),
        std::optional<LinkText>(),
        std::optional(DigestText{FileType::directory, ""}),
        std::optional<DigestText>(),
        Output{139, "SIGSEGV", any_bytes, "oops", 1234567ns},
        Reached{Reached::How::closed, any_bytes},
        Reply{{Reached::How::open, "", 3ms}, any_bytes},
        HttpReply{
            .reached = {Reached::How::open, ""},
            .trouble = any_bytes,
            .response =
                {.status = 200, .protocol = "HTTP/1.1", .headers = {{"A", "b"}}, .body = any_bytes},
            .redirected_to = "http://x/",
            .tls = {.chain = {any_bytes}, .trust = Trust::no, .distrust = "expired"},
            .time = 5ms},
        std::optional(FileMarks{0x80010U, std::map<std::string, std::string>{{"user.x", any_bytes}}}
        ),
        std::optional(FileMarks{{}, {}, CannotTell{Kind::denied, any_bytes, ""}}),
        std::optional(KeyInFile{
            FileType::regular,
            PrivateKeyFacts{
                .format = "PKCS#8",
                .encrypted = true,
                .passphrase = PrivateKeyFacts::Passphrase::fits,
                .valid = false,
                .why_invalid = any_bytes,
                .why_unknown = "",
                .type = "RSA",
                .bits = 2048,
                .public_key = any_bytes}}),
        std::optional(KeyInFile{FileType::directory, {}}),
        std::optional(FileSystemStatus{"ext4", 4096, 1ULL << 40, 3, 2, 7, 5}),
        std::optional<ImageDescription>(),
        std::optional(ImageDescription{"{}", "sha256:1"}),
        DnsReply{{Reached::How::timed_out, any_bytes}, {}},
        DnsReply{
            {Reached::How::open, ""},
            DnsMessage{
                "NOERROR",
                true,
                false,
                true,
                false,
                {{"example.org", "TXT", 4294967295, any_bytes}},
                {{".", "NS", 0, "a.root-servers.net"}}}},
    };
}

template<class Variants>
std::size_t kinds(const Variants& values) {
    std::set<std::size_t> kinds;
    for (const auto& value : values)
        kinds.insert(value.index());
    return kinds.size();
}

}  // namespace

TEST_CASE("every question comes back from JSON as it was") {
    const auto questions = questions_of_every_kind();
    REQUIRE(kinds(questions) == std::variant_size_v<QuestionKinds>);

    for (const auto& question : questions) {
        const auto text = to_text(to_json(question));
        const auto again = question_from_json(parse_json(text));

        INFO(text);
        CHECK(key_of(again) == key_of(question));
        CHECK(to_text(to_json(again)) == text);
    }
}

TEST_CASE("every answer comes back from JSON as it was") {
    const auto answers = answers_of_every_kind();
    REQUIRE(kinds(answers) == std::variant_size_v<AnswerKinds>);

    for (const auto& answer : answers) {
        const auto text = to_text(to_json(answer));
        const auto again = answer_from_json(parse_json(text));

        INFO(text);
        CHECK(again.index() == answer.index());
        CHECK(describe(again) == describe(answer));
        CHECK(to_text(to_json(again)) == text);
    }
}

TEST_CASE("bytes that are no text survive in an answer") {
    const Answer answer = std::optional(Content{FileType::regular, any_bytes});

    const auto again = answer_from_json(parse_json(to_text(to_json(answer))));

    CHECK(std::get<std::optional<Content>>(again)->bytes == any_bytes);
}

TEST_CASE("a password is in no key, no recording and no evidence") {
    Http http{.url = "https://example.org/", .user = "deploy"};
    http.password = hidden("open sesame", http.url);
    http.key = hidden("-----BEGIN PRIVATE KEY-----", "");
    const Question question = http;

    for (const auto& text : {key_of(question), to_text(to_json(question)), describe(question)}) {
        CHECK(text.find("sesame") == std::string::npos);
        CHECK(text.find("PRIVATE") == std::string::npos);
    }
}

TEST_CASE("requests with two passwords are two questions, before and after they were recorded") {
    Http one{.url = "https://example.org/", .user = "deploy"};
    auto other = one;
    one.password = hidden("open sesame", one.url);
    other.password = hidden("open barley", one.url);

    CHECK(key_of(one) != key_of(other));
    CHECK(key_of(question_from_json(to_json(Question(one)))) == key_of(one));
    CHECK(hidden("open sesame", "here").mark != hidden("open sesame", "there").mark);
}

TEST_CASE("what is no question and no answer is told") {
    CHECK_THROWS_AS(question_from_json(parse_json(R"({"guess": {}})")), Broken);
    CHECK_THROWS_AS(question_from_json(parse_json(R"({"stat": {"path": 1}})")), Broken);
    CHECK_THROWS_AS(
        question_from_json(parse_json(R"({"stat": {"path": "/", "follow": 2}})")), Broken
    );
    CHECK_THROWS_AS(question_from_json(parse_json(R"([])")), Broken);
    CHECK_THROWS_AS(answer_from_json(parse_json(R"({"output": {}, "reply": {}})")), Broken);
    CHECK_THROWS_AS(answer_from_json(parse_json(R"({"reached": {"how": 7}})")), Broken);
}
