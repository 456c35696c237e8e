// What our reader says of random sudoers files is what visudo and cvtsudoers say of them.

#include "framework/base/json/json.hpp"
#include "framework/platform/sudoers/rules.hpp"
#include "framework/platform/sudoers/settings.hpp"
#include "tests/support/mutation.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace muster;
using namespace muster::tests;

namespace {

using Texts = std::vector<std::string>;

/// Lines as administrators write them, and as few of them do.
class Writer {
public:
    /// What JSON leaves out or tells wrongly: options, and names that nobody defines.
    enum class Extent { all, as_in_json };

    Writer(unsigned seed, Extent extent) : random_(seed), extent_(extent) {}

    std::string file() {
        auto text =
            "User_Alias UA = " + list(&Writer::user) + " : UB=" + list(&Writer::user)
            + "\nHost_Alias HA=" + list(&Writer::host) + "\nRunas_Alias RA = " + list(&Writer::user)
            + "\nCmnd_Alias CA=" + list(&Writer::path) + one_of({"\nCmnd_Alias", "\nCmd_Alias"})
            + " CB = " + list(&Writer::path) + ",CA\nRunas_Alias GA=adm,#5\n";
        for (int i = 0; i < 5; ++i)
            text += line() + "\n";
        return text;
    }

    /// A piece taken out, put in or doubled somewhere.
    std::string broken(std::string text) {
        static const Texts pieces = {
            ",",        "=",           ":",         "!",  "(",    ")",       " ",
            "\"",       "\\",          "\n",        "#",  "\\\n", "ALL",     "%",
            "+",        "a",           "NOPASSWD:", "^",  "$",    "CWD=",    "TIMEOUT=9",
            "sha256:",  "list",        "sudoedit",  "/",  "/x",   "#1",      "@include",
            "Defaults", "User_Alias ", "\t",        "UA", "::",   "1.2.3.4", "\\x41",
            "+=",       "-=",          "\r\n",      "[",  "*"};
        for (auto times = random_() % 3 + 1; times > 0; --times) {
            const auto at = random_() % (text.size() + 1);
            const auto length = std::min<std::size_t>(random_() % 6, text.size() - at);
            if (chance(2))
                text.erase(at, length);
            else
                text.insert(at, one_of(pieces));
        }
        return text;
    }

private:
    bool chance(unsigned of) { return random_() % of == 0; }
    std::string one_of(const Texts& texts) { return texts[random_() % texts.size()]; }
    std::string some(const std::string& text) { return chance(3) ? text : ""; }

    std::string list(std::string (Writer::*one)()) {
        auto text = some("!") + (this->*one)();
        while (chance(3))
            text += one_of({",", ", ", " , ", ", \\\n  "}) + some("!") + (this->*one)();
        return text;
    }

    std::string user() {
        Texts users = {
            "alice",
            "bob",
            "%wheel",
            "%#10",
            "#1000",
            "+net",
            "ALL",
            "\"domain user\"",
            "a\\ b",
            "%g\\ h",
            "%:ext",
            "x.y-z_1",
            "a@b",
            "\"%a b\"",
            "a\\,b",
            "\\x41bc",
            "'q'"};
        if (extent_ == Extent::all)
            users.insert(users.end(), {"NOBODY", "UA", "%:#7", "a\\\\b", "+n\\ m", "\\#x"});
        return one_of(users);
    }
    std::string host() {
        Texts hosts = {
            "web1",
            "db.example.org",
            "ALL",
            "10.0.0.0/8",
            "10.1.2.3",
            "+hosts",
            "*.lan",
            "fe80::/10",
            "::1",
            "10.0.0.0/255.0.0.0",
            "\"h h\""};
        if (extent_ == Extent::all)
            hosts.insert(hosts.end(), {"UNKNOWN", "HB"});
        return one_of(hosts);
    }
    /// ALL aside: in an alias it means no SETENV, and of an alias that cvtsudoers opened nobody sees that.
    std::string path() {
        Texts paths = {
            "/bin/ls",
            "/bin/ls -l *",
            "/bin/su \"\"",
            "/bin/",
            "/bin/a\\ b",
            "/bin/x a\\,b\\=c\\:d",
            "/usr/bin/*",
            "/bin/[a-c]? x  y",
            "sudoedit /etc/motd",
            "sudoedit",
            "list",

            "^/bin/(a|b)$",
            "/bin/x ^[a-z]+,b$",
            "^/x$ ^y$",
            "/bin/y a\\\\b \\* c",
            "/bin/z !x a=b",
            "/a>b",
            "/bin/v 'a b' (c)"};
        if (extent_ == Extent::all)
            paths.insert(paths.end(), {"NOTHING", "^/a{1,3}b*$", "/bin/w \\#a"});
        return one_of(paths);
    }

