#include "framework/backend/local/local_backend.hpp"
#include "framework/model/match.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/far_machine.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {

std::span<const Resource> user_resources();
std::span<const Resource> group_resources();

}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

const std::string passwd = "root:x:0:0:root:/root:/bin/bash\n"
                           "alice:x:1000:1000:Alice,,,:/home/alice:/bin/bash\n"
                           "deploy:x:998:998::/srv/deploy:\n"
                           "al:x:1001:1001::/home/al:/bin/sh\n"
                           "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n";
const std::string groups =
    "root:x:0:\nsudo:x:27:\nsudoers:x:28:alice\nalice:x:1000:\ndocker:x:990:alice,deploy\n"
    "deploy:x:998:\n";

/// getent as Debian 12 has it, over these lines.
Answer getent(const Command& command) {
    if (command.words[0] != "getent")
        return Output{.exit_status = 127, .signal = "", .out = "", .err = "not found"};
    const auto& text = command.words[1] == "passwd" ? passwd : groups;
    if (command.words.size() == 2)
        return Output{.exit_status = 0, .signal = "", .out = text, .err = ""};
    Output output;
    for (std::size_t i = 2; i < command.words.size(); ++i) {
        const auto at = ("\n" + text).find("\n" + command.words[i] + ":");
        if (at == std::string::npos)
            output.exit_status = 2;
        else
            output.out += text.substr(at, text.find('\n', at) - at + 1);
    }
    return output;
}

FakeHost debian_host() {
    FakeHost host;
    host.file("/etc/passwd", passwd).file("/etc/group", groups);
    host.file(
        "/etc/nsswitch.conf", "passwd:         files systemd\ngroup:          files systemd\n"
    );
    host.file("/etc/login.defs", "UID_MIN\t\t\t 1000\nGID_MIN\t\t\t 1000\n");
    host.file(
        "/etc/shadow",
        "root:*:19000:0:99999:7:::\nalice:$6$salt$hash:19000:0:90:7:14:20454:\ndeploy:!:19000::::::"
        "\n",
        0640
    );
    host.file("/etc/ssh/sshd_config", "Include /etc/ssh/sshd_config.d/*.conf\nUsePAM yes\n");
    host.commands(getent);
    return host;
}

std::string of(
    Backend& host, std::string name, std::string attribute, std::vector<std::string> parameters = {}
) {
    return found(
        host,
        user_resources(),
        fact("user", std::move(name), std::move(attribute), std::move(parameters))
    );
}

std::string of_group(Backend& host, std::string name, std::string attribute) {
    return found(host, group_resources(), fact("group", std::move(name), std::move(attribute)));
}

const std::string key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 alice@laptop";

}  // namespace

TEST_CASE("an account's own fields") {
    auto host = debian_host();

    CHECK(of(host, "alice", "exists") == "true");
    CHECK(of(host, "alice", "uid") == "1000");
    CHECK(of(host, "alice", "gid") == "1000");
    CHECK(of(host, "alice", "group") == "\"alice\"");
    CHECK(of(host, "alice", "home") == "\"/home/alice\"");
    CHECK(of(host, "alice", "shell") == "\"/bin/bash\"");
    CHECK(of(host, "deploy", "shell") == "\"\"");
    CHECK(of(host, "alice", "comment") == "\"Alice,,,\"");
    CHECK(of(host, "alice", "local") == "true");
    CHECK(of(host, "alice", "source") == "\"files\"");
    CHECK(of(host, "alice", "system") == "false");
    CHECK(of(host, "deploy", "system") == "true");
    CHECK(of(host, "nobody", "system") == "true");
    CHECK(of(host, "al", "group") == "\"1001\"");
}

TEST_CASE("an account that is not there has no fields") {
    auto host = debian_host();

    for (const auto* name : {"carol", "ali", "0", "1000", "-s", "", "alice:x", "a\nb", "*"}) {
        CHECK(of(host, name, "exists") == "false");
        CHECK(of(host, name, "uid") == "absent");
        CHECK(of(host, name, "expires") == "absent");
        CHECK(of(host, name, "authorized_keys") == "absent");
    }
}

