#include "framework/platform/sudoers/sudoers.hpp"

#include "framework/base/json/json.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"
#include "framework/platform/sudoers/passwords.hpp"
#include "framework/platform/sudoers/rules.hpp"
#include "framework/platform/sudoers/settings.hpp"
#include "framework/platform/sudoers/times.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <random>

using namespace muster;
using namespace muster::tests;

namespace {

using Texts = std::vector<std::string>;

Texts texts_of(const std::vector<SudoersRule>& rules) {
    Texts texts;
    for (const auto& rule : rules)
        texts.push_back(rule.text());
    return texts;
}

Texts rules_of(std::string_view text) {
    return texts_of(sudoers_rules(sudoers_text_from(text).lines));
}

std::vector<SudoersFault> faults_of(std::string_view text) {
    return sudoers_faults(sudoers_text_from(text));
}

Texts passwordless(std::string_view text) {
    return sudoers_passwordless(sudoers_text_from(text).lines);
}

std::string setting(std::string_view text, std::string_view name) {
    return sudoers_setting(sudoers_text_from(text).lines, name).value_or("nobody sets it");
}

bool has_rule(std::string_view text, std::string_view rule) {
    return sudoers_has_rule(sudoers_text_from(text).lines, rule);
}

constexpr std::string_view usual = R"(# This file MUST be edited with the 'visudo' command as root.
Defaults	env_reset, mail_badpass
Defaults	secure_path="/usr/local/sbin:/usr/sbin:/sbin"
Defaults	use_pty
User_Alias ADMINS = alice, %wheel : OPERATORS = bob, !carol
Runas_Alias DB = postgres, #26
Host_Alias WEB = web1, 10.0.0.0/8
Cmnd_Alias SHELLS = /bin/sh, /bin/bash
Cmnd_Alias EDIT = sudoedit /etc/motd, !SHELLS

root	ALL=(ALL:ALL) ALL
ADMINS	WEB = NOPASSWD: SHELLS, PASSWD: /bin/su "", \
	!/bin/su root
%sudo	ALL=(ALL:ALL) NOPASSWD: NOEXEC: ALL
OPERATORS ALL = (DB : backup) EDIT : db1 = (:adm) /bin/x
@includedir /etc/sudoers.d
#include local
)";

}  // namespace

TEST_CASE("a usual file comes to its rules") {
    const auto text = sudoers_text_from(usual, "/etc/sudoers");

    CHECK(sudoers_faults(text).empty());
    CHECK(
        texts_of(sudoers_rules(text.lines))
        == Texts{"root ALL=(ALL:ALL) ALL", "alice web1=(root) NOPASSWD: /bin/sh", "alice web1=(root) NOPASSWD: /bin/bash", "alice web1=(root) PASSWD: /bin/su \"\"", "alice web1=(root) PASSWD: !/bin/su root", "alice 10.0.0.0/8=(root) NOPASSWD: /bin/sh", "alice 10.0.0.0/8=(root) NOPASSWD: /bin/bash", "alice 10.0.0.0/8=(root) PASSWD: /bin/su \"\"", "alice 10.0.0.0/8=(root) PASSWD: !/bin/su root", "%wheel web1=(root) NOPASSWD: /bin/sh", "%wheel web1=(root) NOPASSWD: /bin/bash", "%wheel web1=(root) PASSWD: /bin/su \"\"", "%wheel web1=(root) PASSWD: !/bin/su root", "%wheel 10.0.0.0/8=(root) NOPASSWD: /bin/sh", "%wheel 10.0.0.0/8=(root) NOPASSWD: /bin/bash", "%wheel 10.0.0.0/8=(root) PASSWD: /bin/su \"\"", "%wheel 10.0.0.0/8=(root) PASSWD: !/bin/su root", "%sudo ALL=(ALL:ALL) NOEXEC: NOPASSWD: ALL", "bob ALL=(postgres,#26:backup) sudoedit /etc/motd", "bob ALL=(postgres,#26:backup) !/bin/sh", "bob ALL=(postgres,#26:backup) !/bin/bash", "!carol ALL=(postgres,#26:backup) sudoedit /etc/motd", "!carol ALL=(postgres,#26:backup) !/bin/sh", "!carol ALL=(postgres,#26:backup) !/bin/bash", "bob db1=(:adm) /bin/x", "!carol db1=(:adm) /bin/x"}
    );
}

