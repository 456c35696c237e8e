#include "framework/host/question_codec.hpp"

#include "framework/base/json/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

// Each struct is described once, for both ways; the descriptions stand beside their types' namespace,
// where `fields`, `written` and `read` are looked up.

constexpr Follow last_of(Follow) {
    return Follow::no;
}
constexpr Links last_of(Links) {
    return Links::all;
}
constexpr DigestAlgorithm last_of(DigestAlgorithm) {
    return DigestAlgorithm::sha512;
}
constexpr Origin last_of(Origin) {
    return Origin::author;
}
constexpr FileType last_of(FileType) {
    return FileType::unknown;
}
constexpr FileSet last_of(FileSet) {
    return FileSet::dangling_links;
}
constexpr Reached::How last_of(Reached::How) {
    return Reached::How::failed;
}
constexpr Untrusted last_of(Untrusted) {
    return Untrusted::asked;
}
constexpr Trust last_of(Trust) {
    return Trust::unknown;
}
constexpr Over last_of(Over) {
    return Over::tcp;
}
constexpr Kind last_of(Kind) {
    return Kind::failed;
}

template<class Visitor>
void fields(Visitor& visit, Stat& stat) {
    visit("path", stat.path);
    visit("follow", stat.follow);
}

template<class Visitor>
void fields(Visitor& visit, Read& read) {
    visit("path", read.path);
}

template<class Visitor>
void fields(Visitor& visit, ReadMatching& read) {
    visit("pattern", read.pattern);
}

template<class Visitor>
void fields(Visitor& visit, ListFolder& list) {
    visit("path", list.path);
}

template<class Visitor>
void fields(Visitor& visit, Glob& glob) {
    visit("pattern", glob.pattern);
}

template<class Visitor>
void fields(Visitor& visit, ReadLink& link) {
    visit("path", link.path);
    visit("links", link.links);
}

template<class Visitor>
void fields(Visitor& visit, Digest& digest) {
    visit("path", digest.path);
    visit("algorithm", digest.algorithm);
}

template<class Visitor>
void fields(Visitor& visit, Command& command) {
    visit("words", command.words);
    if (command.input_mark.empty())
        visit("input", command.input);
    visit.if_any("input_mark", command.input_mark);
    visit("environment", command.environment);
    visit("folder", command.folder);
    visit("user", command.user);
    visit("deadline", command.deadline);
}

template<class Visitor>
void fields(Visitor& visit, Run& run) {
    visit("command", run.command);
    visit("origin", run.origin);
}

template<class Visitor>
void fields(Visitor& visit, ProbeTcp& probe) {
    visit("host", probe.host);
    visit("port", probe.port);
    visit("timeout", probe.timeout);
    visit("source", probe.source);
}

template<class Visitor>
void fields(Visitor& visit, Talk& talk) {
    visit("host", talk.host);
    visit("port", talk.port);
    visit("path", talk.path);
    visit("send", talk.send);
    visit("mark", talk.mark);
    visit("timeout", talk.timeout);
    visit("source", talk.source);
}

/// The text itself never leaves.
template<class Visitor>
void fields(Visitor& visit, Hidden& one) {
    visit("mark", one.mark);
}

template<class Visitor>
void fields(Visitor& visit, Http& http) {
    visit("url", http.url);
    visit("method", http.method);
    visit("headers", http.headers);
    visit("body", http.body);
    visit("user", http.user);
    visit("password", http.password);
    visit("follow", http.follow);
    visit("resolve_to", http.resolve_to);
    visit("proxy", http.proxy);
    visit("untrusted", http.untrusted);
    visit("trusted", http.trusted);
    visit("certificate", http.certificate);
    visit("key", http.key);
    visit("timeout", http.timeout);
}

template<class Visitor>
void fields(Visitor& visit, Walk& walk) {
    visit("folder", walk.folder);
    visit("set", walk.set);
    visit("other_file_systems", walk.other_file_systems);
    visit("depth", walk.depth);
    visit("excluding", walk.excluding);
    visit("pattern", walk.pattern);
    visit("named", walk.named);
    visit("type", walk.type);
    visit("larger_than", walk.larger_than);
}

