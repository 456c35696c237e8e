#include "framework/platform/accounts.hpp"

#include "framework/platform/authorized_keys.hpp"
#include "framework/platform/getent.hpp"
#include "framework/platform/logins.hpp"
#include "framework/platform/name_services.hpp"
#include "framework/platform/shadow.hpp"
#include "framework/platform/sshd_configuration.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

using Words = std::vector<std::string>;

Words keyword(std::string_view text, const std::string& user = "alice") {
    const auto values = sshd_values(sshd_lines_from(text), "authorizedkeysfile", {.user = user});
    return values.empty() ? Words() : values.front().words;
}

}  // namespace

TEST_CASE("lines of passwd and group are read whole or not at all") {
    const auto alice = account_from("alice:x:1000:1001:Alice,,,:/home/alice:");
    const auto sudo = group_from("sudo:x:27:alice, bob,,");

    REQUIRE(alice);
    CHECK(alice->uid == 1000);
    CHECK(alice->gid == 1001);
    CHECK(alice->comment == "Alice,,,");
    CHECK(alice->shell.empty());
    REQUIRE(sudo);
    CHECK(sudo->members == Words{"alice", "bob"});
    for (const auto* line :
         {"",
          "#x:x:1:1::/:",
          "+@netgroup::::::",
          "-bob::::::",
          "a:x:1:1::/",
          "a:x:-1:1::/:",
          "a:x:4294967296:1::/:",
          "a:x: 1:1::/:",
          ":x:1:1::/:",
          "a:x:1:1::/::"})
        CHECK_FALSE(account_from(line));
    for (const auto* line : {"", "+:::", "a:x:1", "a:x:x:", ":x:1:"})
        CHECK_FALSE(group_from(line));
    CHECK(accounts_from(std::string(1 << 20, ':')).empty());
}

TEST_CASE("names are compared whole") {
    const std::string_view passwd = "alice2:x:1:1:::\nalice:x:2:2:::\n";

    CHECK(line_of_name(passwd, "alice") == "alice:x:2:2:::");
    CHECK_FALSE(line_of_name(passwd, "ali"));
    CHECK_FALSE(line_of_name(passwd, "alice:x"));
    CHECK_FALSE(line_of_name(passwd, ""));
    CHECK_FALSE(line_of_name(passwd, std::string_view("alice\0", 6)));
}

TEST_CASE("what getent would take for an id, an option or two names is not given to it") {
    for (const auto* name : {"", "0", "1000", "-s", "--help", "a:b", "a\nb"})
        CHECK_FALSE(getent_passwd.accepts(name));
    for (const auto* name : {"root", "al ice", "user@example.jp", "*", "O'Brien", "a;b"})
        CHECK(getent_passwd.accepts(name));
    CHECK(getent_passwd_by_id.accepts("1000"));
    CHECK_FALSE(getent_passwd_by_id.accepts("root"));
}

TEST_CASE("name services in order, without their actions") {
    const std::string_view text =
        "# passwd: nis\npasswd:         files [NOTFOUND=return SUCCESS=merge] sss # ldap\n"
        "group: files systemd\n";

    CHECK(sources_from(text, "passwd") == Words{"files", "sss"});
    CHECK(sources_from(text, "group") == Words{"files", "systemd"});
    CHECK(sources_from(text, "shadow") == Words{"files"});
    CHECK(sources_from("garbage\n:::\n", "passwd") == Words{"files"});
}

TEST_CASE("a shadow line: passwords, locks and days") {
    const std::string_view text =
        "root:$y$j9T$abc$def:19000:0:99999:7:::\nlocked:!$6$salt$hash:19000:1:90:7:14:20000:\n"
        "open::19000::::::\nstar:*:0:0:99999:7:::\nshort:!\nminus:*:-1:x:-5::::\n";

    const auto root = shadow_entry_from(text, "root");
    REQUIRE(root);
    CHECK(is_password_hash(root->password));
    CHECK(root->changed_day == 19000);
    CHECK_FALSE(password_expiry_day(*root));
    CHECK_FALSE(root->expire_day);
    const auto locked = shadow_entry_from(text, "locked");
    CHECK_FALSE(is_password_hash(locked->password));
    CHECK(hash_algorithm(locked->password) == "sha512");
    CHECK(password_expiry_day(*locked) == 19090);
    CHECK(locked->expire_day == 20000);
    CHECK(locked->inactive_days == 14);
    CHECK(shadow_entry_from(text, "open")->password.empty());
    CHECK(shadow_entry_from(text, "short")->password == "!");
    CHECK_FALSE(shadow_entry_from(text, "minus")->changed_day);
    CHECK_FALSE(shadow_entry_from(text, "nobody"));
    CHECK_FALSE(shadow_entry_from("", "root"));
}

