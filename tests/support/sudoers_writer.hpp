#pragma once

// Random files of sudoers(5), most of them as sudo takes them.

#include "tests/support/mutation.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace muster::tests {

/// Lines as administrators write them, and as few of them do.
class SudoersWriter {
public:
    /// What JSON leaves out or tells wrongly: options, and names that nobody defines.
    enum class Extent { all, as_in_json };

    SudoersWriter(unsigned seed, Extent extent) : random_(seed), extent_(extent) {}

    std::string file() {
        auto text = "User_Alias UA = " + list(&SudoersWriter::user) + " : UB="
                    + list(&SudoersWriter::user) + "\nHost_Alias HA=" + list(&SudoersWriter::host)
                    + "\nRunas_Alias RA = " + list(&SudoersWriter::user) + "\nCmnd_Alias CA="
                    + list(&SudoersWriter::path) + one_of({"\nCmnd_Alias", "\nCmd_Alias"})
                    + " CB = " + list(&SudoersWriter::path) + ",CA\nRunas_Alias GA=adm,#5\n";
        for (int i = 0; i < 5; ++i)
            text += line() + "\n";
        return text;
    }

    /// A piece taken out, put in or doubled somewhere.
    std::string broken(std::string text) {
        static const std::vector<std::string> pieces = {
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
    std::string one_of(const std::vector<std::string>& texts) {
        return texts[random_() % texts.size()];
    }
    std::string some(const std::string& text) { return chance(3) ? text : ""; }

    std::string list(std::string (SudoersWriter::*one)()) {
        auto text = some("!") + (this->*one)();
        while (chance(3))
            text += one_of({",", ", ", " , ", ", \\\n  "}) + some("!") + (this->*one)();
        return text;
    }

    std::string user() {
        std::vector<std::string> users = {
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
        std::vector<std::string> hosts = {
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
        std::vector<std::string> paths = {
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
    std::string scope(std::string (SudoersWriter::*one)()) {
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
        auto text =
            (chance(3) ? "HA" : list(&SudoersWriter::host)) + one_of({"=", " = "}) + command();
        while (chance(2))
            text += one_of({",", ", ", ", \\\n\t"}) + command();
        return text;
    }
    std::string rule() {
        auto text = (chance(3) ? some("!") + one_of({"UA", "UB,UA"}) : list(&SudoersWriter::user))
                    + " " + privilege();
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
                         ":" + scope(&SudoersWriter::user),
                         "@" + scope(&SudoersWriter::host),
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

}  // namespace muster::tests
