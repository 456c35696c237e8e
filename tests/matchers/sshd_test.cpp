// sshd(): what `sshd -T` says, and that our reader of the files says the same as sshd itself.

#include "framework/base/text.hpp"
#include "framework/host/resource.hpp"
#include "framework/platform/sshd_configuration.hpp"
#include "framework/platform/sshd_keywords.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <sys/stat.h>

#include <map>
#include <random>

namespace muster {
std::span<const Resource> sshd_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;
using Catch::Contains;

namespace {

std::string of(
    FakeHost& host, const std::string& attribute, const std::vector<std::string>& parameters = {}
) {
    return found(host, sshd_resources(), fact("sshd", "", attribute, parameters));
}

std::string of_connection(FakeHost& host, const std::string& keyword) {
    return found(
        host,
        sshd_resources(),
        narrowed(
            "for_connection",
            {Value("deploy"), Value("10.0.0.5")},
            fact("sshd", "", "setting", {keyword})
        )
    );
}

FakeHost image_with(const std::string& configuration) {
    FakeHost host;
    host.cannot(Ability::run, "Muster runs no code of an image");
    host.cannot(Ability::live, "nothing runs in an image");
    host.file("/usr/sbin/sshd", "").file("/etc/ssh/sshd_config", configuration);
    host.file(
        "/etc/passwd", "root:x:0:0:root:/root:/bin/bash\ndeploy:x:1000:1000::/home/deploy:/bin/sh\n"
    );
    host.file("/etc/group", "root:x:0:\ndeploy:x:1000:\nsftp:x:2000:deploy\n");
    return host;
}

// Of OpenSSH 9.2, shortened.
constexpr const char* dump =
    "port 22\nport 2222\naddressfamily any\nlistenaddress [::]:22\nlistenaddress "
    "0.0.0.0:22\nusepam yes\n"
    "logingracetime 120\npermitrootlogin without-password\npasswordauthentication no\nsubsystem "
    "sftp /usr/lib/sftp -f A\n"
    "authorizedkeysfile .ssh/authorized_keys .ssh/authorized_keys2\nciphers "
    "aes256-ctr,chacha20-poly1305@openssh.com\n"
    "allowusers alice\nallowusers bob@10.0.0.1\n";

}  // namespace

TEST_CASE("a server is asked for its settings by itself, once for all") {
    FakeHost host;
    host.command("sh -c command -v sshd", "/opt/ssh/sbin/sshd\n").command("sshd -T", dump);
    CHECK(of(host, "exists") == "true");
    CHECK(of(host, "setting", {"PermitRootLogin"}) == R"("prohibit-password")");
    CHECK(of(host, "setting", {"passwordauthentication"}) == R"("no")");
    CHECK(of(host, "setting", {"LoginGraceTime"}) == "120");
    CHECK(of(host, "settings", {"Port"}) == R"(["22", "2222"])");
    CHECK(of(host, "settings", {"AllowUsers"}) == R"(["alice", "bob@10.0.0.1"])");
    CHECK(
        of(host, "settings", {"AuthorizedKeysFile"})
        == R"([".ssh/authorized_keys", ".ssh/authorized_keys2"])"
    );
    CHECK(of(host, "settings", {"Subsystem"}) == R"(["sftp /usr/lib/sftp -f A"])");
    CHECK(
        of(host, "algorithms", {"Ciphers"}) == R"(["aes256-ctr", "chacha20-poly1305@openssh.com"])"
    );
    CHECK(of(host, "setting", {"PermitRotLogin"}) == "not set");
}

TEST_CASE("a connection is asked for by its user and address") {
    FakeHost host;
    host.command("sshd -T -C user=deploy,host=10.0.0.5,addr=10.0.0.5", "allowtcpforwarding no\n");
    CHECK(of_connection(host, "AllowTcpForwarding") == R"("no")");
}

TEST_CASE("where sshd does not say, nothing is guessed") {
    FakeHost host;
    CHECK(of(host, "exists") == "absent");
    CHECK(of(host, "setting", {"Port"}) == "absent");
    FakeHost denied;
    denied.command(
        "sshd -T",
        Output{
            .exit_status = 1,
            .signal = "",
            .out = "",
            .err = "sshd: no hostkeys available -- exiting.\n",
            .duration = {}}
    );
    CHECK_THAT(
        of(denied, "setting", {"Port"}),
        Contains("cannot tell: sshd ended with 1: sshd: no hostkeys available")
    );
    FakeHost broken;
    const std::string said =
        "/etc/ssh/sshd_config: line 3: Bad configuration option: PermitRotLogin\n";
    const Output output{.exit_status = 255, .signal = "", .out = "", .err = said, .duration = {}};
    broken.command("sshd -T", output).command("sshd -t", output);
    CHECK_THAT(of(broken, "setting", {"Port"}), Contains("Bad configuration option"));
    CHECK(of(broken, "valid") == "false");
}

TEST_CASE("a server is out of date when a file that it reads was changed since it read it") {
    const auto at = [](const char* when) { return *from_iso8601(when); };
    const auto host_with = [&](const char* included_changed, const char* name) {
        FakeHost host;
        host.command("sshd -T", "pidfile /run/sshd.pid\nhostkey /etc/ssh/key\n");
        const auto changed = [&](const char* path, const char* when, const std::string& content) {
            FileStatus status;
            status.permissions = 0644;
            status.changed = at(when);
            status.modified = at(when);
            host.entry(path, status, content);
        };
        changed(
            "/etc/ssh/sshd_config",
            "2026-01-01T00:00:00Z",
            "Include /etc/ssh/sshd_config.d/*.conf\n"
        );
        changed("/etc/ssh/sshd_config.d/a.conf", included_changed, "Port 22\n");
        changed("/etc/ssh/key", "2026-01-02T00:00:00Z", "");
        changed("/run/sshd.pid", "2026-03-01T00:00:00Z", "812\n");
        host.file("/proc/812/comm", name);
        return host;
    };
    auto fresh = host_with("2026-02-01T00:00:00Z", "sshd\n");
    CHECK(of(fresh, "restart_due") == "false");
    auto due = host_with("2026-03-01T00:00:01Z", "sshd\n");
    CHECK(of(due, "restart_due") == "true");
    const auto finding = gather(due, sshd_resources(), {fact("sshd", "", "restart_due")}).at(0);
    CHECK(
        std::get<Value>(finding.found).remark
        == "/etc/ssh/sshd_config.d/a.conf was changed 2026-03-01T00:00:01Z, it was read "
           "2026-03-01T00:00:00Z"
    );
    auto removed = host_with("2026-02-01T00:00:00Z", "sshd\n");
    FileStatus folder;
    folder.type = FileType::directory;
    folder.modified = at("2026-03-02T00:00:00Z");
    removed.entry("/etc/ssh/sshd_config.d", folder);
    CHECK(of(removed, "restart_due") == "true");
    FakeHost elsewhere;
    elsewhere.command("sshd -T", "pidfile /run/sshd.pid\n");
    CHECK_THAT(of(elsewhere, "restart_due"), Contains("cannot tell: sshd reads another file"));
    auto gone = host_with("2026-03-01T00:00:01Z", "bash\n");
    CHECK(of(gone, "restart_due") == "not set");
    FakeHost by_socket;
    by_socket.command("sshd -T", "pidfile none\n").file("/etc/ssh/sshd_config", "");
    CHECK(of(by_socket, "restart_due") == "not set");
    FakeHost none;
    CHECK(of(none, "restart_due") == "absent");
}

TEST_CASE("an image tells what its files set, and no default") {
    auto image =
        image_with("Include /etc/ssh/sshd_config.d/*.conf\n#Port 22\nPort 2200\nPort "
                   "2201\nListenAddress ::1\nLoginGraceTime 2m\n"
                   "PermitRootLogin Without-Password\nPermitRootLogin "
                   "yes\nChallengeResponseAuthentication no\nCiphers +3des-cbc\n"
                   "MACs hmac-sha2-256,hmac-sha2-512\nAllowUsers alice bob\nAllowUsers carol\n"
                   "Match User deploy Address 10.0.0.0/8\n  AllowTcpForwarding no\nMatch Group "
                   "sftp\n  ForceCommand internal-sftp -d /x\n");
    image.file("/etc/ssh/sshd_config.d/10-a.conf", "X11Forwarding no\n")
        .file("/etc/ssh/sshd_config.d/20-b.conf", "X11Forwarding yes\n");
    CHECK(of(image, "exists") == "true");
    CHECK(of(image, "settings", {"port"}) == R"(["2200", "2201"])");
    CHECK(of(image, "setting", {"ListenAddress"}) == R"("[::1]:2200")");
    CHECK(of(image, "setting", {"LoginGraceTime"}) == "120");
    CHECK(of(image, "setting", {"PermitRootLogin"}) == R"("prohibit-password")");
    CHECK(of(image, "setting", {"KbdInteractiveAuthentication"}) == R"("no")");
    CHECK(of(image, "setting", {"X11Forwarding"}) == R"("no")");
    CHECK(of(image, "settings", {"AllowUsers"}) == R"(["alice", "bob", "carol"])");
    CHECK(of(image, "algorithms", {"MACs"}) == R"(["hmac-sha2-256", "hmac-sha2-512"])");
    CHECK(
        of(image, "algorithms", {"Ciphers"})
        == "not asked: it changes the default of this sshd, which is not in the image"
    );
    CHECK(of(image, "setting", {"Banner"}) == "not asked: default of this sshd, not in the image");
    CHECK(
        of(image, "setting", {"AllowTcpForwarding"})
        == "not asked: default of this sshd, not in the image"
    );
    CHECK(of_connection(image, "AllowTcpForwarding") == R"("no")");
    CHECK(of_connection(image, "ForceCommand") == R"("internal-sftp -d /x")");
    CHECK_THAT(of(image, "valid"), Contains("not asked: "));
}

TEST_CASE("an image's lists, addresses and groups are told as sshd tells them") {
    auto image = image_with("Port 22\nPort 2222\nListenAddress 192.0.2.1\nListenAddress "
                            "[::1]\nListenAddress 0.0.0.0:80\n"
                            "MACs +hmac-md5\nMaxStartups 10\nMaxStartups 99\nPermitTTY yes\n"
                            "Match Group *,!sftp\nPermitTTY no\n");
    CHECK(
        of(image, "settings", {"ListenAddress"})
        == R"(["192.0.2.1:22", "192.0.2.1:2222", "[::1]:22", "[::1]:2222", "0.0.0.0:80"])"
    );
    CHECK_THAT(of(image, "setting", {"MACs"}), Contains("not asked: it changes the default"));
    CHECK_THAT(
        of(image, "setting", {"MaxStartups"}), Contains("cannot tell: maxstartups is set twice")
    );
    CHECK(of_connection(image, "PermitTTY") == R"("yes")");  // deploy is in deploy and in sftp
    CHECK_THAT(
        found(
            image,
            sshd_resources(),
            narrowed("file", {Value("/etc/ssh/nope")}, fact("sshd", "", "setting", {"Port"}))
        ),
        Contains("cannot tell: there is no /etc/ssh/nope")
    );
}

TEST_CASE("an older server and one that cannot begin are understood") {
    FakeHost old;
    old.command("sshd -T", "pubkeyacceptedkeytypes ssh-rsa,ssh-ed25519\n");
    CHECK(of(old, "algorithms", {"PubkeyAcceptedKeyTypes"}) == R"(["ssh-rsa", "ssh-ed25519"])");
    CHECK(of(old, "algorithms", {"PubkeyAcceptedAlgorithms"}) == R"(["ssh-rsa", "ssh-ed25519"])");
    FakeHost without_folder;
    without_folder.command(
        "sshd -t",
        Output{
            .exit_status = 255,
            .signal = "",
            .out = "",
            .err = "Missing privilege separation directory: /run/sshd\n",
            .duration = {}}
    );
    CHECK_THAT(
        of(without_folder, "valid"), Contains("cannot tell: sshd ended with 255: Missing privilege")
    );
}

TEST_CASE("files that include one another without end are not followed") {
    std::string many;
    for (int i = 0; i < 64; ++i)
        many += "Include /etc/ssh/b\n";
    auto image = image_with("Include /etc/ssh/a\n");
    image.file("/etc/ssh/a", many).file("/etc/ssh/b", "");
    std::string more = many;
    for (auto& c : more)
        c = c == 'b' ? 'c' : c;
    image.file("/etc/ssh/b", more).file("/etc/ssh/c", "Port 22\n");
    CHECK_THAT(
        of(image, "setting", {"Port"}),
        Contains("cannot tell: sshd's configuration includes more than 1000 files")
    );
}

TEST_CASE("includes in a circle end, and one below a Match is read for whom it applies") {
    auto circle = image_with("Include /etc/ssh/sshd_config\n");
    CHECK_THAT(
        of(circle, "setting", {"Port"}),
        Contains("cannot tell: files of sshd's configuration include one another")
    );
    auto image = image_with("Match User deploy\nInclude deploy.conf\nMatch all\nPermitTTY yes\n");
    image.file(
        "/etc/ssh/deploy.conf", "AllowTcpForwarding no\nMatch Address 192.0.2.0/24\nPermitTTY no\n"
    );
    CHECK(of_connection(image, "AllowTcpForwarding") == R"("no")");
    CHECK(of_connection(image, "PermitTTY") == R"("yes")");
    CHECK(
        of(image, "setting", {"AllowTcpForwarding"})
        == "not asked: default of this sshd, not in the image"
    );
}

namespace {

/// The real server, asked about a file.
class RealServer {
public:
    RealServer() {
        (void)::mkdir("/run/sshd", 0755);  // it wants that, and EEXIST is well
        REQUIRE(
            run_program({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder_.file("key")})
                .status
            == 0
        );
    }