TEST_CASE("includes stand at their place with what was written") {
    const auto lines = sudoers_text_from(usual, "/etc/sudoers").lines;
    const auto& folder = lines[lines.size() - 2];
    const auto& file = lines.back();

    CHECK(std::get<SudoersInclude>(folder.what).path == "/etc/sudoers.d");
    CHECK(std::get<SudoersInclude>(folder.what).is_folder);
    CHECK(folder.where == Location{"/etc/sudoers", 16, 1});
    CHECK(std::get<SudoersInclude>(file.what).path == "local");
    CHECK_FALSE(std::get<SudoersInclude>(file.what).is_folder);
    const auto quoted = sudoers_text_from("@include \"/etc/a b\"\n@include /etc/%h\\ c\n").lines;
    REQUIRE(quoted.size() == 2);
    CHECK(std::get<SudoersInclude>(quoted[0].what).path == "/etc/a b");
    CHECK(std::get<SudoersInclude>(quoted[1].what).path == "/etc/%h c");
    CHECK(is_read_by_sudo("10_local"));
    for (const auto* name : {"", "a~", "a.conf", ".a", "README.md"})
        CHECK_FALSE(is_read_by_sudo(name));
}

TEST_CASE("words of a rule are kept in one form") {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"a h=/x", "a h=(root) /x"},
        {"a h = ( b , !c : d ) /x", "a h=(b,!c:d) /x"},
        {"a h=() /x", "a h=() /x"},
        {"a h=(:) /x", "a h=() /x"},
        {"\"domain users\" h=/x", "domain\\ users h=(root) /x"},
        {"\"%domain users\" h=/x", "%domain\\ users h=(root) /x"},
        {"%domain\\x20users h=/x", "%domain\\ users h=(root) /x"},
        {"%:EXAMPLE\\\\admins h=/x", "%:EXAMPLE\\\\admins h=(root) /x"},
        {"\"Defaults\" h=/x", "\\Defaults h=(root) /x"},
        {"\"User_Alias\" h=/x", "\\User_Alias h=(root) /x"},
        {"\"ALL\" h=/x", "\\ALL h=(root) /x"},
        {"%#10 h=/x", "%#10 h=(root) /x"},
        {"#10 +n=(%#3:#4) /x", "#10 +n=(%#3:#4) /x"},
        {"+net fe80::/10=/x", "+net fe80::/10=(root) /x"},
        {"a h=/x a\\,b\\:c\\=d\\\\e \\*", "a h=(root) /x a\\,b\\:c\\=d\\\\e \\*"},
        {"a h=/x   y    z", "a h=(root) /x y z"},
        {"a h=/a\\ b", "a h=(root) /a\\ b"},
        {"a h=/bin/", "a h=(root) /bin/"},
        {"a h=/usr/*/[a-z]? -l *", "a h=(root) /usr/*/[a-z]? -l *"},
        {"a h=^/bin/(a|b), c$ ^x, y$", "a h=(root) ^/bin/(a|b), c$ ^x, y$"},
        {"a h=list", "a h=(root) list"},
        {"a h=sudoedit", "a h=(root) sudoedit"},
        {"a h=MAIL:LOG_INPUT : PASSWD: EXEC: /x", "a h=(root) EXEC: PASSWD: LOG_INPUT: MAIL: /x"},
        {"a h=TIMEOUT=1m30s CWD=/y ROLE=r /x", "a h=(root) ROLE=r CWD=/y TIMEOUT=90 /x"},
        {"a h=NOTBEFORE=20230101000000+0100 /x", "a h=(root) NOTBEFORE=20221231230000Z /x"},
        {"a h=sha224:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa /x",
         "a h=(root) sha224:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa /x"},
        {"!!a !h=!/x", "a !h=(root) !/x"},
        {"UNKNOWN h=/x", "UNKNOWN h=(root) /x"},
    };
    for (const auto& [written, wanted] : cases) {
        INFO(written);
        CHECK(faults_of(written).empty());
        CHECK(rules_of(written) == Texts{wanted});
        CHECK(rules_of(wanted) == Texts{wanted});
    }
}

