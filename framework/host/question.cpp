#include "framework/host/question.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/overloaded.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

/// Fields with their lengths, so that no two questions share a key.
class Key {
public:
    explicit Key(std::string_view kind) : text_(kind) {}
    Key& add(std::string_view field) {
        text_ += fmt::format("\n{}:", field.size());
        text_ += field;
        return *this;
    }
    Key& add(std::int64_t number) { return add(std::string_view(std::to_string(number))); }
    std::string text() const { return text_; }

private:
    std::string text_;
};

std::string key_of_run(const Run& run) {
    const auto& command = run.command;
    Key key("run");
    key.add(run.origin == Origin::author ? 1 : 0).add(command.folder).add(command.user);
    key.add(command.deadline ? command.deadline->count() : -1)
        .add(command.input_mark.empty() ? command.input : "\n" + command.input_mark);
    for (const auto& [name, value] : command.environment)
        key.add(name).add(value);
    key.add("words");
    for (const auto& word : command.words)
        key.add(word);
    return key.text();
}

std::string key_of_walk(const Walk& walk) {
    Key key("walk");
    key.add(walk.folder).add(name(walk.set)).add(walk.other_file_systems ? 1 : 0);
    key.add(walk.depth ? std::int64_t{*walk.depth} : -1).add(walk.pattern).add(walk.named);
    key.add(walk.type ? name(*walk.type) : "any type");
    key.add(walk.larger_than ? static_cast<std::int64_t>(*walk.larger_than) : -1);
    for (const auto& path : walk.excluding)
        key.add(path);
    return key.text();
}

/// What a walk is about besides its folder: `setuid, depth 2, not /srv/cache`.
std::string walk_text(const Walk& walk) {
    std::string text = "walk " + escaped(walk.folder);
    if (walk.set != FileSet::all)
        text += fmt::format(", {}", name(walk.set));
    if (not walk.pattern.empty())
        text += ", " + escaped(walk.pattern);
    if (not walk.named.empty())
        text += ", named " + escaped(walk.named);
    if (walk.type)
        text += fmt::format(", type {}", name(*walk.type));
    if (walk.depth)
        text += fmt::format(", depth {}", *walk.depth);
    if (walk.larger_than)
        text += fmt::format(", larger than {}", *walk.larger_than);
    for (const auto& path : walk.excluding)
        text += ", not " + escaped(path);
    return walk.other_file_systems ? text + ", with other file systems" : text;
}

std::string key_of_http(const Http& http) {
    Key key("http");
    key.add(http.url).add(http.method).add(http.body).add(http.follow).add(http.resolve_to);
    key.add(http.proxy).add(static_cast<int>(http.untrusted)).add(http.timeout.count());
    key.add(http.user).add(http.password.mark);
    key.add(http.trusted).add(http.certificate).add(http.key.mark);
    for (const auto& [name, value] : http.headers)
        key.add(name).add(value);
    return key.text();
}

std::string command_line(const Command& command) {
    std::string line;
    for (const auto& word : command.words)
        line += (line.empty() ? "" : " ") + shell_quoted(word);
    return escaped(line, 200);
}

std::string peer(const std::string& host, std::uint16_t port) {
    return fmt::format("{}:{}", escaped(host), port);
}

std::string amount(std::string_view bytes) {
    return bytes.size() <= 60 ? quoted(bytes) : fmt::format("{} bytes", bytes.size());
}

/// ", of layer 3"
std::string origin_text(const std::string& origin) {
    return origin.empty() ? "" : ", of " + escaped(origin);
}

std::string status_text(const FileStatus& status) {
    return fmt::format(
        "{} {:04o} {} {}, {} bytes{}",
        name(status.type),
        status.permissions,
        escaped(status.owner),
        escaped(status.group),
        status.size,
        origin_text(status.origin)
    );
}

std::string output_text(const Output& output) {
    auto text = fmt::format("exit {}", output.exit_status);
    if (not output.signal.empty())
        text += ", " + output.signal;
    text += ", stdout " + amount(output.out);
    return output.err.empty() ? text : text + ", stderr " + quoted(output.err, 120);
}

std::string reached_text(const Reached& reached) {
    constexpr std::array<std::string_view, 7> words = {
        "open", "refused", "unreachable", "timed out", "not resolved", "closed", "not reached"};
    const auto word = std::string(words.at(static_cast<std::size_t>(reached.how)));
    return reached.remark.empty() ? word : word + " (" + escaped(reached.remark, 120) + ")";
}

/// Neither the body nor a header: they may hold what only the peer and the author should know.
std::string http_text(const HttpReply& reply) {
    if (reply.reached.how != Reached::How::open)
        return reached_text(reply.reached);
    if (not reply.trouble.empty())
        return escaped(reply.trouble, 200);
    return fmt::format("status {}, {} bytes", reply.response.status, reply.response.body.size());
}

std::string_view over_text(Over over) {
    constexpr std::array<std::string_view, 3> words = {"", " over UDP", " over TCP"};
    return words.at(static_cast<std::size_t>(over));
}

