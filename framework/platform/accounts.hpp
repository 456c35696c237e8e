#pragma once

// Accounts and groups as programs on the target see them: through its name services (getent(1)).
//
// /etc/passwd and /etc/group are read in the same exchange. Where files are the first source, a line in
// them is the answer; one getent for all names tells the rest.

#include "framework/host/host.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// A line of passwd(5); fields as they are.
struct Account {
    std::string name;
    std::string password;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::string comment;
    std::string home;
    std::string shell;
    bool local = false;  ///< has a line in /etc/passwd
};

/// A line of group(5).
struct Group {
    std::string name;
    std::uint32_t gid = 0;
    std::vector<std::string> members;
    bool local = false;  ///< has a line in /etc/group
};

/// A uid or gid: 32 bits, digits and nothing else.
std::optional<std::uint32_t> account_id_from(std::string_view text);

/// Nothing for comments, NIS entries (`+@x::::`) and lines that are cut short.
std::optional<Account> account_from(std::string_view line);
std::optional<Group> group_from(std::string_view line);
std::vector<Account> accounts_from(std::string_view text);
std::vector<Group> groups_from(std::string_view text);

/// The account of exactly this name (`host.once(account, name)`). Nothing when every name service could
/// have told and none knows it; throws CannotTell when one of them does not answer.
Task<std::optional<Account>> account(Host& host, std::string name);
Task<std::optional<Group>> group(Host& host, std::string name);

/// All that the target enumerates (a directory usually does not); once for all who ask.
Task<std::vector<Account>> all_accounts(Host& host);
Task<std::vector<Group>> all_groups(Host& host);

/// How far a list goes: to all that the name services know, or to the files of the target.
enum class Reach { everywhere, local };

/// The names of all accounts (`database`: "passwd") or groups ("group"), as often as they have a line, in
/// that order. Throws CannotTell when one of the name services may know more than it enumerates.
Task<std::vector<std::string>> enumerated_names(Host& host, std::string database, Reach reach);

/// The first name of an id given in digits; the digits themselves where it has none.
Task<std::string> user_name(Host& host, std::string uid);
Task<std::string> group_name(Host& host, std::string gid);

/// Ids of all groups of an account, primary included, sorted, each once.
Task<std::vector<std::uint32_t>> group_ids(Host& host, Account account);

/// The name service that an account or a group (`database`: "passwd", "group") comes from: "files",
/// "sss" …; nothing when none of them owns up to it.
Task<std::optional<std::string>> source_of(Host& host, std::string database, std::string name);

/// Ids below which accounts and groups belong to the system (login.defs(5)).
struct FirstIds {
    std::int64_t uid = 1000;
    std::int64_t gid = 1000;
};
FirstIds first_ids_from(std::string_view login_defs);
Task<FirstIds> first_ids(Host& host);

}  // namespace muster