template<class Visitor>
void fields(Visitor& visit, Dns& dns) {
    visit("server", dns.server);
    visit("port", dns.port);
    visit("name", dns.name);
    visit("type", dns.type);
    visit("over", dns.over);
    visit("timeout", dns.timeout);
    visit("tries", dns.tries);
}

template<class Visitor>
void fields(Visitor& visit, CannotTell& why) {
    visit("kind", why.kind);
    visit("message", why.message);
    visit("hint", why.hint);
}

template<class Visitor>
void fields(Visitor& visit, FileStatus& status) {
    visit("type", status.type);
    visit("permissions", status.permissions);
    visit("uid", status.uid);
    visit("gid", status.gid);
    visit("owner", status.owner);
    visit("group", status.group);
    visit("size", status.size);
    visit("links", status.links);
    visit("inode", status.inode);
    visit("device", status.device);
    visit("modified", status.modified);
    visit("changed", status.changed);
    visit.if_any("origin", status.origin);
}

template<class Visitor>
void fields(Visitor& visit, Content& content) {
    visit("type", content.type);
    visit("bytes", content.bytes);
    visit.if_any("origin", content.origin);
}

static Json written(const std::variant<std::string, CannotTell>& bytes) {
    if (const auto* why = std::get_if<CannotTell>(&bytes))
        return Json(Json::Object{{"cannot_tell", written(*why)}});
    return written(std::get<std::string>(bytes));
}

static void read(const Json& from, std::variant<std::string, CannotTell>& bytes) {
    if (const auto* why = from.find("cannot_tell"))
        read(*why, bytes.emplace<CannotTell>());
    else
        read(from, bytes.emplace<std::string>());
}

template<class Visitor>
void fields(Visitor& visit, NamedContent& file) {
    visit("path", file.path);
    visit("bytes", file.bytes);
}

template<class Visitor>
void fields(Visitor& visit, Names& names) {
    visit("names", names.names);
}

template<class Visitor>
void fields(Visitor& visit, LinkText& link) {
    visit("is_link", link.is_link);
    visit("text", link.text);
}

template<class Visitor>
void fields(Visitor& visit, DigestText& digest) {
    visit("type", digest.type);
    visit("hex", digest.hex);
}

template<class Visitor>
void fields(Visitor& visit, Output& output) {
    visit("exit_status", output.exit_status);
    visit("signal", output.signal);
    visit("out", output.out);
    visit("err", output.err);
    visit("duration", output.duration);
}

template<class Visitor>
void fields(Visitor& visit, Reached& reached) {
    visit("how", reached.how);
    visit("remark", reached.remark);
    visit("time", reached.time);
}

template<class Visitor>
void fields(Visitor& visit, Reply& reply) {
    visit("reached", reply.reached);
    visit("bytes", reply.bytes);
}

template<class Visitor>
void fields(Visitor& visit, HttpResponse& response) {
    visit("status", response.status);
    visit("protocol", response.protocol);
    visit("headers", response.headers);
    visit("body", response.body);
}

template<class Visitor>
void fields(Visitor& visit, TlsPeer& peer) {
    visit("chain", peer.chain);
    visit("trust", peer.trust);
    visit("distrust", peer.distrust);
}

template<class Visitor>
void fields(Visitor& visit, HttpReply& reply) {
    visit("reached", reply.reached);
    visit("trouble", reply.trouble);
    visit("response", reply.response);
    visit("redirected_to", reply.redirected_to);
    visit("tls", reply.tls);
    visit("time", reply.time);
}

template<class Visitor>
void fields(Visitor& visit, DnsRecord& record) {
    visit("name", record.name);
    visit("type", record.type);
    visit("ttl", record.ttl);
    visit("text", record.text);
}

template<class Visitor>
void fields(Visitor& visit, DnsMessage& message) {
    visit("rcode", message.rcode);
    visit("truncated", message.truncated);
    visit("authoritative", message.authoritative);
    visit("recursion_available", message.recursion_available);
    visit("authenticated", message.authenticated);
    visit("answers", message.answers);
    visit("authority", message.authority);
}

template<class Visitor>
void fields(Visitor& visit, DnsReply& reply) {
    visit("reached", reply.reached);
    visit("message", reply.message);
}

template<class Visitor>
void fields(Visitor& /*visit*/, DescribeImage& /*nothing in it*/) {}

