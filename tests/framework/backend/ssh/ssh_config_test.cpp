// The parser against the real one: `ssh -G` says what ssh makes of the same files.

#include "framework/backend/ssh/ssh_config.hpp"

#include "framework/backend/ssh/ssh_config_file.hpp"
#include "framework/backend/ssh/ssh_settings.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

/// `keyword value` lines of `ssh -G`.
std::vector<std::string> ssh_says(
    const std::string& file, const std::string& host, const std::string& keyword
) {
    const auto ended = run_program({"ssh", "-G", "-F", file, host});
    REQUIRE(ended.status == 0);
    std::vector<std::string> values;
    for (const auto line : lines_of(ended.output)) {
        if (line.starts_with(keyword + " "))
            values.emplace_back(line.substr(keyword.size() + 1));
    }
    return values;
}

std::string one(const std::vector<std::string>& values) {
    return values.size() == 1 ? values.front() : "?";
}

}  // namespace

TEST_CASE("ssh_config is read as ssh reads it") {
    const TemporaryFolder folder;
    (void)folder.write(
        "inc/a.conf", "Host inc\n  User included\nHost *\n  IdentityFile /k/from-include\n"
    );
    (void)folder.write("inc/b.conf", "Host *\n  User late\n");
    const auto config = folder.write(
        "config",
        "# a comment\n"
        "port = 2200\n"
        "Host web web-* !web-9\n"
        "  HostName %h.example.net   # where it is\n"
        "  User deploy\n"
        "  IdentityFile ~/.ssh/%h-%r\n"
        "\tIdentityFile \"/keys/with blank\"\n"
        "  IdentitiesOnly yes\n"
        "Host \"quoted\" 'single'\n"
        "  User=quoted-user\n"
        "  UserKnownHostsFile /a \"/b c\"\n"
        "  ConnectTimeout 1m5\n"
        "  ServerAliveInterval 1m\n"
        "  ServerAliveCountMax 0\n"
        "Host db?\n"
        "  \"Port\" 5022\n"
        "  StrictHostKeyChecking accept-new\n"
        "  HostKeyAlias the-db\n"
        "Host sub\n"
        "  Include "
            + folder.file("inc/*.conf")
            + "\n"
              "  Port 7\n"
              "Host inc\n"
              "  Include "
            + folder.file("inc/a.conf")
            + "\n"
              "Host *\n"
              "  User everybody\n"
              "  IdentityFile /k/last\n"
              "  StrictHostKeyChecking yes\n"
    );
    const auto host = GENERATE(
        as<std::string>(),
        "web",
        "web-1",
        "web-9",
        "WEB",
        "quoted",
        "single",
        "db1",
        "db",
        "db12",
        "sub",
        "inc",
        "x"
    );
    CAPTURE(host);

    const auto values =
        ssh_config_values(host, {.user_file = config, .home = "/root", .user = "me"});
    const auto settings =
        ssh_settings({.host = host}, {.user_file = config, .home = "/root", .user = "me"});

    CHECK(settings.user == one(ssh_says(config, host, "user")));
    CHECK(std::to_string(settings.port) == one(ssh_says(config, host, "port")));
    CHECK(settings.host == one(ssh_says(config, host, "hostname")));
    CHECK(values.identity_files == ssh_says(config, host, "identityfile"));
    CHECK(
        values.identities_only.value_or(false)
        == (one(ssh_says(config, host, "identitiesonly")) == "yes")
    );
    CHECK(
        std::to_string(values.connect_timeout.value_or(0))
        == (one(ssh_says(config, host, "connecttimeout")) == "none"
                ? "0"
                : one(ssh_says(config, host, "connecttimeout")))
    );
    CHECK(
        std::to_string(values.alive_interval.value_or(0))
        == one(ssh_says(config, host, "serveraliveinterval"))
    );
    CHECK(
        std::to_string(settings.keepalive.most_unanswered)
        == one(ssh_says(config, host, "serveralivecountmax"))
    );
    const auto strict = one(ssh_says(config, host, "stricthostkeychecking"));
    CHECK(values.strict_host_key_checking.value_or("ask") == (strict == "true" ? "yes" : strict));
    if (values.host_key_alias)
        CHECK(*values.host_key_alias == one(ssh_says(config, host, "hostkeyalias")));
    if (not values.user_known_hosts.empty())
        CHECK(
            join(values.user_known_hosts, " ") == one(ssh_says(config, host, "userknownhostsfile"))
        );
}

TEST_CASE("paths have their words replaced") {
    const TemporaryFolder folder;
    const auto config = folder.write(
        "config",
        "HostName real-%h\nIdentityFile ~/%h/%n/%r/%u/%p/%%\nIdentityFile %d/x\nUserKnownHostsFile "
        "~/known-%k\n"
    );

    const auto settings = ssh_settings(
        {.host = "web", .user = "deploy", .port = 99},
        {.user_file = config, .home = "/home/me", .user = "me"}
    );

    CHECK(
        settings.identity_files
        == std::vector<std::string>{"/home/me/real-web/web/deploy/me/99/%", "/home/me/x"}
    );
    CHECK(settings.user_known_hosts == std::vector<std::string>{"/home/me/known-real-web"});
    CHECK(settings.peer() == "deploy@real-web:99");
}

