#include "matchers/user/words.hpp"

namespace muster {

namespace {

std::vector<AttributeEntry> account_attributes() {
    return {
        {.name = "exists",
         .type = Type::flag,
         .meaning = "an account of exactly this name",
         .when_absent = Value(false)},
        {.name = "uid", .type = Type::number, .meaning = "its id"},
        {.name = "gid", .type = Type::number, .meaning = "id of its primary group"},
        {.name = "group",
         .type = Type::text,
         .meaning = "name of its primary group; digits where it has none"},
        {.name = "groups",
         .type = Type::list,
         .meaning =
             "names of all its groups, the primary one included; a gid without a name as digits"},
        {.name = "gids",
         .type = Type::list,
         .meaning = "ids of all its groups",
         .item = {.type = Type::number}},
        {.name = "home", .type = Type::text, .meaning = "home folder, as the account says"},
        {.name = "shell",
         .type = Type::text,
         .meaning = "login shell, as the account says; may be the empty text"},
        {.name = "comment", .type = Type::text, .meaning = "the comment (GECOS) field"},
        {.name = "local", .type = Type::flag, .meaning = "has a line in /etc/passwd"},
        {.name = "source",
         .type = Type::text,
         .meaning = "the name service that answers: files, sss, ldap, stns, winbind, systemd"},
        {.name = "system",
         .type = Type::flag,
         .meaning = "id below UID_MIN of login.defs (1000), or 65534"},
    };
}

std::vector<AttributeEntry> password_attributes() {
    return {
        {.name = "password_set",
         .type = Type::flag,
         .meaning = "the password is a hash, and not locked",
         .needs_root = true},
        {.name = "password_empty",
         .type = Type::flag,
         .meaning = "there is no password at all",
         .needs_root = true},
        {.name = "password_locked",
         .type = Type::flag,
         .meaning = "the password begins with ! or *",
         .needs_root = true},
        {.name = "password_algorithm",
         .type = Type::text,
         .meaning = "yescrypt, sha512, sha256, bcrypt, md5, des",
         .needs_root = true},
        {.name = "password_hash",
         .type = Type::text,
         .meaning = "secret: shown as $6$…",
         .needs_root = true},
        {.name = "password_changed",
         .type = Type::time,
         .meaning = "day of the last change, 00:00 UTC",
         .needs_root = true},
        {.name = "password_expires",
         .type = Type::time,
         .meaning = "day by which the password has to be changed; never: not set",
         .needs_root = true},
        {.name = "expires",
         .type = Type::time,
         .meaning = "day on which the account ends; never: not set",
         .needs_root = true},
        {.name = "password_min_days",
         .type = Type::number,
         .meaning = "between two changes",
         .unit = "days",
         .needs_root = true},
        {.name = "password_max_days",
         .type = Type::number,
         .meaning = "until it has to be changed",
         .unit = "days",
         .needs_root = true},
        {.name = "password_warn_days",
         .type = Type::number,
         .meaning = "of warning before that",
         .unit = "days",
         .needs_root = true},
        {.name = "password_inactive_days",
         .type = Type::number,
         .meaning = "after that during which it is still taken",
         .unit = "days",
         .needs_root = true},
    };
}

std::vector<AttributeEntry> login_attributes() {
    const ItemEntry key{.type = Type::term, .term = TermKind::public_key};
    const std::vector<ParameterEntry> key_parameter = {
        {.name = "key", .type = Type::text, .meaning = "type and blob, as in a .pub file"}};
    return {
        {.name = "authorized_keys",
         .type = Type::list,
         .meaning = "keys of active lines in the files of sshd's AuthorizedKeysFile",
         .when_absent = Value(List{}),
         .item = key},
        {.name = "has_authorized_key",
         .type = Type::flag,
         .meaning = "one of them has this type and blob; comment and options do not count",
         .when_absent = Value(false),
         .parameters = key_parameter},
        {.name = "authorized_key_options",
         .type = Type::list,
         .meaning = "options in front of that key",
         .parameters = key_parameter,
         .item = {.ordered = true}},
        {.name = "keys_from_command",
         .type = Type::list,
         .meaning = "what sshd's AuthorizedKeysCommand answers, run as its user",
         .item = key,
         .needs_root = true},
        {.name = "last_login", .type = Type::time, .meaning = "by lastlog; never: not set"},
        {.name = "logged_in", .type = Type::flag, .meaning = "by utmp and logind"},
    };
}

}  // namespace

ResourceEntry user_entry() {
    auto attributes = account_attributes();
    for (const auto& more : {password_attributes(), login_attributes()})
        attributes.insert(attributes.end(), more.begin(), more.end());
    return {
        .name = "user",
        .summary = "accounts, through the name services of the target",
        .subject = {{.name = "name", .meaning = "the account's name"}},
        .attributes = with_image_mark(
            with_image_mark(
                std::move(attributes), InImage::no_commands, {"keys_from_command", "last_login"}
            ),
            InImage::not_running,
            {"logged_in"}
        ),
        .example = R"(expect(user("alice").groups.contains("sudo"));
expect(user("deploy").has_authorized_key(var("deploy_key")));
expect(not user("root").password_set);)",
        .yaml_example = R"(- {user: alice, groups: {contains: sudo}}
- {user: deploy, has_authorized_key: {"{{ deploy_key }}": true}}
- {user: root, password_set: false})",
        .details = "One `getent passwd` for all names, compared exactly. A name that is not found "
                   "while a name "
                   "service does not answer cannot be told. Passwords and their days are read from "
                   "/etc/shadow.",
    };
}

PluralWords users_words() {
    return {
        .name = "users",
        .summary = "all accounts that the name services of the target enumerate",
        .example = R"(expect(users().where("uid", 0).names == list("root"));
expect(users().duplicates("uid").is_empty());
expect(users().where("password_set", true).every("password_algorithm", in("yescrypt", "sha512")));)",
        .yaml_example = R"(- {users: , where: {uid: 0}, names: [root]}
- {users: , duplicates: {uid: {is_empty: true}}}
- {users: , where: {password_set: true}, every: {password_algorithm: {in: [yescrypt, sha512]}}})",
        .details =
            "One `getent passwd`; a row is a line, so that a name which stands twice is a "
            "duplicate, "
            "and is answered by its first line as programs see it. A directory (sss, ldap, stns, "
            "winbind) need not enumerate what it knows: the list then cannot be told. "
            ".where(\"local\", true) means the accounts of /etc/passwd alone, which always can.",
    };
}

}  // namespace muster