template<class Visitor>
void fields(Visitor& visit, ImageDescription& image) {
    visit("configuration", image.configuration);
    visit("digest", image.digest);
}

template<class Visitor>
void fields(Visitor& visit, Marks& marks) {
    visit("path", marks.path);
}

template<class Visitor>
void fields(Visitor& visit, FileMarks& marks) {
    visit("flags", marks.flags);
    visit("attributes", marks.attributes);
    visit("why_no_flags", marks.why_no_flags);
}

constexpr PrivateKeyFacts::Passphrase last_of(PrivateKeyFacts::Passphrase) {
    return PrivateKeyFacts::Passphrase::not_supported;
}

template<class Visitor>
void fields(Visitor& visit, ReadKey& read) {
    visit("path", read.path);
    visit("passphrase", read.passphrase);
}

template<class Visitor>
void fields(Visitor& visit, PrivateKeyFacts& key) {
    visit("format", key.format);
    visit("encrypted", key.encrypted);
    visit("passphrase", key.passphrase);
    visit("valid", key.valid);
    visit("why_invalid", key.why_invalid);
    visit("why_unknown", key.why_unknown);
    visit("type", key.type);
    visit("bits", key.bits);
    visit("public_key", key.public_key);
}

template<class Visitor>
void fields(Visitor& visit, KeyInFile& found) {
    visit("type", found.type);
    visit("key", found.key);
}

template<class Visitor>
void fields(Visitor& visit, StatFileSystem& stat) {
    visit("path", stat.path);
}

template<class Visitor>
void fields(Visitor& visit, FileSystemStatus& status) {
    visit("type", status.type);
    visit("block", status.block);
    visit("blocks", status.blocks);
    visit("free", status.free);
    visit("available", status.available);
    visit("inodes", status.inodes);
    visit("inodes_free", status.inodes_free);
}

namespace {

// In the order of the variants.
constexpr std::array<std::string_view, std::variant_size_v<QuestionKinds>> question_kinds = {
    "stat",
    "read",
    "read_matching",
    "list",
    "glob",
    "readlink",
    "digest",
    "run",
    "probe_tcp",
    "talk",
    "walk",
    "http",
    "dns",
    "describe_image",
    "marks",
    "read_key",
    "statfs",
};
constexpr std::array<std::string_view, std::variant_size_v<AnswerKinds>> answer_kinds = {
    "cannot_tell",
    "status",
    "content",
    "files",
    "names",
    "link",
    "digest",
    "output",
    "reached",
    "reply",
    "http_reply",
    "dns_reply",
    "image",
    "marks",
    "key",
    "file_system",
};

template<class Kinds, class Variant>
Json named(const Kinds& kinds, const Variant& value) {
    const auto content = std::visit([](const auto& one) { return written(one); }, value);
    return Json(Json::Object{{std::string(kinds.at(value.index())), content}});
}

/// The alternative number `wanted`, read from its content.
template<class Made, class Variant, std::size_t index = 0>
Made alternative(std::size_t wanted, const Json& content) {
    if constexpr (index == std::variant_size_v<Variant>) {
        throw Broken("no such kind");
    } else {
        if (wanted != index)
            return alternative<Made, Variant, index + 1>(wanted, content);
        std::variant_alternative_t<index, Variant> value;
        read(content, value);
        return value;
    }
}

template<class Made, class Variant, class Kinds>
Made from_named(const Kinds& kinds, const Json& json) {
    const auto* object = json.as<Json::Object>();
    if (object == nullptr or object->size() != 1)
        throw Broken("expected an object with one member");
    const auto& [name, content] = object->front();
    const auto found = std::ranges::find(kinds, name);
    if (found == kinds.end())
        throw Broken(fmt::format("no such kind: \"{}\"", name));
    return alternative<Made, Variant>(static_cast<std::size_t>(found - kinds.begin()), content);
}

}  // namespace

Json to_json(const Question& question) {
    return named(question_kinds, question);
}

Json to_json(const Answer& answer) {
    return named(answer_kinds, answer);
}

Question question_from_json(const Json& json) {
    return from_named<Question, QuestionKinds>(question_kinds, json);
}

Answer answer_from_json(const Json& json) {
    return from_named<Answer, AnswerKinds>(answer_kinds, json);
}

}  // namespace muster