TEST_CASE("what libssh2 cannot do is left to the system's ssh, with the place that asks for it") {
    const auto [line, reason] = GENERATE(table<std::string, std::string>({
        {"ProxyCommand nc %h %p", "proxycommand at "},
        {"CertificateFile ~/.ssh/c.pub", "certificatefile at "},
        {"KexAlgorithms +x", "kexalgorithms at "},
        {"Match user root\n User x", "Match at "},
    }));
    const TemporaryFolder folder;
    const auto config = folder.write("config", "# first\n" + line + "\n");

    const auto values = ssh_config_values("web", {.user_file = config, .home = "/root"});

    REQUIRE(values.needs_openssh);
    CHECK_THAT(*values.needs_openssh, Catch::StartsWith(reason) and Catch::EndsWith("config:2"));
    CHECK_FALSE(values.user);
}

TEST_CASE("options that ask for nothing need no other client") {
    const TemporaryFolder folder;
    const auto config = folder.write(
        "config",
        "ProxyJump none\nProxyCommand nc %h %p\nProxyCommand none\nSendEnv "
        "LANG\nGSSAPIAuthentication yes\nMatch all\nUser all\n"
        "Host other\nProxyJump x\nMatch\tall\n"
    );
    const auto values = ssh_config_values("web", {.user_file = config, .home = "/root"});

    CHECK(values.needs_openssh == "proxycommand at " + config + ":2");
    CHECK(values.user == "all");
    const auto none =
        folder.write("none", "ProxyCommand none\nProxyCommand nc %h %p\nHost x\nProxyJump y\n");
    CHECK_FALSE(ssh_config_values("web", {.user_file = none, .home = "/root"}).needs_openssh);
}

TEST_CASE("of ProxyJump and ProxyCommand the first counts, as ssh -G says") {
    const auto [lines, jump, command] = GENERATE(table<std::string, std::string, bool>({
        {"ProxyJump root@a:2,%n-b\nProxyCommand nc\nProxyJump c\n", "root@a:2,web-b", false},
        {"ProxyCommand nc %h\nProxyJump a\n", "", true},
        {"ProxyCommand none\nProxyJump a\n", "", false},
        {"ProxyJump none\nProxyJump a\n", "", false},
        {"ProxyJump none\nProxyCommand nc %h\n", "", true},
    }));
    CAPTURE(lines);
    const TemporaryFolder folder;
    const auto config = folder.write("config", lines);

    const auto settings = ssh_settings({.host = "web"}, {.user_file = config, .home = "/root"});

    CHECK(settings.proxy_jump == jump);
    CHECK(settings.needs_openssh.has_value() == command);
}

TEST_CASE("a broken ssh_config names file and line") {
    const auto [text, why] = GENERATE(table<std::string, std::string>({
        {"\n\nPort abc\n", "config:3: the port is a number"},
        {"User\n", "config:1: \"user\" has no value"},
        {"User \"x\n", "config:1: the quote is not closed"},
        {"IdentitiesOnly maybe\n", "is yes or no, not \"maybe\""},
        {"ConnectTimeout 5x\n", "config:1: \"connecttimeout\" is a time"},
        {"ServerAliveCountMax -1\n", "config:1: \"serveralivecountmax\" is a number from 0"},
        {"StrictHostKeyChecking sometimes\n", "is one of"},
        {"User a b\n", "takes one value, here are 2"},
    }));
    const TemporaryFolder folder;
    const auto config = folder.write("config", text);

    CHECK_THROWS_WITH(ssh_config_values("web", {.user_file = config}), Catch::Contains(why));
}

TEST_CASE("a file that includes itself ends with an error") {
    const TemporaryFolder folder;
    const auto config = folder.write("config", "Include " + folder.file("config") + "\n");

    CHECK_THROWS_WITH(ssh_config_values("web", {.user_file = config}), Catch::Contains("16 deep"));
}

TEST_CASE("patterns match as in ssh_config(5)") {
    CHECK(matches_ssh_pattern("*", ""));
    CHECK(matches_ssh_pattern("a*c*e", "abcde"));
    CHECK(matches_ssh_pattern("10.0.?.*", "10.0.3.44"));
    CHECK_FALSE(matches_ssh_pattern("a?", "a"));
    CHECK_FALSE(matches_ssh_pattern("a*b", "abc"));
    CHECK_FALSE(matches_ssh_pattern("", "a"));
    CHECK_FALSE(matches_ssh_pattern("*a*a*a*a*a*a*a*a*b", std::string(2000, 'a')));
}