TEST_CASE("groups and homes are whole names: a member of sudoers is not one of sudo") {
    auto host = debian_host();

    CHECK(of(host, "alice", "groups") == "[\"alice\", \"docker\", \"sudoers\"]");
    CHECK(of(host, "alice", "gids") == "[28, 990, 1000]");
    CHECK(of(host, "al", "groups") == "[\"1001\"]");
    CHECK(of(host, "al", "home") == "\"/home/al\"");
}

TEST_CASE("a usual suite about users costs one exchange") {
    auto host = debian_host();
    host.file("/home/alice/.ssh/authorized_keys", key + "\n");

    const auto findings = gather(
        host,
        user_resources(),
        {fact("user", "alice", "exists"),
         fact("user", "alice", "groups"),
         fact("user", "root", "uid"),
         fact("user", "telnetd", "exists"),
         fact("user", "alice", "authorized_keys"),
         fact("user", "alice", "group"),
         fact("user", "alice", "password_set"),
         fact("user", "alice", "system")}
    );

    CHECK(host.exchanges() == 1);
    CHECK(shown(findings[3]) == "false");
    CHECK(shown(findings[4]) == "[\"" + key + "\"]");
}

TEST_CASE("a directory that is down: an account that is not local cannot be told") {
    auto host = debian_host();
    host.file("/etc/nsswitch.conf", "passwd: files sss\ngroup: files sss\n");

    CHECK(
        of(host, "carol", "exists")
        == "cannot tell: the name service \"sss\" does not answer: no socket /var/lib/sss/pipes/nss"
    );
    CHECK(
        of_group(host, "staff", "exists")
        == "cannot tell: the name service \"sss\" does not answer: no socket /var/lib/sss/pipes/nss"
    );
    CHECK(of(host, "alice", "exists") == "true");

    host.entry("/var/lib/sss/pipes/nss", {.type = FileType::socket});
    CHECK(of(host, "carol", "exists") == "false");
}

TEST_CASE("a name service that we do not know is not taken at its silence") {
    auto host = debian_host();
    host.file("/etc/nsswitch.conf", "passwd: files oslogin\ngroup: files\n");

    CHECK(
        of(host, "carol", "exists")
        == "cannot tell: not found, and whether the name service \"oslogin\" answers is not known"
    );
}

TEST_CASE("an STNS server that cannot be reached cannot tell") {
    auto host = debian_host();
    host.file("/etc/nsswitch.conf", "passwd: files stns\ngroup: files\n");
    host.file("/etc/stns/client/stns.conf", "api_endpoint = \"http://10.0.0.9:1104/v1/\"\n");

    CHECK(
        of(host, "carol", "exists")
        == "cannot tell: the name service \"stns\" does not answer: 10.0.0.9:1104 cannot be reached"
    );
}

TEST_CASE("accounts of a directory: memberships by id, source by asking each") {
    auto host = debian_host();
    host.file("/etc/nsswitch.conf", "passwd: files sss\ngroup: files sss\n");
    host.command("getent passwd carol", "carol:*:20001:20001:Carol:/home/carol:/bin/zsh\n");
    host.command("getent -s sss passwd carol", "carol:*:20001:20001:Carol:/home/carol:/bin/zsh\n");
    host.command("id -G -- carol", "20001 20005 990\n");
    host.command("getent group 20001 20005", "carol:*:20001:\nstaff:*:20005:carol\n");
    host.command("getent group 20001", "carol:*:20001:\n")
        .command("getent group 20005", "staff:*:20005:carol\n");

    CHECK(of(host, "carol", "uid") == "20001");
    CHECK(of(host, "carol", "local") == "false");
    CHECK(of(host, "carol", "source") == "\"sss\"");
    CHECK(of(host, "carol", "groups") == "[\"carol\", \"docker\", \"staff\"]");
    CHECK(
        of(host, "carol", "password_set")
        == "cannot tell: the password of \"carol\" is kept by a directory"
    );
}

TEST_CASE("without getent files alone are enough, if nsswitch has nothing else") {
    auto host = debian_host();
    host.commands([](const Command&) {
        return Output{.exit_status = 127, .signal = "", .out = "", .err = ""};
    });
    CHECK(of(host, "alice", "exists") == "true");
    CHECK(
        of(host, "carol", "exists")
        == "cannot tell: getent is not installed, and not only files have accounts here"
    );

    host.file("/etc/nsswitch.conf", "passwd: files\ngroup: files\n");
    CHECK(of(host, "carol", "exists") == "false");
    CHECK(of(host, "alice", "groups") == "[\"alice\", \"docker\", \"sudoers\"]");
}

