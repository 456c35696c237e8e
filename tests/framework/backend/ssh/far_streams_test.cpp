// HTTP and connections as a target behind SSH sees them, by libssh2, by the system's ssh and by pipes: with
// forwarding allowed and forbidden, with tools of the target and without.
#include "framework/backend/local/local_backend.hpp"
#include "framework/backend/shell/pipe_connection.hpp"
#include "framework/backend/shell/shell_backend.hpp"
#include "tests/framework/backend/ssh/ssh_test_support.hpp"
#include "tests/support/web_server.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <filesystem>

using namespace muster;
using namespace std::chrono_literals;
using Catch::Contains;
using How = Reached::How;

namespace {

enum class By { libssh2, openssh };

/// A target behind the server; what its exchanges leave of notices is nobody's.
struct FarTarget {
    Visit visit;
    ShellBackend backend;

    FarTarget(const SshServer& server, By by)
        : visit(server.port()), backend(connection(by), options()) {}

    std::unique_ptr<Connection> connection(By by) {
        visit.url.by_system_client = by == By::openssh;
        return visit.connect();
    }
    ShellOptions options() {
        ShellOptions made;
        made.reconnect = [this] { return visit.connect(); };
        return made;
    }
};

std::vector<Answer> asked(Backend& backend, const std::vector<Question>& batch) {
    return backend.exchange(batch, Deadline(30s));
}

Answer asked(Backend& backend, const Question& question) {
    return asked(backend, std::vector<Question>{question}).front();
}

HttpReply reply_to(Backend& backend, const Http& http) {
    const auto answer = asked(backend, Question(http));
    if (const auto* why = std::get_if<CannotTell>(&answer))
        throw std::runtime_error("cannot tell: " + why->message);
    return std::get<HttpReply>(answer);
}

/// A target whose PATH has no bash, perl, python3 and nc: they are covered by what cannot be run.
std::vector<Cover> without_tools() {
    static const TemporaryFolder folder;
    const auto nothing = folder.write("nothing", "");
    std::vector<Cover> covers;
    for (const auto* tool :
         {"/usr/bin/bash",
          "/usr/bin/perl",
          "/usr/bin/python3",
          "/usr/local/bin/python3",
          "/usr/bin/nc.openbsd",
          "/usr/bin/ncat"})
        if (std::filesystem::exists(tool))
            covers.push_back({nothing, tool});
    const auto plain = folder.file("passwd");
    auto accounts = read_file("/etc/passwd").value();
    if (const auto at = accounts.find("/bin/bash\n"); accounts.starts_with("root:"))
        accounts.replace(at, 9, "/bin/sh");
    write_file(plain, accounts, 0644);
    covers.push_back({plain, "/etc/passwd"});
    return covers;
}

bool may_cover() {
    return geteuid() == 0 and run_program({"unshare", "-m", "true"}).status == 0;
}

const char* const forbidden = "AllowTcpForwarding no";

}  // namespace

