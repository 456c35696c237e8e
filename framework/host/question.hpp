#pragma once

// The small closed set of questions that a backend answers: plain data in and out, so that all of them
// can be compared, counted, recorded and sent. A resource does not build these, it calls Host.

#include "framework/base/clock.hpp"
#include "framework/base/crypto/digest.hpp"
#include "framework/base/crypto/private_key.hpp"
#include "framework/base/kind_of.hpp"
#include "framework/model/cannot_tell.hpp"
#include "framework/model/dns.hpp"
#include "framework/model/http.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace muster {

/// RESOURCES 1.6. Beyond a limit the answer is "cannot tell: too large" or "timed out", never a part.
struct Limits {
    std::uint64_t content = 16ULL << 20;  ///< bytes of one file
    std::uint64_t output = 4ULL << 20;    ///< bytes of each stream of a command
    std::uint64_t entries = 100'000;      ///< names in one folder or of one glob
    std::uint64_t walked = 2'000'000;     ///< entries that a walk may pass
    std::uint64_t found = 10'000;         ///< entries that a walk may find
    Nanoseconds command = std::chrono::seconds(30);
    // of a peer, where a spec gives it no other
    Nanoseconds network = std::chrono::seconds(2);  ///< a TCP connection, an echo, one try of DNS
    Nanoseconds http = std::chrono::seconds(10);    ///< a request with its redirects
    unsigned dns_tries = 3;                         ///< over UDP
    Nanoseconds walk = std::chrono::seconds(60);
};

enum class FileType {
    regular,
    directory,
    symlink,
    socket,
    pipe,
    block_device,
    character_device,
    unknown
};

std::string_view name(FileType type);  ///< "file", "directory" … as in `file(p).type`

// --- what is asked -------------------------------------------------------------------------------

enum class Follow { yes, no };

/// What a path is: stat(2), or lstat(2) with Follow::no.
struct Stat {
    std::string path;
    Follow follow = Follow::yes;
};

/// The bytes of a regular file to the end, also where its size says 0 (/proc). What is no regular file
/// is never opened.
struct Read {
    std::string path;
};

/// Names and bytes of all regular files that a glob finds.
struct ReadMatching {
    std::string pattern;
};

/// The names in a folder, without `.` and `..`.
struct ListFolder {
    std::string path;
};

/// The paths that match: `* ? […]` as in sh, no `**`; sorted bytewise; hidden names only by a dot.
struct Glob {
    std::string pattern;
};

enum class Links { one_step, all };

/// The raw text of a link, or with Links::all the path after every link (realpath(3)).
struct ReadLink {
    std::string path;
    Links links = Links::one_step;
};

struct Digest {
    std::string path;
    DigestAlgorithm algorithm = DigestAlgorithm::sha256;
};

/// A list of words, never a string to be pasted. `LC_ALL=C`, a known PATH, standard input as given.
struct Command {
    std::vector<std::string> words;
    std::string input = {};
    std::vector<std::pair<std::string, std::string>> environment = {};
    std::string folder = {};                   ///< empty: /
    std::string user = {};                     ///< empty: who we are logged in as
    std::optional<Nanoseconds> deadline = {};  ///< empty: Limits::command
    /// Not empty: the input is a secret, and keys and recordings hold this in its place (model/http.hpp, Hidden).
    std::string input_mark = {};

    friend bool operator==(const Command&, const Command&) = default;
};

/// Fact lanes never run what an author wrote; command lanes do, one at a time each.
enum class Origin { ours, author };

struct Run {
    Command command;
    Origin origin = Origin::ours;
};

/// Opens a TCP connection from the target and closes it.
struct ProbeTcp {
    std::string host;
    std::uint16_t port = 0;
    Nanoseconds timeout = std::chrono::seconds(2);
    std::string source = {};  ///< an address of the target's own to begin at; empty: any
};

/// Sends bytes to a TCP port (host:port) or a unix socket (path), reads until `mark` or the end.
struct Talk {
    std::string host;  ///< empty: `path` is a unix socket
    std::uint16_t port = 0;
    std::string path;
    std::string send;
    std::string mark;
    Nanoseconds timeout = std::chrono::seconds(2);
    std::string source = {};  ///< as of ProbeTcp
};

/// Which of a folder's entries are meant. Files are regular ones; a folder that everybody may write to is
/// meant unless it has the sticky bit.
enum class FileSet { all, world_writable, unowned, ungrouped, setuid, setgid, dangling_links };

std::string_view name(FileSet set);  ///< "world_writable" …

