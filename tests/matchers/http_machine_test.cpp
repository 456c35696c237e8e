// HTTP, TLS and ports of real servers on loopback, found from here and from behind a real sshd, and held
// against what curl and openssl say.

#include "framework/backend/local/local_backend.hpp"
#include "framework/backend/shell/shell_backend.hpp"
#include "framework/base/text.hpp"
#include "framework/model/term.hpp"
#include "tests/framework/backend/ssh/ssh_test_support.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/tool.hpp"
#include "tests/support/web_server.hpp"

#include <catch2/catch.hpp>

#include <functional>

namespace muster {
std::span<const Resource> http_resources();
std::span<const Resource> tcp_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

std::string told_by(const std::string& line) {
    return std::string(trimmed(run_tool(line).output));
}

/// The same through this machine, libssh2 and the system's ssh.
void everywhere(const std::function<void(Backend& host)>& check) {
    static const SshServer server;
    LocalBackend here;
    check(here);
    for (const bool by_system_client : {false, true}) {
        INFO((by_system_client ? "openssh" : "libssh2"));
        Visit visit(server.port());
        visit.url.by_system_client = by_system_client;
        ShellOptions options;
        options.reconnect = [&visit] { return visit.connect(); };
        ShellBackend far(visit.connect(), options);
        check(far);
    }
}

}  // namespace

TEST_CASE("nginx says the same to us and to curl, from everywhere") {
    const WebServer server;
    const auto url = server.url("/");
    const auto status = told_by("curl -s -o /dev/null -w '%{http_code}' " + url);
    const auto type = told_by("curl -s -o /dev/null -w '%{content_type}' " + url);
    const auto moved = told_by("curl -s -o /dev/null -w '%{redirect_url}' " + server.url("/moved"));

    everywhere([&](Backend& host) {
        const auto one = [&](const Fact& fact) { return found(host, http_resources(), fact); };
        CHECK(one(fact("http", url, "status")) == status);
        CHECK(one(fact("http", url, "header", {"content-type"})) == "\"" + type + "\"");
        CHECK(one(fact("http", url, "headers", {"x-two"})) == R"(["one", "two"])");
        CHECK(one(fact("http", url, "body")) == R"("hello\n")");
        CHECK(one(fact("http", server.url("/moved"), "redirected_to")) == "\"" + moved + "\"");
        CHECK(one(fact("http", server.url("/missing"), "status")) == "404");
        CHECK(
            one(narrowed(
                "auth", {"Aladdin", Value("open sesame")}, fact("http", server.url("/echo"), "body")
            ))
            == "\"GET Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==  localhost:"
                   + std::to_string(server.port()) + "\""
        );
    });
}

TEST_CASE("a certificate is what openssl says it is, from everywhere") {
    const Authority authority;
    const auto files = authority.issue();
    const WebServer server(files);
    const auto url = server.url("/");
    const auto fingerprint = told_by(
        "openssl x509 -in " + files.certificate + " -noout -fingerprint -sha256 | cut -d= -f2"
    );
    const auto subject =
        told_by("openssl x509 -in " + files.certificate + " -noout -subject | cut -d= -f2-");

    everywhere([&](Backend& host) {
        const auto about = [&](const char* attribute, std::vector<std::string> parameters = {}) {
            return narrowed(
                "trusting",
                {Value(authority.file())},
                part("certificate", fact("http", url, attribute, std::move(parameters)))
            );
        };
        const auto one = [&](const char* attribute, std::vector<std::string> parameters = {}) {
            return found(host, http_resources(), about(attribute, std::move(parameters)));
        };
        const auto plain = [&](const char* attribute) {
            const auto findings = gather(host, http_resources(), {about(attribute)});
            return to_plain(std::get<Value>(findings.front().found));
        };
        CHECK(same_term(TermKind::hexadecimal, fingerprint, plain("fingerprint")));
        CHECK(same_term(TermKind::distinguished_name, subject, plain("subject")));
        CHECK(one("trusted") == "true");
        CHECK(one("valid") == "true");
        CHECK(one("days_left") == "29");
        CHECK(one("covers", {"localhost"}) == "true");
        CHECK(one("matches_key", {files.key}) == "true");
        CHECK(one("matches_key", {authority.key()}) == "false");
    });
}

TEST_CASE("ports are reached or not, from everywhere") {
    const WebServer server;
    const SilentPort silent;
    const auto place = [](int port) { return "127.0.0.1:" + std::to_string(port); };
    const SshServer sshd;

    everywhere([&](Backend& host) {
        const auto one = [&](const Fact& fact) { return found(host, tcp_resources(), fact); };
        const auto shut = place(free_port());
        CHECK(one(fact("tcp", place(server.port()), "reachable")) == "true");
        CHECK(one(fact("tcp", shut, "reachable")) == "false");
        CHECK(one(fact("tcp", shut, "refused")) == "true");
        CHECK(
            one(narrowed("timeout", {Value(0.4)}, fact("tcp", place(silent.port()), "timed_out")))
            == "true"
        );
        CHECK(
            one(fact("tcp", "no-such-host.invalid:80", "reachable")).find("does not exist")
            != std::string::npos
        );
        CHECK(one(fact("tcp", place(sshd.port()), "banner")).find("\"SSH-2.0-OpenSSH") == 0);
        CHECK(
            one(narrowed(
                "local_address", {"127.0.0.9"}, fact("tcp", place(server.port()), "reachable")
            ))
            == "true"
        );
    });
}