    std::multimap<std::string, std::string> settings(
        const std::string& configuration, bool with_connection
    ) const {
        const auto file = folder_.write("sshd_config", configuration);
        std::vector<std::string> words = {
            "/usr/sbin/sshd", "-T", "-f", file, "-h", folder_.file("key")};
        if (with_connection)
            words.insert(words.end(), {"-C", "user=root,host=10.0.0.5,addr=10.0.0.5"});
        const auto run = run_program(words);
        INFO(configuration << run.output);
        REQUIRE(run.status == 0);
        std::multimap<std::string, std::string> settings;
        for (const auto line : lines_of(run.output)) {
            const auto end = std::min(line.find(' '), line.size());
            const std::string keyword(line.substr(0, end));
            settings.emplace(
                keyword, sshd_value_of_today(keyword, std::string(trimmed(line.substr(end))))
            );
        }
        return settings;
    }

private:
    TemporaryFolder folder_;
};

/// Lines as administrators write them.
class Writer {
public:
    explicit Writer(unsigned seed) : random_(seed) {}

    std::string configuration() {
        // Once alone: of several OpenSSH 9.2 takes the last, whatever its manual says.
        auto text = "MaxStartups " + one_of({"10", "10:30:60"}) + "\nIPQoS "
                    + one_of({"lowdelay", "af21 cs1"}) + "\n";
        for (int i = 0; i < 12; ++i)
            text += line(false);
        for (int block = 0; block < 3; ++block) {
            text += one_of(
                        {"Match User root",
                         "Match User r*,!root",
                         "Match Address 10.0.0.0/8",
                         "Match address 192.0.2.1",
                         "Match all",
                         "Match User root Address !10.0.0.5,10.*",
                         "Match Group root",
                         "Match Group r*,!x",
                         "Match group *,!root"}
                    )
                    + "\n";
            for (int i = 0; i < 3; ++i)
                text += "  " + line(true);
        }
        return text;
    }

private:
    std::string one_of(const std::vector<std::string>& texts) {
        return texts[random_() % texts.size()];
    }
    std::string line(bool in_match) {
        std::vector<std::string> lines = {
            "PermitRootLogin "
                + one_of(
                    {"yes", "no", "prohibit-password", "without-password", "forced-commands-only"}
                ),
            one_of({"PasswordAuthentication", "passwordauthentication", "PASSWORDAUTHENTICATION"})
                + one_of({" ", "=", " = ", "\t"}) + one_of({"yes", "no"}),
            "X11Forwarding " + one_of({"yes", "no", "\"yes\"", "'no'"}),
            "AllowTcpForwarding " + one_of({"yes", "no", "local", "remote", "all"}),
            "MaxAuthTries " + one_of({"3", "6"}),
            "Banner " + one_of({"none", "/etc/issue.net"}),
            "ForceCommand "
                + one_of({"internal-sftp", "/bin/echo hello  there", "\"/bin/echo a\" # b", "true"}
                ),
            "AuthorizedKeysFile " + one_of({".ssh/authorized_keys", ".ssh/a /etc/keys/%u", "none"}),
            "ClientAliveInterval " + one_of({"0", "30", "2m", "1h30m"}),
            "KbdInteractiveAuthentication " + one_of({"yes", "no"}),
            "# PermitTTY no",
            "PermitTTY " + one_of({"yes", "no"}) + one_of({"", " # not"}),
            "SetEnv " + one_of({"A=b", "A=b C=d"}),
            "AllowUsers " + one_of({"alice", "alice bob@10.0.0.1", "root"}),
        };
        if (not in_match)
            lines.insert(
                lines.end(),
                {"Port " + one_of({"22", "2222"}),
                 "LoginGraceTime " + one_of({"30", "2m", "0"}),
                 "UsePAM " + one_of({"yes", "no"}),
                 "ChallengeResponseAuthentication " + one_of({"yes", "no"}),
                 "LogLevel " + one_of({"INFO", "verbose"}),
                 "SyslogFacility " + one_of({"local3", "AUTH"}),
                 "Compression " + one_of({"delayed", "no"}),
                 "Subsystem sftp" + std::to_string(number_++)
                     + " /usr/lib/openssh/sftp-server -l INFO"}
            );
        return one_of(lines) + "\n";
    }