std::string message_text(const DnsMessage& message) {
    auto text = message.rcode;
    if (message.truncated)
        return text + ", cut short";
    constexpr std::size_t most = 3;
    text += fmt::format(", {} records", message.answers.size());
    for (std::size_t i = 0; i < std::min(message.answers.size(), most); ++i) {
        const auto& record = message.answers[i];
        text += fmt::format("; {} {}", record.type, escaped(record.text, 60));
    }
    return message.answers.size() > most ? text + " …" : text;
}

std::string marks_text(const FileMarks& marks) {
    return fmt::format(
        "{}, {}",
        marks.flags ? fmt::format("flags {:#x}", *marks.flags) : "no flags kept",
        marks.attributes ? fmt::format("{} attributes", marks.attributes->size())
                         : "no attributes kept"
    );
}

std::string key_text(const KeyInFile& found) {
    if (found.type != FileType::regular)
        return std::string(name(found.type));
    if (not found.key)
        return "no private key";
    return fmt::format("{} key, {}", found.key->type.value_or("unknown"), found.key->format);
}

template<class T, class Text>
std::string optional_text(const std::optional<T>& answer, const Text& text) {
    return answer ? text(*answer) : "not there";
}

}  // namespace

Question::Question() = default;
template<kind_of<QuestionKinds> Kind>
Question::Question(Kind question) : QuestionKinds(std::move(question)) {}
template Question::Question(Stat);
template Question::Question(Read);
template Question::Question(ReadMatching);
template Question::Question(ListFolder);
template Question::Question(Glob);
template Question::Question(ReadLink);
template Question::Question(Digest);
template Question::Question(Run);
template Question::Question(ProbeTcp);
template Question::Question(Talk);
template Question::Question(Walk);
template Question::Question(Http);
template Question::Question(Dns);
template Question::Question(DescribeImage);
template Question::Question(Marks);
template Question::Question(ReadKey);
template Question::Question(StatFileSystem);

Question::Question(const Question& other) = default;
Question::Question(Question&& other) noexcept = default;
Question& Question::operator=(const Question& other) = default;
Question& Question::operator=(Question&& other) noexcept = default;
Question::~Question() = default;

Answer::Answer() = default;
template<kind_of<AnswerKinds> Kind>
Answer::Answer(Kind answer) : AnswerKinds(std::move(answer)) {}
template Answer::Answer(CannotTell);
template Answer::Answer(std::optional<FileStatus>);
template Answer::Answer(std::optional<Content>);
template Answer::Answer(std::vector<NamedContent>);
template Answer::Answer(std::optional<Names>);
template Answer::Answer(std::optional<LinkText>);
template Answer::Answer(std::optional<DigestText>);
template Answer::Answer(Output);
template Answer::Answer(Reached);
template Answer::Answer(Reply);
template Answer::Answer(HttpReply);
template Answer::Answer(DnsReply);
template Answer::Answer(std::optional<ImageDescription>);
template Answer::Answer(std::optional<FileMarks>);
template Answer::Answer(std::optional<KeyInFile>);
template Answer::Answer(std::optional<FileSystemStatus>);

Answer::Answer(const Answer& other) = default;
Answer::Answer(Answer&& other) noexcept = default;
Answer& Answer::operator=(const Answer& other) = default;
Answer& Answer::operator=(Answer&& other) noexcept = default;
Answer::~Answer() = default;

std::string_view name(FileType type) {
    constexpr std::array<std::string_view, 8> names = {
        "file",
        "directory",
        "symlink",
        "socket",
        "pipe",
        "block-device",
        "character-device",
        "unknown",
    };
    return names.at(static_cast<std::size_t>(type));
}

std::string_view name(FileSet set) {
    constexpr std::array<std::string_view, 7> names = {
        "all", "world_writable", "unowned", "ungrouped", "setuid", "setgid", "dangling_links"};
    return names.at(static_cast<std::size_t>(set));
}

KeyInFile key_in(FileType type, const Secret& bytes, const ReadKey& question) {
    if (type != FileType::regular)
        return {type, {}};
    const Secret passphrase{std::string(question.passphrase.text)};
    try {
        return {
            type, private_key_from(bytes.revealed(), passphrase.empty() ? nullptr : &passphrase)};
    } catch (const Broken& broken) {
        throw CannotTell{Kind::too_large, escaped(question.path) + ": " + broken.what()};
    }
}

