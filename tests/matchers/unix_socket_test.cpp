// Recorded tables, and real sockets of the test's own.

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/host/resource.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

namespace muster {
std::span<const Resource> unix_socket_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

constexpr auto may_look = "Name:\tsh\nUid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n";
constexpr auto may_not_look = "Name:\tsh\nUid:\t7\t7\t7\t7\nCapEff:\t0000000000000000\n";
constexpr auto ss = "ss -H -xap";

FakeHost with(const std::string& lines, const char* rights = may_look) {
    FakeHost host;
    host.file("/proc/net/unix", "Num       RefCount Protocol Flags    Type St Inode Path\n" + lines)
        .file("/proc/self/status", rights);
    return host;
}

void add_file(FakeHost& host, const std::string& path) {
    host.entry(path, {.type = FileType::socket, .permissions = 0666});
}

std::string line(
    const std::string& flags, const std::string& type, int inode, const std::string& name
) {
    return "00000000b567d490: 00000002 00000000 " + flags + " " + type + " 01 "
           + std::to_string(inode) + " " + name + "\n";
}

/// A stream socket that accepts, a bound one that does not, a datagram socket, an abstract one.
FakeHost four_sockets() {
    auto host = with(
        line("00010000", "0001", 11, "/run/app.sock") + line("00000000", "0001", 12, "/run/deaf")
        + line("00000000", "0002", 13, "/dev/log") + line("00010000", "0005", 14, "@abstract")
    );
    for (const std::string path : {"/run/app.sock", "/run/deaf", "/dev/log"})
        add_file(host, path);
    return host;
}

Value value_of(FakeHost& host, const std::string& name, const std::string& attribute) {
    const auto findings =
        gather(host, unix_socket_resources(), {fact("unix_socket", name, attribute)});
    return std::get<Value>(findings.at(0).found);
}

std::string of(Backend& host, const std::string& name, const std::string& attribute) {
    return found(host, unix_socket_resources(), fact("unix_socket", name, attribute));
}

const std::vector<std::string> attributes = {"listening", "type", "process", "processes"};

/// A real socket under a name.
struct Bound {
    Bound(int type, const std::string& name)
        : descriptor(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0)) {
        sockaddr_un where{};
        where.sun_family = AF_UNIX;
        if (name.size() >= sizeof where.sun_path)
            throw std::runtime_error("too long: " + name);
        std::memcpy(where.sun_path, name.data(), name.size());
        const bool is_abstract = name.starts_with('@');
        if (is_abstract)
            where.sun_path[0] = '\0';
        const auto size = offsetof(sockaddr_un, sun_path) + name.size() + (is_abstract ? 0 : 1);
        const auto* address = reinterpret_cast<const sockaddr*>(&where);
        if (::bind(descriptor.number(), address, static_cast<socklen_t>(size)) != 0)
            throw std::runtime_error("bind " + name);
    }
    void accept() const { (void)::listen(descriptor.number(), 1); }

    FileDescriptor descriptor;
};

}  // namespace

TEST_CASE("a unix socket listens when it accepts, or is a bound datagram socket") {
    auto host = four_sockets();

    CHECK(of(host, "/run/app.sock", "listening") == "true");
    CHECK(of(host, "/dev/log", "listening") == "true");
    CHECK(of(host, "@abstract", "listening") == "true");
    CHECK(of(host, "/run/deaf", "listening") == "false");
    CHECK(of(host, "/run/app.soc", "listening") == "false");
    CHECK(of(host, "@abstrac", "listening") == "false");
    CHECK(of(host, "/run/app.sock", "type") == R"("stream")");
    CHECK(of(host, "/dev/log", "type") == R"("dgram")");
    CHECK(of(host, "@abstract", "type") == R"("seqpacket")");
    CHECK(of(host, "/run/deaf", "type") == "absent");
    CHECK(value_of(host, "/run/deaf", "listening").remark == "it is bound and accepts nobody");
}

TEST_CASE("a file without a program, and a program without its file, do not listen") {
    auto stale = with("");
    add_file(stale, "/run/app.sock");
    auto removed = with(line("00010000", "0001", 11, "/run/app.sock"));
    auto replaced = removed;
    replaced.file("/run/app.sock", "");
    auto hidden = removed;
    hidden.denied("/run");

    for (auto* host : {&stale, &removed, &replaced})
        CHECK(of(*host, "/run/app.sock", "listening") == "false");
    CHECK(
        value_of(stale, "/run/app.sock", "listening").remark
        == "its file is there, but no program waits"
    );
    CHECK(
        value_of(removed, "/run/app.sock", "listening").remark
        == "a program waits there, but the socket's file was removed"
    );
    CHECK(of(hidden, "/run/app.sock", "listening") == "true");
}

TEST_CASE("links of the folder are resolved, of the name asked for and of the socket's") {
    auto host = with(line("00010000", "0001", 11, "/var/run/app.sock"));
    host.link("/var/run", "/run");
    add_file(host, "/run/app.sock");
    add_file(host, "/var/run/app.sock");

    CHECK(of(host, "/run/app.sock", "listening") == "true");
    CHECK(of(host, "/var/run/app.sock", "listening") == "true");
    CHECK(of(host, "/etc/app.sock", "listening") == "false");
}