    std::mt19937 random_;
    int number_ = 0;
};

}  // namespace

TEST_CASE("what our reader says of a configuration is what sshd says of it") {
    const RealServer server;
    for (unsigned seed = 1; seed <= 60; ++seed) {
        const auto text = Writer(seed).configuration();
        const auto lines = sshd_lines_from(text);
        for (const bool with_connection : {false, true}) {
            const auto theirs = server.settings(text, with_connection);
            const SshdConnection who =
                with_connection
                    ? SshdConnection{.user = "root", .address = "10.0.0.5", .groups = std::vector<std::string>{"root"}}
                    : SshdConnection();
            for (const auto& line : lines) {
                std::vector<std::string> ours;
                for (const auto& counting : sshd_values(lines, line.keyword, who))
                    for (auto& value :
                         sshd_values_shown(line.keyword, counting.words, counting.rest))
                        ours.push_back(std::move(value));
                if (ours.empty())
                    continue;  // a block that does not apply: what counts is sshd's own default
                const auto [begin, end] = theirs.equal_range(line.keyword);
                std::vector<std::string> wanted;
                for (auto one = begin; one != end; ++one)
                    wanted.push_back(one->second);
                INFO(text << line.keyword << (with_connection ? " with a connection" : ""));
                REQUIRE(ours == wanted);
            }
        }
    }
}