TEST_CASE("the same answers come from here, by libssh2, by the system's ssh, and where sshd "
          "forbids forwarding") {
    const Authority authority;
    const WebServer plain;
    const WebServer secure(authority.issue());
    const WebServer expired(authority.issue({.days = -1}));
    const auto silent = saying("", Then::hold);
    const auto half = saying("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
    std::vector<Http> requests = {
        {.url = plain.url("/")},
        {.url = plain.url("/missing", "127.0.0.1")},
        {.url = plain.url("/moved"), .follow = 1},
        {.url = secure.url("/"), .trusted = authority.pem()},
        {.url = expired.url("/"), .trusted = authority.pem()},
        {.url = fmt::format("http://127.0.0.1:{}/", silent.port()), .timeout = 700ms},
        {.url = fmt::format("http://127.0.0.1:{}/", half.port())},
        {.url = fmt::format("http://127.0.0.1:{}/", free_port())},
        {.url = "http://no-such-host.invalid/"},
        {.url = "http://-v/"},
    };
    LocalBackend here;
    const std::vector<Question> batch(requests.begin(), requests.end());
    const auto expected = asked(here, batch);
    const SshServer allowing;
    const SshServer forbidding(forbidden);
    for (const auto by : {By::libssh2, By::openssh}) {
        for (const auto* server : {&allowing, &forbidding}) {
            FarTarget target(*server, by);

            const auto answers = asked(target.backend, batch);

            for (std::size_t i = 0; i < batch.size(); ++i) {
                INFO(
                    describe(batch[i])
                    << ", " << static_cast<int>(by) << ", " << (server == &allowing)
                );
                INFO(describe(answers[i]));
                const auto* near = std::get_if<HttpReply>(&expected[i]);
                const auto* far = std::get_if<HttpReply>(&answers[i]);
                REQUIRE(near != nullptr);
                REQUIRE(far != nullptr);
                CHECK(far->reached.how == near->reached.how);
                CHECK(far->trouble == near->trouble);
                CHECK(far->response.status == near->response.status);
                CHECK(far->response.body == near->response.body);
                CHECK(far->redirected_to == near->redirected_to);
                CHECK(far->tls.chain == near->tls.chain);
                CHECK(far->tls.distrust == near->tls.distrust);
            }
        }
    }
}

TEST_CASE("peer silent, refused, name unknown: told alike from afar") {
    const SilentPort silent;
    const auto port = static_cast<std::uint16_t>(silent.port());
    const SshServer server;
    for (const auto by : {By::libssh2, By::openssh}) {
        FarTarget target(server, by);
        const std::vector<Question> batch = {
            ProbeTcp{"127.0.0.1", port, 500ms},
            ProbeTcp{"127.0.0.1", static_cast<std::uint16_t>(free_port()), 2s},
            ProbeTcp{"no-such-host.invalid", 80, 2s},
            ProbeTcp{"127.0.0.1", static_cast<std::uint16_t>(server.port()), 2s}};

        const auto answers = asked(target.backend, batch);

        CHECK(std::get<Reached>(answers[0]).how == How::timed_out);
        CHECK(std::get<Reached>(answers[1]).how == How::refused);
        CHECK(std::get<Reached>(answers[2]).how == How::not_resolved);
        CHECK(std::get<Reached>(answers[3]).how == How::open);
    }
}

TEST_CASE("silent peers hold nobody up for long") {
    const WebServer web;
    const SilentPort silent;
    const SshServer server;
    FarTarget target(server, By::libssh2);
    std::vector<Question> batch;
    for (int i = 0; i < 3; ++i)
        batch.emplace_back(Http{
            .url = fmt::format("http://127.0.0.1:{}/{}", silent.port(), i), .timeout = 3s});
    batch.emplace_back(Http{.url = web.url("/", "127.0.0.1")});
    const auto begun = std::chrono::steady_clock::now();

    const auto answers = asked(target.backend, batch);

    for (int i = 0; i < 3; ++i)
        CHECK(
            std::get<HttpReply>(answers[static_cast<std::size_t>(i)]).reached.how == How::timed_out
        );
    CHECK(std::get<HttpReply>(answers[3]).response.status == 200);
    CHECK(std::chrono::steady_clock::now() - begun < 9s);  // one after the other it would be more
    CHECK(reply_to(target.backend, {.url = web.url("/")}).response.status == 200);
}

TEST_CASE("many requests go over one session of their own") {
    const WebServer web;
    const SshServer server;
    FarTarget target(server, By::libssh2);
    std::vector<Question> batch;
    for (int i = 0; i < 20; ++i)
        batch.emplace_back(Http{.url = web.url("/?" + std::to_string(i), "127.0.0.1")});

    for (const auto& answer : asked(target.backend, batch))
        CHECK(std::get<HttpReply>(answer).response.status == 200);
    CHECK(reply_to(target.backend, {.url = web.url("/", "127.0.0.1")}).response.status == 200);

    const auto log = server.log();
    std::size_t logins = 0;
    for (auto at = log.find("Accepted publickey"); at != std::string::npos;
         at = log.find("Accepted publickey", at + 1))
        ++logins;
    CHECK(logins == 2);
}

TEST_CASE("a body of some size comes whole") {
    const std::string body(3UL << 20, 'x');
    const auto big = saying("HTTP/1.1 200 OK\r\n\r\n" + body);
    const SshServer allowing;
    const SshServer forbidding(forbidden);
    for (const auto by : {By::libssh2, By::openssh})
        for (const auto* server : {&allowing, &forbidding}) {
            FarTarget target(*server, by);
            const auto reply =
                reply_to(target.backend, {.url = fmt::format("http://127.0.0.1:{}/", big.port())});

            CHECK(reply.trouble == "");
            CHECK(reply.response.body.size() == body.size());
        }
}

TEST_CASE("without a tool sshd says whether a peer is reached, not why it is not") {
    if (not may_cover())
        return;
    const WebServer web;
    const SshServer server("", without_tools());
    FarTarget target(server, By::libssh2);
    const auto closed = static_cast<std::uint16_t>(free_port());
    const std::vector<Question> batch = {
        ProbeTcp{"127.0.0.1", static_cast<std::uint16_t>(web.port()), 2s},
        ProbeTcp{"127.0.0.1", closed, 2s},
        Talk{
            .host = "127.0.0.1",
            .port = static_cast<std::uint16_t>(web.port()),
            .path = "",
            .send = "GET / HTTP/1.0\r\n\r\n",
            .mark = "\r\n"},
        Http{.url = web.url("/")},
        Http{.url = fmt::format("http://127.0.0.1:{}/", closed)},
        ProbeTcp{"no-such-host.invalid", 80, 2s}};

    const auto answers = asked(target.backend, batch);

    for (std::size_t i = 0; i < answers.size(); ++i)
        UNSCOPED_INFO(describe(batch[i]) << ": " << describe(answers[i]));
    CHECK(std::get<Reached>(answers[0]).how == How::open);
    CHECK(std::get<Reached>(answers[1]).how == How::failed);
    CHECK(std::get<Reply>(answers[2]).bytes == "HTTP/1.1 200 OK\r\n");
    CHECK(std::get<HttpReply>(answers[3]).response.status == 200);
    CHECK(std::get<HttpReply>(answers[4]).reached.how == How::failed);
    CHECK(std::get<CannotTell>(answers[5]).kind == Kind::missing_tool);
}

TEST_CASE("sshd forbids forwarding, no tool on the target: nothing can be told") {
    if (not may_cover())
        return;
    const WebServer web;
    const SshServer server(forbidden, without_tools());
    for (const auto by : {By::libssh2, By::openssh}) {
        FarTarget target(server, by);
        const std::vector<Question> batch = {
            ProbeTcp{"127.0.0.1", static_cast<std::uint16_t>(web.port()), 2s},
            Http{.url = web.url("/")}};

        const auto answers = asked(target.backend, batch);

        for (const auto& answer : answers) {
            INFO(describe(answer));
            REQUIRE(std::holds_alternative<CannotTell>(answer));
            CHECK_THAT(std::get<CannotTell>(answer).message, Contains("sshd forbids forwarding"));
        }
    }
}

TEST_CASE("a shell behind pipes asks by its own tools") {
    const WebServer web;
    const std::vector<std::string> shell = {"sh", "-c"};
    ShellBackend backend(std::make_unique<PipeConnection>(shell, "root@pipe"));

    const auto reply = reply_to(backend, {.url = web.url("/")});
    const auto refused =
        reply_to(backend, {.url = fmt::format("http://127.0.0.1:{}/", free_port())});

    CHECK(reply.response.body == "hello\n");
    CHECK(refused.reached.how == How::refused);
}

TEST_CASE("the certificate authorities are those of the target") {
    if (not may_cover())
        return;
    const Authority authority;
    const WebServer web(authority.issue());
    const auto& store = std::string("/etc/ssl/certs/ca-certificates.crt");
    if (not std::filesystem::exists(store))
        return;
    const TemporaryFolder folder;
    auto covers = without_tools();
    covers.push_back({folder.write("store", authority.pem()), store});
    const SshServer knowing("", covers);
    const SshServer usual;
    FarTarget trusting(knowing, By::libssh2);
    FarTarget other(usual, By::libssh2);

    CHECK(reply_to(trusting.backend, {.url = web.url("/")}).tls.trust == Trust::yes);
    CHECK(reply_to(trusting.backend, {.url = web.url("/")}).response.body == "hello\n");
    CHECK(reply_to(other.backend, {.url = web.url("/")}).tls.trust == Trust::no);
}
