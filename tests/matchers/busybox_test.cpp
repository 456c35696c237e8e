// A target that has busybox and nothing else: no getent, no ss, no ps of procps. Accounts, programs and sockets
// are the same as by all the tools, or cannot be told for a reason.

#include "framework/backend/local/local_backend.hpp"
#include "framework/backend/shell/pipe_connection.hpp"
#include "framework/backend/shell/shell_backend.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/plural.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/tcp_server.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

#include <netinet/in.h>
#include <unistd.h>

namespace muster {

std::span<const Resource> user_resources();
std::span<const Resource> group_resources();
std::span<const Resource> process_resources();
std::span<const Resource> port_resources();
std::span<const Resource> listening_ports_resources();

}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

/// A root folder with busybox under all its names, this machine's accounts, and its /proc.
class BusyboxRoot {
public:
    explicit BusyboxRoot(const std::string& sources) {
        const auto line = "cd '" + folder_.path()
                          + "' && mkdir -p bin dev etc proc && cp /etc/passwd /etc/group etc/ && "
                            "file=$(command -v busybox) && cp \"$file\" bin/busybox && "
                            "for library in $(ldd \"$file\" 2>/dev/null | grep -o '/[^ ]*'); do "
                            "mkdir -p .${library%/*} && cp -n $library .$library; done; "
                            "for name in $(bin/busybox --list); do ln -sf busybox bin/$name; done; "
                            "mknod dev/null c 1 3 && chmod 666 dev/null && chmod 755 . && "
                            "printf 'passwd: "
                          + sources + "\\ngroup: " + sources + "\\n' >etc/nsswitch.conf";
        is_made_ = run_tool(line).exit_status == 0;
    }

    bool is_made() const { return is_made_; }

    ShellBackend backend() const {
        const auto script = "mount --bind /proc '" + folder_.path() + "/proc' && exec chroot '"
                            + folder_.path() + "' /bin/sh -c \"$1\"";
        return {std::make_unique<PipeConnection>(
            std::vector<std::string>{
                "unshare", "--mount", "--propagation", "private", "sh", "-c", script, "busybox"},
            "busybox"
        )};
    }

private:
    TemporaryFolder folder_;
    bool is_made_ = false;
};

std::string obstacle() {
    if (::geteuid() != 0)
        return "not root";
    if (not has_tool("busybox"))
        return "no busybox here";
    return run_tool("unshare --mount --propagation private true").exit_status == 0
               ? ""
               : "no mount namespaces here";
}

/// The same facts of this machine by its own tools and of the root with busybox.
void check_same(
    Backend& busybox, std::span<const Resource> resources, const std::vector<Fact>& facts
) {
    LocalBackend machine;
    const auto here = gather(machine, resources, facts);
    const auto there = gather(busybox, resources, facts);
    for (std::size_t i = 0; i < facts.size(); ++i) {
        INFO(describe(facts[i]));
        CHECK(shown(there[i]) == shown(here[i]));
    }
}

}  // namespace

TEST_CASE("with busybox alone accounts and groups are the same, from the files") {
    if (const auto why = obstacle(); not why.empty())
        return skip(why);
    const BusyboxRoot root("files");
    REQUIRE(root.is_made());
    auto busybox = root.backend();
    std::vector<Fact> facts = {of_all("users", "names"), of_all("users", "list", {Value("uid")})};
    for (const auto* name : {"root", "nobody", "daemon", "no-such-account", "0", "-a", "a b"})
        for (const auto* attribute :
             {"exists", "uid", "gid", "group", "groups", "home", "shell", "comment", "local"})
            facts.push_back(fact("user", name, attribute));

    check_same(busybox, user_resources(), facts);
    check_same(
        busybox,
        group_resources(),
        {of_all("groups", "names"),
         fact("group", "root", "gid"),
         fact("group", "adm", "members"),
         fact("group", "root", "all_members"),
         fact("group", "nowhere", "exists")}
    );
}

TEST_CASE("with busybox alone and another name service, what files lack cannot be told") {
    if (const auto why = obstacle(); not why.empty())
        return skip(why);
    const BusyboxRoot root("files extrausers");
    REQUIRE(root.is_made());
    auto busybox = root.backend();
    const std::string no_getent =
        "cannot tell: getent is not installed, and not only files have accounts here";

    CHECK(found(busybox, user_resources(), fact("user", "root", "uid")) == "0");
    CHECK(found(busybox, user_resources(), fact("user", "carol", "exists")) == no_getent);
    CHECK(found(busybox, user_resources(), of_all("users", "names")) == no_getent);
    CHECK(found(busybox, group_resources(), fact("group", "staff2", "exists")) == no_getent);
}

TEST_CASE("with busybox alone programs are the same, from /proc") {
    if (const auto why = obstacle(); not why.empty())
        return skip(why);
    const BusyboxRoot root("files");
    REQUIRE(root.is_made());
    auto busybox = root.backend();
    std::vector<Fact> facts;
    for (const auto* attribute :
         {"running",
          "pids",
          "ppid",
          "user",
          "group",
          "args",
          "arguments",
          "exe",
          "started",
          "threads",
          "nice",
          "cgroup"})
        facts.push_back(fact("process", "test_matchers", attribute));
    facts.push_back(fact("process", "no-such-program", "running"));
    facts.push_back(
        where("pid", equals(Value(std::int64_t{::getpid()})), of_all("processes", "names"))
    );

    check_same(busybox, process_resources(), facts);
}

TEST_CASE("with busybox alone ports are the same, and who has them cannot be told") {
    if (const auto why = obstacle(); not why.empty())
        return skip(why);
    const TcpServer everywhere(INADDR_ANY);
    const TcpServer loopback(INADDR_LOOPBACK);
    const BusyboxRoot root("files");
    REQUIRE(root.is_made());
    auto busybox = root.backend();
    std::vector<Fact> facts;
    for (const auto* server : {&everywhere, &loopback}) {
        for (const auto* attribute : {"listening", "addresses", "user"})
            facts.push_back(fact("port", server->port(), attribute));
        facts.push_back(fact("port", server->port(), "serves", {"127.0.0.1"}));
        facts.push_back(fact("port", server->port(), "serves", {"192.0.2.1"}));
        facts.push_back(part("udp", fact("port", server->port(), "listening")));
        facts.push_back(part("tcp6", fact("port", server->port(), "listening")));
    }

    check_same(busybox, port_resources(), facts);
    CHECK(
        found(busybox, port_resources(), fact("port", loopback.port(), "process"))
        == "cannot tell: who has TCP port " + loopback.port() + ": ss is not installed"
    );
    // Other sockets come and go on this machine: ours are in the list.
    const auto tcp = found(busybox, listening_ports_resources(), of_all("listening_ports", "tcp"));
    CHECK(tcp.find(everywhere.port()) != std::string::npos);
    CHECK(tcp.find(loopback.port()) != std::string::npos);
}
