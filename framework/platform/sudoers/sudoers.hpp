#pragma once

// The text of sudoers(5) as data: rules, aliases, Defaults and includes, in their order. What they come to together is
// said by rules.hpp and settings.hpp.

#include "framework/base/error.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace muster {

/// One of a list of users, groups, hosts or commands.
struct SudoersMember {
    enum class Kind { all, alias, name, group, netgroup, network, command };
    Kind kind = Kind::name;
    std::string text = {};  ///< without escapes; groups and netgroups with their `%`, `%:` or `+`
    bool is_negated = false;
    std::optional<std::string> arguments = {};  ///< of a command; `""` forbids any
    std::vector<std::string> digests = {};      ///< of a command: `sha256:…`

    friend bool operator==(const SudoersMember&, const SudoersMember&) = default;
};

using SudoersMembers = std::vector<SudoersMember>;

/// Whom a command may run as: `(users:groups)`. With neither it is whoever calls.
struct SudoersRunas {
    SudoersMembers users = {};
    SudoersMembers groups = {};

    friend bool operator==(const SudoersRunas&, const SudoersRunas&) = default;
};

/// The tags that are each other's opposite, in the order in which sudo lists them.
struct SudoersTagNames {
    std::string_view on;
    std::string_view off;
};
constexpr std::array<SudoersTagNames, 8> sudoers_tag_names = {
    {{"SETENV", "NOSETENV"},
     {"INTERCEPT", "NOINTERCEPT"},
     {"NOEXEC", "EXEC"},
     {"NOPASSWD", "PASSWD"},
     {"LOG_INPUT", "NOLOG_INPUT"},
     {"LOG_OUTPUT", "NOLOG_OUTPUT"},
     {"MAIL", "NOMAIL"},
     {"FOLLOW", "NOFOLLOW"}}};
/// Places of some of them.
constexpr std::size_t sudoers_setenv = 0;
constexpr std::size_t sudoers_nopasswd = 3;
using SudoersTags = std::array<std::optional<bool>, sudoers_tag_names.size()>;

/// In the order in which sudo lists them.
constexpr std::array<std::string_view, 8> sudoers_option_names = {
    "ROLE", "TYPE", "APPARMOR_PROFILE", "CHROOT", "CWD", "TIMEOUT", "NOTBEFORE", "NOTAFTER"};
constexpr std::size_t sudoers_role = 0;
constexpr std::size_t sudoers_type = 1;
using SudoersOptions = std::array<std::optional<std::string>, sudoers_option_names.size()>;

/// A command of a rule as written: what it has from those before it in its list, rules have.
struct SudoersCommand {
    SudoersMember command = {};
    std::optional<SudoersRunas> runas = {};
    SudoersOptions options = {};  ///< TIMEOUT in seconds, moments in UTC where they name their zone
    SudoersTags tags = {};
};

struct SudoersPrivilege {
    SudoersMembers hosts = {};
    std::vector<SudoersCommand> commands = {};
};

/// `alice web=(root) /bin/x : db=/bin/y`.
struct SudoersGrant {
    SudoersMembers users = {};
    std::vector<SudoersPrivilege> privileges = {};
};

struct SudoersAlias {
    enum class Kind { user, runas, host, command };
    Kind kind = Kind::user;
    std::string name = {};
    SudoersMembers members = {};
    Location where = {};
};

/// One entry of a Defaults line.
struct SudoersSetting {
    enum class Operation { on, off, set, add, remove };
    std::string name = {};
    Operation operation = Operation::on;
    std::string value = {};
    Location where = {};
};

struct SudoersDefaults {
    enum class Scope { everyone, host, user, command, runas };
    Scope scope = Scope::everyone;
    SudoersMembers names = {};  ///< of the scope
    std::vector<SudoersSetting> settings = {};
};

/// `@include` and `@includedir`, and the same with `#`. A path that does not begin with `/` is relative to the folder of
/// the file it stands in, and `%h` in it is the short name of the host: both are the caller's to replace. A folder that is
/// not there is no error, a file that is not there is one.
struct SudoersInclude {
    std::string path = {};
    bool is_folder = false;
};

struct SudoersLine {
    Location where = {};  ///< its first line
    std::variant<SudoersGrant, SudoersAlias, SudoersDefaults, SudoersInclude> what = {};
};

/// Why `visudo -c` refuses.
struct SudoersFault {
    Location where = {};
    std::string message = {};
};

struct SudoersText {
    std::vector<SudoersLine> lines = {};  ///< an alias definition each, of several on one line
    std::vector<SudoersFault> faults = {};
};

/// Reads one file. A line that is broken is a fault and left out, as sudo does; what stands before the fault in a line
/// of aliases, and an include, counts all the same. Never throws. Defaults, and aliases that are defined twice, are
/// judged when all files are read: sudoers_faults().
SudoersText sudoers_text_from(std::string_view text, const std::string& file = "");

/// Whether sudo reads a file of this name in a folder that is included; it reads them by their names' bytes.
bool is_read_by_sudo(std::string_view name);

/// A member as sudoers(5) would have it: blanks and signs behind backslashes, `!` before what is negated.
std::string to_text(const SudoersMember& member);
/// Members with commas between them, without blanks.
std::string to_text(const SudoersMembers& members);

}  // namespace muster