    /// Names of a Defaults line, which go on on no other line.
    std::string scope(std::string (Writer::*one)()) {
        auto text = list(one);
        for (auto at = text.find("\\\n"); at != std::string::npos; at = text.find("\\\n"))
            text.erase(at, 4);
        return text;
    }

    std::string runas() {
        return one_of(
            {"(root)",
             "(ALL)",
             "(ALL:ALL)",
             "( alice , !bob : adm )",
             "()",
             "(:)",
             "(:adm)",
             "(RA)",
             "(RA:GA)",
             "(%wheel, #7 : #8)",
             "(\"a b\")"}
        );
    }
    std::string words() {
        auto text = some(runas() + some(" "));
        if (extent_ == Extent::all)
            while (chance(4))
                text += one_of(
                    {"CWD=/srv ",
                     "CHROOT=* ",
                     "CWD=~bob ",
                     "TIMEOUT=1h5s ",
                     "TIMEOUT=30 ",
                     "ROLE=r ",
                     "TYPE = t ",
                     "NOTBEFORE=20230101000000Z ",
                     "NOTAFTER=2023010100+01 ",
                     "CHROOT=/a\\,b "}
                );
        while (chance(3))
            text += one_of(
                        {"NOPASSWD",
                         "PASSWD",
                         "NOEXEC",
                         "EXEC",
                         "SETENV",
                         "NOSETENV",
                         "LOG_INPUT",
                         "NOLOG_INPUT",
                         "LOG_OUTPUT",
                         "NOLOG_OUTPUT",
                         "MAIL",
                         "NOMAIL",
                         "FOLLOW",
                         "NOFOLLOW",
                         "INTERCEPT",
                         "NOINTERCEPT"}
                    )
                    + one_of({":", ": ", " : "});
        return text;
    }
    std::string command() {
        const auto name =
            chance(4) ? some("!") + one_of({"CA", "CB"}) : some("!") + (chance(6) ? "ALL" : path());
        const bool takes_digest = name.starts_with('/') and chance(6);
        return words()
               + (takes_digest
                      ? "sha224 : aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
                      : "")
               + name;
    }
    std::string privilege() {
        auto text = (chance(3) ? "HA" : list(&Writer::host)) + one_of({"=", " = "}) + command();
        while (chance(2))
            text += one_of({",", ", ", ", \\\n\t"}) + command();
        return text;
    }
    std::string rule() {
        auto text = (chance(3) ? some("!") + one_of({"UA", "UB,UA"}) : list(&Writer::user)) + " "
                    + privilege();
        while (chance(4))
            text += " : " + privilege();
        return text + some(" # because");
    }
    std::string setting() {
        return one_of(
            {"use_pty",
             "!insults",
             "passwd_tries=3",
             "secure_path=\"/bin:/usr/bin\"",
             "env_keep += \"A B\"",
             "env_keep-=A",
             "!!requiretty",
             "badpass_message=a\\ b",
             "umask=077",
             "!umask",
             "lecture=always",
             "lecture",
             "timestamp_timeout=-1",
             "syslog=local3",
             "!authenticate",
             "editor=/bin/ed",
             "logfile=/var/log/sudo.log",
             "passprompt=\"[%p] \\\"x\\\" \"",
             "runas_default=www",
             "rlimit_core=\"0,infinity\"",
             "closefrom=3",
             "timestamp_type=tty",
             "listpw=never",
             "command_timeout=1h",
             "iolog_mode=0600",
             "verifypw",
             "!syslog",
             "log_format=json"}
        );
    }
    std::string wrong_setting() {
        return one_of(
            {"nonsense",
             "use_pty=3",
             "!passwd_tries",
             "umask=999",
             "secure_path",
             "lecture=loud",
             "insults+=x",
             "editor=vi",
             "timestamp_type",
             "iolog_mode=1777",
             "closefrom=x",
             "command_timeout=1x"}
        );
    }
    std::string defaults() {
        auto text = "Defaults"
                    + one_of(
                        {"",
                         "",
                         ":" + scope(&Writer::user),
                         "@" + scope(&Writer::host),
                         "!/bin/x,/bin/y",
                         ">root,%wheel",
                         "!CA"}
                    )
                    + one_of({" ", "\t"}) + setting();
        while (chance(3))
            text += one_of({",", ", ", " , "}) + setting();
        if (extent_ == Extent::all and chance(12))
            text += ", " + wrong_setting();
        return text;
    }
    std::string line() { return chance(3) ? defaults() : chance(8) ? "# nothing" : rule(); }