/// The entries below a folder that belong to a set, by lstat(2): links are never followed, but for the
/// folder itself. Questions about one folder share one walk. A folder on the way that cannot be entered is
/// "cannot tell"; so are more than Limits::walked entries passed, or Limits::found found.
struct Walk {
    std::string folder;  ///< absolute, without a slash at its end
    FileSet set = FileSet::all;
    bool other_file_systems = false;          ///< also what is mounted below
    std::optional<std::uint32_t> depth = {};  ///< 1: only what is in the folder itself
    std::vector<std::string> excluding =
        {};                    ///< path globs (see path_glob.hpp), with all below them
    std::string pattern = {};  ///< a path glob that the whole path fits
    std::string named = {};    ///< a glob that the name fits, hidden or not
    std::optional<FileType> type = {};
    std::optional<std::uint64_t> larger_than = {};  ///< bytes
};

/// By which transport a name server is asked: each that can be had from there, until one brings a whole reply.
enum class Over { either, udp, tcp };

/// Asks a name server for the records of a name.
struct Dns {
    std::string server;  ///< an IP address
    std::uint16_t port = 53;
    std::string name;  ///< as in a master file, see labels_from
    std::string type = "A";
    Over over = Over::either;
    Nanoseconds timeout = std::chrono::seconds(2);  ///< of one try
    unsigned tries = 3;                             ///< over UDP; TCP is tried once
};

/// What describes the image that the target is, or that a container was made from.
struct DescribeImage {};

/// What an inode carries besides its status. Asked where no tool of the target can be: backends that run commands answer
/// Kind::unsupported.
struct Marks {
    std::string path;
};

/// What is to be told of a private key. Its bytes end where they arrive, in the backend.
struct ReadKey {
    std::string path;
    Hidden passphrase = {};  ///< an empty text: none is given
};

/// The file system that a path lies on, where the target is made of file systems that nobody has mounted. Backends that run
/// commands answer Kind::unsupported.
struct StatFileSystem {
    std::string path;
};

using QuestionKinds = std::variant<
    Stat,
    Read,
    ReadMatching,
    ListFolder,
    Glob,
    ReadLink,
    Digest,
    Run,
    ProbeTcp,
    Talk,
    Walk,
    Http,
    Dns,
    DescribeImage,
    Marks,
    ReadKey,
    StatFileSystem>;

/// One of the kinds. It is made, copied and ended in question.cpp alone: a variant of this size would take
/// every source that touches one a second to compile.
struct Question : QuestionKinds {
    Question();
    template<kind_of<QuestionKinds> Kind>
    Question(Kind question);  // NOLINT(google-explicit-constructor): it is one
    Question(const Question& other);
    Question(Question&& other) noexcept;
    Question& operator=(const Question& other);
    Question& operator=(Question&& other) noexcept;
    ~Question();
};

// --- what is answered ----------------------------------------------------------------------------

/// The owner's names are the target's own (its NSS); an id without a name has its digits there.
struct FileStatus {
    FileType type = FileType::regular;
    std::uint16_t permissions = 0;  ///< 12 bits
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::string owner;
    std::string group;
    std::uint64_t size = 0;
    std::uint64_t links = 0;
    std::uint64_t inode = 0;
    std::uint64_t device = 0;
    Instant modified{};
    Instant changed{};
    std::string origin = {};  ///< what brought it, where that is known: a layer of an image
};

/// `bytes` only of a regular file; the type of anything else.
struct Content {
    FileType type = FileType::regular;
    std::string bytes;
    std::string origin = {};  ///< as of FileStatus
};

struct NamedContent {
    std::string path;
    std::variant<std::string, CannotTell> bytes;
};

struct Names {
    std::vector<std::string> names;  ///< sorted bytewise; of a glob or a walk whole paths
};

struct LinkText {
    bool is_link = true;  ///< false: there is something, and it is no link
    std::string text;
};

struct DigestText {
    FileType type = FileType::regular;
    std::string hex;  ///< lower case; empty of what is no regular file
};

/// A command that ran to its end. 126 and 127 are what `sh` says of one that could not be started.
struct Output {
    int exit_status = 0;
    std::string signal;  ///< "SIGSEGV"; of 129–192, as a shell cannot tell them apart
    std::string out;
    std::string err;
    Nanoseconds duration{0};
};

struct Reached {
    /// `failed`: not reached, and nobody there says why.
    enum class How { open, refused, unreachable, timed_out, not_resolved, closed, failed };
    How how = How::open;
    std::string remark;     ///< what the system or the tool said
    Nanoseconds time = {};  ///< until that was known
};

struct Reply {
    Reached reached;
    std::string bytes;
};

/// Of a request and the redirects that were followed: everything but `redirected_to` is of the last one.
struct HttpReply {
    Reached reached;      ///< the peer, or its proxy
    std::string trouble;  ///< why no complete response came; empty: one did
    HttpResponse response;
    std::string redirected_to;  ///< by the first response, absolute
    TlsPeer tls;
    Nanoseconds time{0};  ///< until the last byte
};