TEST_CASE("in an image files answer, and another source is not asked") {
    auto image = debian_host();
    image.cannot(Ability::run, "nothing runs in an image")
        .cannot(Ability::live, "nothing runs in an image");
    CHECK(of(image, "alice", "uid") == "1000");
    CHECK(of(image, "alice", "groups") == "[\"alice\", \"docker\", \"sudoers\"]");
    CHECK(of(image, "carol", "exists") == "false");
    CHECK(of(image, "alice", "logged_in") == "not asked: nothing runs in an image");

    image.file("/etc/nsswitch.conf", "passwd: files ldap\n");
    CHECK(of(image, "carol", "exists") == "not asked: an image cannot see the other source");
}

TEST_CASE("an account that expires after all years that can be told does so at their end") {
    auto host = debian_host();
    host.file("/etc/shadow", "alice:*:19000:0:2022820:7::2900000:\n");

    CHECK(of(host, "alice", "expires").starts_with("2261-12-31"));
}

TEST_CASE("passwords: set, empty, locked, and their days") {
    auto host = debian_host();

    CHECK(of(host, "alice", "password_set") == "true");
    CHECK(of(host, "alice", "password_locked") == "false");
    CHECK(of(host, "alice", "password_algorithm") == "\"sha512\"");
    CHECK(of(host, "alice", "password_changed") == "2022-01-08T00:00:00Z");
    CHECK(of(host, "alice", "password_expires") == "2022-04-08T00:00:00Z");
    CHECK(of(host, "alice", "expires") == "2026-01-01T00:00:00Z");
    CHECK(of(host, "alice", "password_max_days") == "90");
    CHECK(of(host, "alice", "password_inactive_days") == "14");
    CHECK(of(host, "root", "password_set") == "false");
    CHECK(of(host, "root", "password_locked") == "true");
    CHECK(of(host, "root", "password_empty") == "false");
    CHECK(of(host, "root", "expires") == "not set");
    CHECK(of(host, "root", "password_expires") == "not set");
    CHECK(of(host, "deploy", "password_min_days") == "not set");
    CHECK(of(host, "nobody", "password_locked") == "true");  // no line in shadow: nothing opens it
}

TEST_CASE("a hash is judged by what it is and shown as its kind") {
    auto host = debian_host();
    const auto findings = gather(host, user_resources(), {fact("user", "alice", "password_hash")});
    const auto& value = std::get<Value>(findings.at(0).found);

    CHECK(shown(findings[0]) == "\"$6$…\"");
    CHECK(to_plain(value) == "$6$…");
    CHECK(match(equals(Value("$6$salt$hash")), value, {}).truth == Truth::yes);
    const auto other = match(equals(Value("$6$salt$other")), value, {});
    CHECK(other.truth == Truth::no);
    CHECK(other.message.find("$hash") == std::string::npos);
}

TEST_CASE("an ordinary user may not read shadow") {
    auto host = debian_host();
    host.denied("/etc/shadow");

    CHECK(
        of(host, "alice", "password_set") == "cannot tell: permission denied reading /etc/shadow"
    );
    CHECK(of(host, "carol", "password_set") == "absent");
    CHECK(of(host, "alice", "uid") == "1000");
}

TEST_CASE("authorized keys: type and blob count, lines with # do not") {
    auto host = debian_host();
    host.file(
        "/home/alice/.ssh/authorized_keys",
        "#" + key + "\nno-pty,from=\"10.0.0.1\" ssh-rsa AAAAB3Nz robot\n"
    );
    host.file("/home/alice/.ssh/authorized_keys2", "ssh-rsa AAAAB3NzaC1y second\n");

    CHECK(of(host, "alice", "has_authorized_key", {key}) == "false");
    CHECK(of(host, "alice", "has_authorized_key", {"ssh-rsa AAAAB3Nz"}) == "true");
    CHECK(of(host, "alice", "has_authorized_key", {"ssh-rsa AAAAB3NzaC1y x y"}) == "true");
    CHECK(
        of(host, "alice", "authorized_key_options", {"ssh-rsa AAAAB3Nz"})
        == "[\"no-pty\", \"from=\\\"10.0.0.1\\\"\"]"
    );
    CHECK(of(host, "alice", "authorized_key_options", {"ssh-rsa AAAAB3NzaC1y"}) == "[]");
    CHECK(of(host, "alice", "authorized_key_options", {key}) == "not set");
    CHECK(of(host, "root", "authorized_keys") == "[]");
}