    std::mt19937 random_;
    Extent extent_;
};

/// The real programs, with files of ours.
class Sudo {
public:
    bool takes(const std::string& text) const {
        return run_program({"visudo", "-c", "-q", "-f", folder_.write("sudoers", text)}).status
               == 0;
    }
    std::string converted(const std::string& text, const std::string& format) const {
        const auto run =
            run_program({"cvtsudoers", "-e", "-f", format, folder_.write("sudoers", text)});
        INFO(text << run.output);
        REQUIRE(run.status == 0);
        return run.output;
    }

private:
    TemporaryFolder folder_;
};

bool is_there(const std::string& program) {
    return run_tool("PATH=$PATH:/usr/sbin; command -v " + program).exit_status == 0;
}

const Json::Array& items(const Json& object, std::string_view name) {
    static const Json::Array none;
    const auto* found = object.find(name);
    return found == nullptr ? none : *found->as<Json::Array>();
}

/// A member as `user`, `%group`, `#1000` … with `!` before it.
std::string member_text(const Json& member) {
    const auto* negated = member.find("negated");
    const std::string sign = negated != nullptr and *negated->as<bool>() ? "!" : "";
    const std::vector<std::pair<std::string, std::string>> kinds = {
        {"username", ""},
        {"usergroup", "%"},
        {"netgroup", "+"},
        {"userid", "#"},
        {"usergid", "%#"},
        {"nonunixgroup", "%:"},
        {"nonunixgid", "%:#"},
        {"hostname", ""},
        {"networkaddr", ""},
        {"command", ""}};
    for (const auto& [kind, prefix] : kinds)
        if (const auto* value = member.find(kind)) {
            const auto* number = value->as<std::int64_t>();
            return sign + prefix
                   + (number != nullptr ? std::to_string(*number) : *value->as<std::string>());
        }
    return "?";
}

std::string joined(const Json::Array& members) {
    std::string text;
    for (const auto& member : members)
        text += member_text(member) + ",";
    return text;
}

/// SETENV aside, which cvtsudoers tells of the neighbours of ALL as well.
std::string tags_text(const Json& commands) {
    const std::vector<std::pair<std::string, SudoersTagNames>> tags = {
        {"intercept", {"INTERCEPT", "NOINTERCEPT"}},
        {"noexec", {"NOEXEC", "EXEC"}},
        {"authenticate", {"PASSWD", "NOPASSWD"}},
        {"log_input", {"LOG_INPUT", "NOLOG_INPUT"}},
        {"log_output", {"LOG_OUTPUT", "NOLOG_OUTPUT"}},
        {"send_mail", {"MAIL", "NOMAIL"}},
        {"sudoedit_follow", {"FOLLOW", "NOFOLLOW"}}};
    std::string text;
    for (const auto& [name, names] : tags)
        for (const auto& option : items(commands, "Options"))
            if (const auto* value = option.find(name))
                text += std::string(*value->as<bool>() ? names.on : names.off) + ":";
    return text;
}

std::string runas_text(const Json& commands) {
    const bool is_usual =
        commands.find("runasusers") == nullptr and commands.find("runasgroups") == nullptr;
    auto users = is_usual ? "usual," : joined(items(commands, "runasusers"));
    if (users == ",")
        users = "";
    // Groups have a `%` here, if no alias held them.
    auto groups = joined(items(commands, "runasgroups"));
    std::erase(groups, '%');
    return users + ":" + groups;
}

Texts rules_in_json(const Json& policy) {
    Texts rules;
    for (const auto& grant : items(policy, "User_Specs"))
        for (const auto& user : items(grant, "User_List"))
            for (const auto& host : items(grant, "Host_List"))
                for (const auto& commands : items(grant, "Cmnd_Specs"))
                    for (const auto& command : items(commands, "Commands"))
                        rules.push_back(
                            member_text(user) + " " + member_text(host) + "=" + runas_text(commands)
                            + " " + tags_text(commands) + " " + text_at(command, "sha224") + " "
                            + member_text(command)
                        );
    return rules;
}

std::string plain(const SudoersMember& member) {
    return (member.is_negated ? "!" : "") + member.text
           + (member.arguments ? " " + *member.arguments : "");
}

std::string plain(const SudoersMembers& members) {
    std::string text;
    for (const auto& member : members)
        text += plain(member) + ",";
    return text;
}

Texts rules_of_ours(std::vector<SudoersLine> lines) {
    // A user whom no file can name stands for "nothing is said".
    lines.push_back(
        {.what =
             SudoersDefaults{
                 .settings =
                     {{.name = "runas_default",
                       .operation = SudoersSetting::Operation::set,
                       .value = "usual"}}}}
    );
    Texts rules;
    for (const auto& rule : sudoers_rules(lines)) {
        std::string tags;
        for (std::size_t i = sudoers_setenv + 1; i < rule.tags.size(); ++i)
            if (rule.tags[i])
                tags +=
                    std::string(*rule.tags[i] ? sudoers_tag_names[i].on : sudoers_tag_names[i].off)
                    + ":";
        const auto& digests = rule.command.digests;
        rules.push_back(
            plain(rule.user) + " " + plain(rule.host) + "=" + plain(rule.runas.users) + ":"
            + plain(rule.runas.groups) + " " + tags + " "
            + (digests.empty() ? "" : digests[0].substr(digests[0].find(':') + 1)) + " "
            + plain(rule.command)
        );
    }
    return rules;
}

Texts texts_of(const std::vector<SudoersLine>& lines) {
    Texts texts;
    for (const auto& rule : sudoers_rules(lines))
        texts.push_back(rule.text());
    return texts;
}

}  // namespace

