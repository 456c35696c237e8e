#pragma once

// The keywords of sshd's configuration (sshd_config(5)): what they are called, what they take, and how `sshd -T` shows it.
// All are in lower case here.

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// The name of today of a keyword: `challengeresponseauthentication` was renamed. In lower case.
std::string sshd_keyword_of_today(std::string_view keyword);

/// Whether it may stand several times: `port`, `allowusers`.
bool sshd_repeats(std::string_view keyword);
/// Whether its arguments are a list that is shown on one line: `authorizedkeysfile`.
bool sshd_lists_words(std::string_view keyword);
/// Whether it takes algorithms, cut at commas, or what is more or less than the default: `ciphers`, `+`, `-`, `^`.
bool sshd_lists_algorithms(std::string_view keyword);

/// A line's values as `sshd -T` would show them: flags, other words for the same, seconds, limits of one number made three.
/// `rest` are the words as written.
std::vector<std::string> sshd_values_shown(
    std::string_view keyword, const std::vector<std::string>& words, const std::string& rest
);
/// The same of a value of `sshd -T` itself, which knows another word for one of them.
std::string sshd_value_of_today(std::string_view keyword, std::string value);

}  // namespace muster