TEST_CASE("what a command says nothing of is as with the one before it") {
    CHECK(
        rules_of("a h=(b) CWD=/c NOPASSWD: SETENV: /1, (c) TIMEOUT=2 /2, PASSWD: /3, ALL, /4, "
                 "ROLE=r /5, "
                 "TYPE=t /6, /7")
        == Texts{"a h=(b) CWD=/c SETENV: NOPASSWD: /1", "a h=(c) CWD=/c TIMEOUT=2 SETENV: NOPASSWD: /2", "a h=(c) CWD=/c TIMEOUT=2 SETENV: PASSWD: /3", "a h=(c) CWD=/c TIMEOUT=2 PASSWD: ALL", "a h=(c) CWD=/c TIMEOUT=2 PASSWD: /4", "a h=(c) ROLE=r CWD=/c TIMEOUT=2 PASSWD: /5", "a h=(c) TYPE=t CWD=/c TIMEOUT=2 PASSWD: /6", "a h=(c) TYPE=t CWD=/c TIMEOUT=2 PASSWD: /7"}
    );
    CHECK(rules_of("Defaults runas_default=www\na h=/1") == Texts{"a h=(www) /1"});
}

TEST_CASE("aliases are opened, turned round by !, and not for ever") {
    CHECK(
        rules_of("User_Alias A=a,!B:B=b,!c\n!A h=/x\n")
        == Texts{"!a h=(root) /x", "b h=(root) /x", "!c h=(root) /x"}
    );
    CHECK(
        rules_of("User_Alias A=a,B:B=b,A\nA h=/x\n")
        == Texts{"a h=(root) /x", "b h=(root) /x", "A h=(root) /x"}
    );
    CHECK(rules_of("Host_Alias A=h\nUser_Alias A=a\nA A=(A) /x") == Texts{"a h=(A) /x"});
    std::string doubling = "User_Alias A0=a,b\n";
    for (int i = 1; i < 40; ++i)
        doubling += fmt::format("User_Alias A{}=A{},A{}\n", i, i - 1, i - 1);
    CHECK_THROWS_AS(rules_of(doubling + "A39 ALL=ALL\n"), CannotTell);
    std::string nested = "User_Alias A0=a\n";
    for (int i = 1; i < 1000; ++i)
        nested += fmt::format("User_Alias A{}=A{}\n", i, i - 1);
    CHECK_THROWS_AS(rules_of(nested + "A999 ALL=ALL\n"), CannotTell);
    std::string many = "a";
    for (int i = 0; i < 200; ++i)
        many += fmt::format(",a{}", i);
    CHECK(rules_of(many + " h=/x").size() == 201);
    CHECK_THROWS_AS(rules_of(many + " " + many + "=/x"), CannotTell);
    CHECK_THROWS_AS(rules_of(many + " " + std::string(4U << 20, 'h') + "=/x"), CannotTell);
}

TEST_CASE("a broken line is told with its place, and the others are read") {
    const auto text = sudoers_text_from(
        "a ALL=ALL\nb ALL\nc ALL=x\nd ALL=ALL, \\\n\nDefaults a b\ne ALL=ALL", "s"
    );

    REQUIRE(text.faults.size() == 4);
    CHECK(text.faults[0].where == Location{"s", 2, 6});
    CHECK(text.faults[0].message == "here has to be a comma or =");
    CHECK(text.faults[1].where == Location{"s", 3, 7});
    CHECK(text.faults[1].message == "this is no absolute path");
    CHECK(text.faults[2].where.line == 5);
    CHECK(text.faults[3].where == Location{"s", 6, 12});
    CHECK(texts_of(sudoers_rules(text.lines)) == Texts{"a ALL=(root) ALL", "e ALL=(root) ALL"});
}