/// Without a message no way of asking brought a reply that is one; `reached` says how that went.
struct DnsReply {
    Reached reached;
    std::optional<DnsMessage> message = {};
};

/// As an image (its `config`) or the engine that knows it (`inspect`) tells it. "Not there": the target is no image, or one
/// that nothing describes, as a folder.
struct ImageDescription {
    std::string configuration;  ///< JSON
    std::string digest;         ///< of its manifest, `sha256:…`; empty where that is not known
};

/// Of what a path leads to. What the file system or the format of an image keeps of nothing is nothing.
struct FileMarks {
    std::optional<std::uint32_t> flags;  ///< as of FS_IOC_GETFLAGS (ioctl_iflags(2))
    /// Extended attributes by their whole names, as getxattr(2) gives them.
    std::optional<std::map<std::string, std::string>> attributes;
    std::optional<CannotTell> why_no_flags =
        {};  ///< they may be kept, and cannot be read as attributes can
};

/// Without a key where what the path leads to is no regular file, or none is in it.
struct KeyInFile {
    FileType type = FileType::regular;
    std::optional<PrivateKeyFacts> key;
};

/// As statfs(2) would say it of the file system once it is mounted.
struct FileSystemStatus {
    std::string type;         ///< "ext4"; empty: the target has no file systems of its own
    std::uint64_t block = 0;  ///< bytes
    std::uint64_t blocks = 0;
    std::uint64_t free = 0;
    std::uint64_t available = 0;  ///< to others than root
    std::uint64_t inodes = 0;
    std::uint64_t inodes_free = 0;
};

/// "Not there" is an empty optional; "could not find out" is CannotTell.
using AnswerKinds = std::variant<
    CannotTell,
    std::optional<FileStatus>,
    std::optional<Content>,
    std::vector<NamedContent>,
    std::optional<Names>,
    std::optional<LinkText>,
    std::optional<DigestText>,
    Output,
    Reached,
    Reply,
    HttpReply,
    DnsReply,
    std::optional<ImageDescription>,
    std::optional<FileMarks>,
    std::optional<KeyInFile>,
    std::optional<FileSystemStatus>>;

/// One of the kinds; compiled like a Question.
struct Answer : AnswerKinds {
    Answer();
    template<kind_of<AnswerKinds> Kind>
    Answer(Kind answer);  // NOLINT(google-explicit-constructor): it is one
    Answer(const Answer& other);
    Answer(Answer&& other) noexcept;
    Answer& operator=(const Answer& other);
    Answer& operator=(Answer&& other) noexcept;
    ~Answer();
};

template<class Q>
struct AnswerOf;
template<>
struct AnswerOf<Stat> {
    using type = std::optional<FileStatus>;
};
template<>
struct AnswerOf<Read> {
    using type = std::optional<Content>;
};
template<>
struct AnswerOf<ReadMatching> {
    using type = std::vector<NamedContent>;
};
template<>
struct AnswerOf<ListFolder> {
    using type = std::optional<Names>;
};
template<>
struct AnswerOf<Glob> {
    using type = std::optional<Names>;
};
template<>
struct AnswerOf<ReadLink> {
    using type = std::optional<LinkText>;
};
template<>
struct AnswerOf<Digest> {
    using type = std::optional<DigestText>;
};
template<>
struct AnswerOf<Run> {
    using type = Output;
};
template<>
struct AnswerOf<ProbeTcp> {
    using type = Reached;
};
template<>
struct AnswerOf<Talk> {
    using type = Reply;
};
template<>
struct AnswerOf<Http> {
    using type = HttpReply;
};

template<>
struct AnswerOf<Walk> {
    using type = std::optional<Names>;
};

template<>
struct AnswerOf<Dns> {
    using type = DnsReply;
};

template<>
struct AnswerOf<DescribeImage> {
    using type = std::optional<ImageDescription>;
};

template<>
struct AnswerOf<Marks> {
    using type = std::optional<FileMarks>;
};

template<>
struct AnswerOf<ReadKey> {
    using type = std::optional<KeyInFile>;
};

template<>
struct AnswerOf<StatFileSystem> {
    using type = std::optional<FileSystemStatus>;
};

/// What is told of the bytes of a regular file, of which no more than these are read; those of others are empty.
constexpr std::uint64_t most_of_private_key = 1ULL << 20;
KeyInFile key_in(FileType type, const Secret& bytes, const ReadKey& question);

/// One spelling for equal questions: what is asked once and recorded by.
std::string key_of(const Question& question);

/// As evidence shows it: `read /etc/os-release`, `run systemctl show -- nginx.service`.
std::string describe(const Question& question);
/// What an answer brought, on one line: `0644 root root, 1204 bytes`, `not there`, `exit 0, 12 lines`.
std::string describe(const Answer& answer);

}  // namespace muster