TEST_CASE("the programs of a unix socket come from ss") {
    auto host = four_sockets();
    host.command(
        ss,
        "u_str LISTEN 0 128 /run/app.sock 11 * 0 "
        "users:((\"nginx\",pid=7,fd=3),(\"nginx\",pid=8,fd=3))\n"
        "u_dgr UNCONN 0 0 /dev/log 13 * 0\n"
    );

    CHECK(of(host, "/run/app.sock", "process") == R"("nginx")");
    CHECK(of(host, "/run/app.sock", "processes") == R"(["nginx"])");
    CHECK(of(host, "/dev/log", "process") == "not set");
    CHECK(of(host, "/run/deaf", "process") == "absent");
    CHECK(of(host, "/run/none", "processes") == "absent");
    CHECK(
        of(host, "@abstract", "process")
        == "cannot tell: who has unix socket @abstract: it changed while we looked"
    );
}

TEST_CASE("without ss, or without the right to look, programs cannot be told") {
    auto no_tool = four_sockets();
    auto denied = with(line("00010000", "0001", 11, "@x"), may_not_look);
    denied.command(ss, "u_str LISTEN 0 128 @x 11 * 0\n");

    CHECK(
        of(no_tool, "/run/app.sock", "process")
        == "cannot tell: who has unix socket /run/app.sock: ss is not installed"
    );
    CHECK(
        of(denied, "@x", "processes")
        == "cannot tell: permission denied looking who has unix socket @x"
    );
    CHECK(of(denied, "@x", "listening") == "true");
}

TEST_CASE("a table of unix sockets that is missing, unreadable or garbage cannot be told") {
    FakeHost missing;
    auto denied = four_sockets();
    denied.denied("/proc/net/unix");
    FakeHost garbage;
    garbage.file("/proc/net/unix", "none\n");
    FakeHost image;
    image.cannot(Ability::live, "nothing runs in an image");

    for (const auto& attribute : attributes) {
        for (auto* host : {&missing, &denied, &garbage})
            CHECK(of(*host, "/run/app.sock", attribute).starts_with("cannot tell: "));
        CHECK(of(image, "/run/app.sock", attribute) == "not asked: nothing runs in an image");
    }
}

TEST_CASE("many unix sockets and their programs cost one exchange") {
    auto host = four_sockets();
    host.command(
        ss,
        "u_str LISTEN 0 128 /run/app.sock 11 * 0 users:((\"nginx\",pid=7,fd=3))\n"
        "u_dgr UNCONN 0 0 /dev/log 13 * 0 users:((\"logger\",pid=9,fd=3))\n"
    );
    std::vector<Fact> facts;
    for (const std::string name : {"/run/app.sock", "/dev/log"})
        for (const auto& attribute : attributes)
            facts.push_back(fact("unix_socket", name, attribute));

    gather(host, unix_socket_resources(), facts);

    CHECK(host.exchanges() == 1);
}

TEST_CASE("real unix sockets: stream, datagram, seqpacket, abstract, names with blanks and newlines"
) {
    const ScratchFolder folder;
    LocalBackend machine;
    const Bound stream(SOCK_STREAM, folder.path("a b"));
    const Bound newline(SOCK_SEQPACKET, folder.path("c\nd"));
    const Bound datagram(SOCK_DGRAM, folder.path("log"));
    const Bound deaf(SOCK_STREAM, folder.path("deaf"));
    const auto hidden_name = "@muster-test-" + std::to_string(::getpid());
    const Bound hidden(SOCK_STREAM, hidden_name);
    for (const auto* socket : {&stream, &newline, &hidden})
        socket->accept();

    CHECK(of(machine, folder.path("a b"), "type") == R"("stream")");
    CHECK(of(machine, folder.path("c\nd"), "type") == R"("seqpacket")");
    CHECK(of(machine, folder.path("log"), "type") == R"("dgram")");
    CHECK(of(machine, hidden_name, "type") == R"("stream")");
    CHECK(of(machine, folder.path("deaf"), "listening") == "false");
    CHECK(of(machine, folder.path("a"), "listening") == "false");
    (void)::unlink(folder.path("log").c_str());
    CHECK(of(machine, folder.path("log"), "listening") == "false");
}

TEST_CASE("real unix sockets: through a link, and with their programs") {
    if (not has_tool("ss"))
        return skip("no ss here");
    const ScratchFolder folder;
    LocalBackend machine;
    const Bound stream(SOCK_STREAM, folder.path("a b"));
    stream.accept();
    REQUIRE(::symlink(".", folder.path("link").c_str()) == 0);

    CHECK(of(machine, folder.path("link/a b"), "listening") == "true");
    CHECK(of(machine, folder.path("link/a b"), "process") == R"("test_matchers")");
    CHECK(of(machine, folder.path("a b"), "processes") == R"(["test_matchers"])");
}