TEST_CASE("hashes by their algorithm, and what may be shown of them") {
    CHECK(hash_algorithm("$y$j9T$a$b") == "yescrypt");
    CHECK(hash_algorithm("$5$a$b") == "sha256");
    CHECK(hash_algorithm("$2b$10$abc") == "bcrypt");
    CHECK(hash_algorithm("$1$a$b") == "md5");
    CHECK(hash_algorithm("abJnggxhB/yWI") == "des");
    CHECK_FALSE(hash_algorithm("*"));
    CHECK_FALSE(hash_algorithm("!!"));
    CHECK_FALSE(hash_algorithm(""));
    CHECK(masked_hash("$6$salt$secret") == "$6$…");
    CHECK(masked_hash("!$y$j9T$secret") == "!$y$…");
    CHECK(masked_hash("abJnggxhB/yWI") == "…");
}

TEST_CASE("authorized keys: active lines, options with blanks and commas in quotes") {
    const auto keys = authorized_keys_from("# ssh-ed25519 AAAA commented out\n"
                                           "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 alice@laptop\r\n"
                                           "   from=\"10.0.0.0/8,192.0.2.1\",command=\"echo \\\"a "
                                           "b\\\", ssh-rsa x\",no-pty ssh-rsa AAAAB3Nz robot\n"
                                           "ssh-rsa not*base64 x\nssh-ed25519\ngarbage\n\n");

    REQUIRE(keys.size() == 2);
    CHECK(keys[0].key == "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 alice@laptop");
    CHECK(keys[0].options.empty());
    CHECK(keys[1].key == "ssh-rsa AAAAB3Nz robot");
    CHECK(
        keys[1].options
        == Words{"from=\"10.0.0.0/8,192.0.2.1\"", "command=\"echo \\\"a b\\\", ssh-rsa x\"", "no-pty"}
    );
    CHECK(authorized_keys_from(std::string(1 << 20, '"')).empty());
}

TEST_CASE("of sshd's keywords the first wins, and a Match that applies goes before") {
    CHECK(keyword("").empty());
    CHECK(
        keyword("# AuthorizedKeysFile a\nauthorizedKEYSfile b c # d\nAuthorizedKeysFile e")
        == Words{"b", "c"}
    );
    CHECK(keyword("AuthorizedKeysFile=\"/etc/my keys/%u\"") == Words{"/etc/my keys/%u"});
    const std::string_view match =
        "AuthorizedKeysFile a\nMatch User bob,!alice,al*\nAuthorizedKeysFile b\n"
        "Match User carol\nAuthorizedKeysFile c\nMatch all\nX11Forwarding no\n";
    CHECK(keyword(match, "alice") == Words{"a"});
    CHECK(keyword(match, "alfred") == Words{"b"});
    CHECK(keyword(match, "carol") == Words{"c"});
}

TEST_CASE("a Match that only a connection decides is not guessed") {
    const std::string_view text =
        "AuthorizedKeysFile a\nMatch Address 10.0.0.0/8\nAuthorizedKeysFile b\n";

    CHECK_THROWS_AS(keyword(text), CannotTell);
    CHECK(
        keyword("AuthorizedKeysFile a\nMatch Address 10.0.0.0/8\nX11Forwarding no\n") == Words{"a"}
    );
    CHECK(
        keyword("AuthorizedKeysFile a\nMatch User bob Address 10.0.0.0/8\nAuthorizedKeysFile b\n")
        == Words{"a"}
    );
}

TEST_CASE("logins as who, logind and lastlog say them") {
    CHECK(
        users_of_who(
            "alice    pts/0        2026-07-01 12:00 (10.0.0.1)\nroot     tty1  2026-07-01\n\n"
        )
        == std::set<std::string>{"alice", "root"}
    );
    CHECK(user_of_session("UID=1000\nUSER=alice\nACTIVE=1\nSTATE=active\nCLASS=user\n") == "alice");
    CHECK_FALSE(user_of_session("USER=gdm\nCLASS=greeter\n"));
    CHECK_FALSE(user_of_session("USER=alice\nCLASS=user\nSTATE=closing\n"));
    CHECK(
        lastlog_time_from("root  pts/0  10.0.0.1  Tue Jul  1 12:00:00 +0900 2025")
        == from_iso8601("2025-07-01T03:00:00Z")
    );
    CHECK_FALSE(lastlog_time_from("root  **Never logged in**"));
    CHECK_FALSE(lastlog_time_from("root a b Tue Foo  1 12:00:00 +0900 2025"));
    CHECK_FALSE(lastlog_time_from("root a b Tue Jul 99 12:00:00 +0900 2025"));
}

TEST_CASE("the first ids of people come from login.defs") {
    const auto first = first_ids_from("# UID_MIN 5\nUID_MIN\t\t 500\nGID_MIN x\n");

    CHECK(first.uid == 500);
    CHECK(first.gid == 1000);
}