TEST_CASE("authorized keys are where sshd reads them") {
    auto host = debian_host();
    host.file("/etc/ssh/sshd_config.d/keys.conf", "AuthorizedKeysFile /etc/ssh/keys/%u .ssh/own\n");
    host.file("/etc/ssh/keys/deploy", "ssh-rsa AAAAB3Nz central\n");
    host.file("/srv/deploy/.ssh/own", "ssh-rsa AAAAB3NzaC1y own\n");
    host.file("/home/alice/.ssh/authorized_keys", key + "\n");

    CHECK(
        of(host, "deploy", "authorized_keys")
        == "[\"ssh-rsa AAAAB3Nz central\", \"ssh-rsa AAAAB3NzaC1y own\"]"
    );
    CHECK(of(host, "alice", "authorized_keys") == "[]");
}

TEST_CASE("keys in a home that may not be entered cannot be told") {
    auto host = debian_host();
    host.denied("/home/alice/.ssh");

    CHECK(
        of(host, "alice", "authorized_keys")
        == "cannot tell: permission denied reading /home/alice/.ssh"
    );
}

TEST_CASE("keys from a command, as sshd runs it") {
    auto host = debian_host();
    CHECK(of(host, "alice", "keys_from_command") == "not set");

    host.file(
        "/etc/ssh/sshd_config",
        "AuthorizedKeysCommand /usr/bin/sss_ssh_authorizedkeys %u -x\n"
        "AuthorizedKeysCommandUser nobody\n"
    );
    host.command("/usr/bin/sss_ssh_authorizedkeys alice -x", key + "\n");
    CHECK(of(host, "alice", "keys_from_command") == "[\"" + key + "\"]");

    host.file(
        "/etc/ssh/sshd_config",
        "AuthorizedKeysCommand /usr/bin/keys\nAuthorizedKeysCommandUser nobody\n"
    );
    host.command("/usr/bin/keys alice", "", 1);
    CHECK(
        of(host, "alice", "keys_from_command")
        == "cannot tell: AuthorizedKeysCommand ended with 1: "
    );
}

TEST_CASE("logins: who is there, and when they last were") {
    auto host = debian_host();
    host.command("who", "alice    pts/0        2026-07-01 12:00 (10.0.0.1)\n");
    host.file("/run/systemd/sessions/3", "USER=deploy\nCLASS=user\nSTATE=active\n");
    // recorded: login 4.13
    host.command(
        "lastlog -u alice",
        "Username         Port     From                                       Latest\n"
        "alice            pts/0    10.0.0.1                                   "
        "Tue Jul  1 12:00:00 +0000 2025\n"
    );
    host.command(
        "lastlog -u root",
        "Username         Port     From                                       Latest\n"
        "root                                                                "
        "**Never logged in**\n"
    );

    CHECK(of(host, "alice", "logged_in") == "true");
    CHECK(of(host, "deploy", "logged_in") == "true");
    CHECK(of(host, "root", "logged_in") == "false");
    CHECK(of(host, "alice", "last_login") == "2025-07-01T12:00:00Z");
    CHECK(of(host, "root", "last_login") == "not set");
    CHECK(
        of(host, "deploy", "last_login")
        == "cannot tell: lastlog -u deploy ended with 127: not found"
    );
}

TEST_CASE("groups and their members") {
    auto host = debian_host();

    CHECK(of_group(host, "docker", "exists") == "true");
    CHECK(of_group(host, "docker", "gid") == "990");
    CHECK(of_group(host, "docker", "members") == "[\"alice\", \"deploy\"]");
    CHECK(of_group(host, "deploy", "members") == "[]");
    CHECK(of_group(host, "deploy", "all_members") == "[\"deploy\"]");
    CHECK(of_group(host, "docker", "local") == "true");
    CHECK(of_group(host, "docker", "source") == "\"files\"");
    CHECK(of_group(host, "docker", "system") == "true");
    CHECK(of_group(host, "alice", "system") == "false");
    CHECK(of_group(host, "sud", "exists") == "false");
    CHECK(of_group(host, "sud", "members") == "absent");
}