TEST_CASE("files are valid for us where they are valid for visudo") {
    if (not is_there("visudo"))
        return skip("no visudo here");
    const Sudo sudo;
    int valid = 0;
    for (unsigned seed = 1; seed <= 150; ++seed) {
        Writer writer(seed, Writer::Extent::all);
        const auto whole = writer.file();
        for (const auto& text : {whole, writer.broken(whole), writer.broken(whole)}) {
            const auto faults = sudoers_faults(sudoers_text_from(text));
            INFO(text << (faults.empty() ? "" : faults[0].message));
            CHECK(faults.empty() == sudo.takes(text));
            valid += faults.empty() ? 1 : 0;
        }
    }
    // Else there was nothing to differ in.
    CHECK(valid > 100);
    CHECK(valid < 350);
}

TEST_CASE("our rules are those of cvtsudoers") {
    if (not is_there("cvtsudoers"))
        return skip("no cvtsudoers here");
    const Sudo sudo;
    int compared = 0;
    for (unsigned seed = 1; seed <= 150; ++seed) {
        const auto text = Writer(seed, Writer::Extent::as_in_json).file();
        INFO(text);
        const auto read = sudoers_text_from(text);
        if (not read.faults.empty())
            continue;  // such as a scope that begins with an IPv6 address

        ++compared;
        CHECK(rules_of_ours(read.lines) == rules_in_json(parse_json(sudo.converted(text, "json"))));
    }
    CHECK(compared > 75);  // else there was nothing to differ in
}

TEST_CASE("what cvtsudoers writes comes to the same rules, and so does what we write") {
    if (not is_there("cvtsudoers"))
        return skip("no cvtsudoers here");
    const Sudo sudo;
    int compared = 0;
    for (unsigned seed = 1; seed <= 150; ++seed) {
        const auto text = Writer(seed, Writer::Extent::all).file();
        const auto read = sudoers_text_from(text);
        if (not read.faults.empty())
            continue;
        const auto rules = texts_of(read.lines);
        std::string written;
        for (const auto& rule : rules)
            written += rule + "\n";
        auto theirs = sudo.converted(text, "sudoers");
        // It writes IPv6 addresses so that they are none, and other names so that it can't read them itself: backslashes
        // are lost, and the `!` of a group that is not of Unix gets into its name.
        for (auto at = theirs.find("\\:\\:"); at != std::string::npos; at = theirs.find("\\:\\:"))
            theirs.replace(at, 4, "::");
        const bool is_faithful = text.find("\\\\") == std::string::npos
                                 and theirs.find("%:!") == std::string::npos and sudo.takes(theirs);
        INFO(text << "---\n" << theirs << "---\n" << written);

        if (is_faithful)
            CHECK(texts_of(sudoers_text_from(theirs).lines) == rules);
        compared += is_faithful ? 1 : 0;
        CHECK(texts_of(sudoers_text_from(written).lines) == rules);
        CHECK(sudo.takes(written));
    }
    CHECK(compared > 30);
}