TEST_CASE("aliases that are defined twice and settings that are none are faults") {
    const auto message = [](std::string_view text) {
        const auto faults = faults_of(text);
        return faults.size() == 1 ? faults[0].message : fmt::format("{} faults", faults.size());
    };

    CHECK(message("User_Alias A=a\nUser_Alias A=b\n") == "the alias A is defined before");
    CHECK(message("Defaults nonsense") == "no setting is called nonsense");
    CHECK(message("Defaults use_pty=1") == "use_pty takes no value");
    CHECK(message("Defaults:a secure_path") == "secure_path needs a value");
    CHECK(message("Defaults !passwd_tries") == "passwd_tries cannot be turned off");
    CHECK(message("Defaults umask+=1") == "umask is no list");
    CHECK(message("Defaults umask=888") == "umask does not take \"888\"");
    CHECK(message("User_Alias ALL=a") == "ALL is a word of sudo's own");
}

TEST_CASE("a rule is there in whatever words it is asked for") {
    CHECK(has_rule(usual, "alice web1=NOPASSWD:/bin/sh"));
    CHECK(has_rule(usual, "ADMINS WEB=(root) NOPASSWD: SHELLS"));
    CHECK(has_rule(usual, "alice,%wheel web1 = NOPASSWD: /bin/bash, /bin/sh"));
    CHECK(has_rule(usual, "%sudo ALL=(ALL : ALL) NOEXEC:NOPASSWD: ALL"));
    CHECK_FALSE(has_rule(usual, "%sudo ALL=(ALL:ALL) ALL"));
    CHECK_FALSE(has_rule(usual, "alice,dave web1=NOPASSWD: /bin/sh"));
    CHECK_THROWS_AS(has_rule(usual, "alice"), Broken);
    CHECK_THROWS_AS(has_rule(usual, "Defaults use_pty"), Broken);
    CHECK_THROWS_AS(has_rule(usual, ""), Broken);
}

TEST_CASE("global settings are told, the last of them") {
    CHECK(setting(usual, "use_pty") == "true");
    CHECK(setting(usual, "secure_path") == "/usr/local/sbin:/usr/sbin:/sbin");
    CHECK(setting(usual, "insults") == "nobody sets it");
    CHECK(setting("Defaults !use_pty", "use_pty") == "false");
    CHECK(setting("Defaults use_pty\nDefaults !!!use_pty", "use_pty") == "false");
    CHECK(setting("Defaults:a use_pty", "use_pty") == "nobody sets it");
    CHECK(setting("Defaults passwd_tries = 3, passwd_tries=4", "passwd_tries") == "4");
    CHECK(setting("Defaults env_keep+=\"A B\", env_keep += C, env_keep-=B", "env_keep") == "A C");
    CHECK(setting("Defaults env_keep=\"A B\"\nDefaults env_keep+=C", "env_keep") == "A B C");
    CHECK(setting("Defaults env_keep=A, !env_keep", "env_keep") == "false");
    CHECK(
        setting("Defaults badpass_message=\"no, \\\"you\\\" \\\n  #not\"", "badpass_message")
        == "no, \"you\" #not"
    );
    CHECK(setting("Defaults badpass_message=a\\ b # c", "badpass_message") == "a b");
}