TEST_CASE("a group of a directory is not local") {
    auto host = debian_host();
    host.file("/etc/nsswitch.conf", "passwd: files sss\ngroup: files sss\n");
    host.command("getent group staff", "staff:*:20005:carol\n");
    host.command("getent -s sss group staff", "staff:*:20005:carol\n");

    CHECK(of_group(host, "staff", "local") == "false");
    CHECK(of_group(host, "staff", "source") == "\"sss\"");
    CHECK(of_group(host, "staff", "gid") == "20005");
}

TEST_CASE("files and getent tell the same of this machine's accounts") {
    LocalBackend near;
    FarMachine far;
    std::vector<Fact> facts;
    for (const auto* name : {"root", "nobody", "daemon", "no-such-account", "0"})
        for (const auto* attribute :
             {"exists", "uid", "group", "groups", "home", "shell", "source", "system"})
            facts.push_back(fact("user", name, attribute));

    const auto by_files = gather(near, user_resources(), facts);
    const auto by_getent = gather(far, user_resources(), facts);

    CHECK(shown(by_files[1]) == "0");
    for (std::size_t i = 0; i < facts.size(); ++i)
        CHECK(shown(by_files[i]) == shown(by_getent[i]));
    CHECK(of_group(near, "root", "gid") == "0");
    CHECK(of_group(far, "root", "gid") == "0");
}

TEST_CASE("account never expires · unknown account: not expires.is_set() passes · fails") {
    auto host = debian_host();
    const auto never = [&](const char* name) {
        return outcome(
            host, user_resources(), fact("user", name, "expires"), negated(Matcher{"is_set"})
        );
    };

    CHECK(never("root") == "passed");    // an empty field
    CHECK(never("nobody") == "passed");  // no line in shadow
    CHECK(never("alice") == "failed");
    CHECK(never("carol") == "failed");
    host.denied("/etc/shadow");
    CHECK(never("root") == "errored");
}

TEST_CASE(
    "a group's or an account's odd name is one name: never an option, an id, code or a pattern"
) {
    for (const std::string name :
         {"a b", "it's", "a\"b", "a;id", "-x", "--help", "a\nb", "*", "al*", "alic?", "[a]l"}) {
        auto host = debian_host();
        INFO(name);
        CHECK(of(host, name, "exists") == "false");
        CHECK(of(host, name, "groups") == "absent");
        CHECK(of_group(host, name, "exists") == "false");
        CHECK(of_group(host, name, "members") == "absent");
    }
}

TEST_CASE("an empty password is none that was set, and all of its days are told") {
    auto host = debian_host();
    host.file("/etc/shadow", "alice::19000:1:90:7:14:20454:\n");

    CHECK(of(host, "alice", "password_empty") == "true");
    CHECK(of(host, "alice", "password_set") == "false");
    CHECK(of(host, "alice", "password_locked") == "false");
    CHECK(of(host, "alice", "password_algorithm") == "not set");
    CHECK(of(host, "alice", "password_min_days") == "1");
    CHECK(of(host, "alice", "password_max_days") == "90");
    CHECK(of(host, "alice", "password_warn_days") == "7");
    CHECK(of(host, "alice", "password_inactive_days") == "14");
}

TEST_CASE(
    "without the right to read shadow nothing of a password is told; of no account nothing is there"
) {
    auto host = debian_host();
    host.denied("/etc/shadow");

    for (const auto* attribute :
         {"password_set",
          "password_empty",
          "password_locked",
          "password_hash",
          "password_algorithm",
          "password_changed",
          "password_expires",
          "password_min_days",
          "password_max_days",
          "password_warn_days",
          "password_inactive_days",
          "expires"}) {
        INFO(attribute);
        CHECK_THAT(of(host, "alice", attribute), Catch::StartsWith("cannot tell: "));
        CHECK(of(host, "carol", attribute) == "absent");
    }
}
