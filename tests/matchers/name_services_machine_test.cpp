// Accounts that are not in /etc/passwd, through a real second name service (libnss-extrausers), in a mount
// namespace of the test's own: this machine's nsswitch.conf stays as it is.

#include "framework/backend/shell/pipe_connection.hpp"
#include "framework/backend/shell/shell_backend.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/plural.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

namespace muster {

std::span<const Resource> user_resources();
std::span<const Resource> group_resources();

}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

/// This machine with another nsswitch.conf, and accounts of its own in /var/lib/extrausers.
class OtherSources {
public:
    explicit OtherSources(const std::string& sources) {
        const auto line = ": " + sources + "\n";
        const auto nsswitch = folder_.write("nsswitch.conf", "passwd" + line + "group" + line);
        (void)folder_.write(
            "extra/passwd",
            "carol:x:3000:3001:Carol of elsewhere:/home/carol:/bin/zsh\n"
            "carl:x:3002:3001::/home/carl:/bin/sh\n"
        );
        (void)folder_.write("extra/group", "elsewhere:x:3001:\nguests:x:3003:carol,root\n");
        (void)folder_.write("extra/shadow", "");
        const auto script = "chmod 755 '" + folder_.path() + "' '" + folder_.file("extra")
                            + "' && chmod 644 '" + nsswitch + "' '" + folder_.file("extra")
                            + "'/* && mount --bind '" + nsswitch
                            + "' /etc/nsswitch.conf && mount --bind '" + folder_.file("extra")
                            + "' /var/lib/extrausers && exec sh -c \"$1\"";
        words_ = {
            "unshare", "--mount", "--propagation", "private", "sh", "-c", script, "in-namespace"};
    }

    ShellBackend backend() const {
        return {std::make_unique<PipeConnection>(words_, "other-sources")};
    }

private:
    TemporaryFolder folder_;
    std::vector<std::string> words_;
};

/// Why it cannot be tried here; empty when it can.
std::string obstacle() {
    if (::geteuid() != 0)
        return "not root";
    if (run_tool("ls /usr/lib/libnss_extrausers.so.2 /usr/lib/*/libnss_extrausers.so.2")
            .output.find("libnss_extrausers.so.2\n")
        == std::string::npos)
        return "no libnss-extrausers here";
    if (run_tool("unshare --mount --propagation private true").exit_status != 0)
        return "no mount namespaces here";
    return "";
}

std::string of(Backend& host, const std::string& name, const std::string& attribute) {
    return found(host, user_resources(), fact("user", name, attribute));
}

std::string of_group(Backend& host, const std::string& name, const std::string& attribute) {
    return found(host, group_resources(), fact("group", name, attribute));
}

}  // namespace

TEST_CASE("an account of another name service is there, though not in /etc/passwd") {
    if (const auto why = obstacle(); not why.empty())
        return skip(why);
    const OtherSources sources("files extrausers");
    auto host = sources.backend();

    CHECK(of(host, "carol", "exists") == "true");
    CHECK(of(host, "carol", "uid") == "3000");
    CHECK(of(host, "carol", "group") == "\"elsewhere\"");
    CHECK(of(host, "carol", "groups") == R"(["elsewhere", "guests"])");
    CHECK(of(host, "carol", "home") == "\"/home/carol\"");
    CHECK(of(host, "carol", "shell") == "\"/bin/zsh\"");
    CHECK(of(host, "carol", "comment") == "\"Carol of elsewhere\"");
    CHECK(of(host, "carol", "local") == "false");
    CHECK(of(host, "carol", "source") == "\"extrausers\"");
    CHECK(of(host, "root", "source") == "\"files\"");
    CHECK(of(host, "root", "groups").find("\"guests\"") != std::string::npos);
    CHECK(of(host, "caro", "exists") == "false");
    CHECK(of_group(host, "guests", "members") == R"(["carol", "root"])");
    CHECK(of_group(host, "elsewhere", "all_members") == R"(["carl", "carol"])");
    CHECK(of_group(host, "elsewhere", "source") == "\"extrausers\"");
}

TEST_CASE("all accounts are those of every name service that enumerates") {
    if (const auto why = obstacle(); not why.empty())
        return skip(why);
    const OtherSources sources("files extrausers");
    auto host = sources.backend();
    const auto elsewhere = where("local", equals(Value(false)), of_all("users", "names"));
    const auto local = where("local", equals(Value(true)), of_all("users", "count"));
    const auto known = std::string(run_tool("grep -c '^[^#+-]' /etc/passwd").output);

    CHECK(found(host, user_resources(), elsewhere) == R"(["carl", "carol"])");
    CHECK(found(host, user_resources(), local) + "\n" == known);
    CHECK(
        found(
            host, group_resources(), where("local", equals(Value(false)), of_all("groups", "names"))
        )
        == R"(["elsewhere", "guests"])"
    );
}

TEST_CASE("directory service down, account not local: cannot tell, while others can be told") {
    if (const auto why = obstacle(); not why.empty())
        return skip(why);
    const OtherSources sources("files extrausers sss");
    auto host = sources.backend();
    const std::string silent = "cannot tell: the name service \"sss\" does not answer: no socket "
                               "/var/lib/sss/pipes/nss";

    CHECK(of(host, "dave", "exists") == silent);
    CHECK(of(host, "dave", "uid") == silent);
    CHECK(of(host, "carol", "exists") == "true");
    CHECK(of(host, "root", "uid") == "0");
    CHECK(of_group(host, "nowhere", "exists") == silent);
    CHECK(
        found(host, user_resources(), of_all("users", "names"))
        == "cannot tell: the name service \"sss\" need not enumerate all that it knows"
    );
}