TEST_CASE("who needs no password") {
    CHECK(passwordless(usual) == Texts{"%sudo", "%wheel", "alice"});
    CHECK(passwordless("a ALL=NOPASSWD: !/x\n!b ALL=NOPASSWD: /x\n").empty());
    CHECK(passwordless("a ALL=/x\nb ALL=PASSWD: /x\nDefaults !authenticate") == Texts{"a"});
    CHECK(passwordless("a ALL=/x\nDefaults !authenticate\nDefaults authenticate").empty());
    CHECK(passwordless("%g ALL=/x\nDefaults:b,!c !authenticate") == Texts{"b"});
    CHECK(passwordless("%g ALL=PASSWD: /x\nDefaults:b !authenticate").empty());
    CHECK(passwordless("Defaults:b !authenticate").empty());
    CHECK(passwordless("a,b ALL=/x\nDefaults:ALL,!a !authenticate") == Texts{"ALL", "b"});
    CHECK(passwordless("a ALL=/x\nDefaults@h !authenticate") == Texts{"a"});
    CHECK(passwordless("a ALL=/x\nDefaults !authenticate\nDefaults@h authenticate") == Texts{"a"});
    CHECK(passwordless("a ALL=/x\nDefaults !authenticate\nDefaults@ALL authenticate").empty());
    CHECK(
        passwordless("a ALL=/x,/y\nDefaults!/x !authenticate\nDefaults authenticate") == Texts{"a"}
    );
    CHECK(passwordless("a ALL=/y\nDefaults!/x !authenticate").empty());
    CHECK(passwordless("a ALL=(www) /y\nb ALL=/y\nDefaults>www !authenticate") == Texts{"a"});
    CHECK(passwordless("a ALL=/y\nDefaults exempt_group=adm") == Texts{"%adm"});
    CHECK(passwordless("a ALL=/y\nDefaults:a exempt_group=users") == Texts{"%users"});
    // Where names may mean the same, nobody is left out.
    for (const auto* const defaults :
         {"Defaults!/usr/bin/* !authenticate",
          "Defaults!/usr/bin/ !authenticate",
          "Defaults>#0 !authenticate",
          "Defaults>%root !authenticate"})
        CHECK(passwordless(std::string("a ALL=/usr/bin/id\n") + defaults) == Texts{"a"});
    CHECK(passwordless("a ALL=(#0) /y\nDefaults>root !authenticate") == Texts{"a"});
    CHECK(passwordless("a ALL=(bob) /y\nDefaults>root !authenticate").empty());
    CHECK(passwordless("ALL ALL=NOPASSWD: ALL") == Texts{"ALL"});
}

TEST_CASE("durations and moments") {
    CHECK(sudoers_timeout("1d2h3m4s") == 93784);
    CHECK(sudoers_timeout("1H2M5") == 3725);
    CHECK(sudoers_timeout("2147483647") == 2147483647);
    for (const auto* none : {"", "d", "1x", "1s1h", "2147483648", "99999d", "-1", "1d-1"})
        CHECK_FALSE(sudoers_timeout(none));
    CHECK(sudoers_moment("2023010100Z") == "20230101000000Z");
    CHECK(sudoers_moment("202301010203.5-01") == "20230101030300Z");
    CHECK(sudoers_moment("20231301000000Z") == "20240101000000Z");
    CHECK(sudoers_moment("20230231000000Z") == "20230303000000Z");
    CHECK(sudoers_moment("20230101020304") == "20230101020304");
    for (const auto* none :
         {"",
          "20230101",
          "20230101000000Zx",
          "20230101000000+",
          "2023x",
          "202301010+01",
          "20230101000Z"})
        CHECK_FALSE(sudoers_moment(none));
}

TEST_CASE("hostile text of sudoers takes time by its length alone") {
    const Texts pieces = {
        "^,",
        "\\ ",
        "a,",
        "!",
        "(",
        "Defaults:",
        "\"",
        "sha256:",
        "a ALL=/x ^",
        "#include ",
        "::",
        "1.1.1.",
        "User_Alias A=A\n",
        "Defaults env_keep+=a, env_keep-=a\n",
        "NOPASSWD :",
        "Defaults use_pty\n",
        "a ALL=ALL : ",
        "CWD=/,",
        std::string("\0\xff", 2),
        "\\\n",
        "a ALL=^/a{255}{255}$\n",
        "a ALL=(a,b) /x, "};
    std::string quoted = "Defaults badpass_message=\"";
    while (quoted.size() < 2'000'000)
        quoted += "\\a";
    CHECK_FALSE(sudoers_text_from(quoted).faults.empty());
    for (const auto& piece : pieces) {
        std::string text = "a ALL=";
        while (text.size() < 50'000)
            text += piece;
        const auto read = sudoers_text_from(text);
        (void)sudoers_faults(read);
        (void)sudoers_setting(read.lines, "env_keep");
        try {
            (void)sudoers_passwordless(read.lines);
        } catch (const CannotTell& why) {
            CHECK(why.kind == Kind::too_large);
        }
    }
}
