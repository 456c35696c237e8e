#pragma once

// Keys that may log in as an account: sshd's AuthorizedKeysFile (sshd(8), "AUTHORIZED_KEYS FILE FORMAT")
// and AuthorizedKeysCommand (sshd_config(5)).

#include "framework/host/host.hpp"
#include "framework/platform/accounts.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct AuthorizedKey {
    std::string key;  ///< type, blob and comment
    std::vector<std::string> options;
};

/// The active lines of one file; a line that is no key is none.
std::vector<AuthorizedKey> authorized_keys_from(std::string_view text);

/// The keys of all files that sshd reads for this account. Throws CannotTell when one of them, or sshd's
/// configuration, can't be read.
Task<std::vector<AuthorizedKey>> authorized_keys(Host& host, Account account);

/// What sshd's files tell for one name, with the home guessed: asked before the account is known, so that
/// a usual account costs no second exchange.
void guess_authorized_keys(Host& host, const std::string& name);

/// What AuthorizedKeysCommand answers for this account, run as its user; nothing without such a command.
Task<std::optional<std::vector<AuthorizedKey>>> keys_from_command(Host& host, Account account);

}  // namespace muster