std::string key_of(const Question& question) {
    return std::visit(
        Overloaded{
            [](const Stat& q) {
                return Key(q.follow == Follow::yes ? "stat" : "lstat").add(q.path).text();
            },
            [](const Read& q) { return Key("read").add(q.path).text(); },
            [](const ReadMatching& q) { return Key("read_matching").add(q.pattern).text(); },
            [](const ListFolder& q) { return Key("list").add(q.path).text(); },
            [](const Glob& q) { return Key("glob").add(q.pattern).text(); },
            [](const ReadLink& q) {
                return Key(q.links == Links::all ? "realpath" : "readlink").add(q.path).text();
            },
            [](const Digest& q) { return Key(name(q.algorithm)).add(q.path).text(); },
            [](const Run& q) { return key_of_run(q); },
            [](const ProbeTcp& q) {
                return Key("probe")
                    .add(q.host)
                    .add(q.port)
                    .add(q.timeout.count())
                    .add(q.source)
                    .text();
            },
            [](const Talk& q) {
                return Key("talk")
                    .add(q.host)
                    .add(q.port)
                    .add(q.path)
                    .add(q.send)
                    .add(q.mark)
                    .add(q.timeout.count())
                    .add(q.source)
                    .text();
            },
            [](const Walk& q) { return key_of_walk(q); },
            [](const Http& q) { return key_of_http(q); },
            [](const Dns& q) {
                return Key("dns")
                    .add(q.server)
                    .add(q.port)
                    .add(q.name)
                    .add(q.type)
                    .add(static_cast<std::int64_t>(q.over))
                    .add(q.timeout.count())
                    .add(q.tries)
                    .text();
            },
            [](const DescribeImage&) { return Key("describe_image").text(); },
            [](const Marks& q) { return Key("marks").add(q.path).text(); },
            [](const StatFileSystem& q) { return Key("statfs").add(q.path).text(); },
            [](const ReadKey& q) {
                return Key("read_key").add(q.path).add(q.passphrase.mark).text();
            },
        },
        question
    );
}

std::string describe(const Question& question) {
    return std::visit(
        Overloaded{
            [](const Stat& q) {
                return (q.follow == Follow::yes ? "stat " : "lstat ") + escaped(q.path);
            },
            [](const Read& q) { return "read " + escaped(q.path); },
            [](const ReadMatching& q) { return "read " + escaped(q.pattern); },
            [](const ListFolder& q) { return "list " + escaped(q.path); },
            [](const Glob& q) { return "glob " + escaped(q.pattern); },
            [](const ReadLink& q) {
                return (q.links == Links::all ? "realpath " : "readlink ") + escaped(q.path);
            },
            [](const Digest& q) {
                return std::string(name(q.algorithm)) + " of " + escaped(q.path);
            },
            [](const Run& q) { return "run " + command_line(q.command); },
            [](const ProbeTcp& q) { return "connect to " + peer(q.host, q.port); },
            [](const Talk& q) {
                return "talk to " + (q.host.empty() ? escaped(q.path) : peer(q.host, q.port));
            },
            [](const Walk& q) { return walk_text(q); },
            [](const Http& q) { return escaped(q.method) + " " + escaped(q.url); },
            [](const Dns& q) {
                return fmt::format(
                    "ask {}{} for {} {}",
                    peer(q.server, q.port),
                    over_text(q.over),
                    escaped(q.name),
                    escaped(q.type)
                );
            },
            [](const DescribeImage&) { return std::string("describe the image"); },
            [](const Marks& q) { return "flags and attributes of " + escaped(q.path); },
            [](const StatFileSystem& q) { return "statfs " + escaped(q.path); },
            [](const ReadKey& q) { return "look at the private key in " + escaped(q.path); },
        },
        question
    );
}

std::string describe(const Answer& answer) {
    return std::visit(
        Overloaded{
            [](const CannotTell& why) { return "cannot tell: " + escaped(why.message); },
            [](const std::optional<FileStatus>& a) { return optional_text(a, status_text); },
            [](const std::optional<Content>& a) {
                return optional_text(a, [](const Content& content) {
                    const auto what = content.type == FileType::regular
                                          ? amount(content.bytes)
                                          : std::string(name(content.type));
                    return what + origin_text(content.origin);
                });
            },
            [](const std::vector<NamedContent>& a) { return fmt::format("{} files", a.size()); },
            [](const std::optional<Names>& a) {
                return optional_text(a, [](const Names& names) {
                    return fmt::format("{} names", names.names.size());
                });
            },
            [](const std::optional<LinkText>& a) {
                return optional_text(a, [](const LinkText& link) {
                    return link.is_link ? quoted(link.text) : std::string("no link");
                });
            },
            [](const std::optional<DigestText>& a) {
                return optional_text(a, [](const DigestText& digest) {
                    return digest.hex.empty() ? std::string(name(digest.type)) : digest.hex;
                });
            },
            [](const Output& a) { return output_text(a); },
            [](const Reached& a) { return reached_text(a); },
            [](const Reply& a) { return reached_text(a.reached) + ", " + amount(a.bytes); },
            [](const HttpReply& a) { return http_text(a); },
            [](const DnsReply& a) {
                return a.message ? message_text(*a.message) : reached_text(a.reached);
            },
            [](const std::optional<ImageDescription>& a) {
                return optional_text(a, [](const ImageDescription& image) {
                    return amount(image.configuration);
                });
            },
            [](const std::optional<FileMarks>& a) { return optional_text(a, marks_text); },
            [](const std::optional<KeyInFile>& a) { return optional_text(a, key_text); },
            [](const std::optional<FileSystemStatus>& a) {
                return optional_text(a, [](const FileSystemStatus& status) {
                    return fmt::format("{}, {} bytes", status.type, status.block * status.blocks);
                });
            },
        },
        answer
    );
}

}  // namespace muster
