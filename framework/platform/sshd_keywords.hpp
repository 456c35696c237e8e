#pragma once

// One keyword of sshd's configuration as its files have it (sshd_config(5)). Enough for the keywords that
// say where keys are; what needs a connection to be decided (Match on an address) is not told.

#include "framework/host/host.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// The files of the configuration with `Include` opened in place, as lines.
Task<std::vector<std::string>> sshd_files(Host& host);

/// The words of the first value that applies to this user; none when nobody sets it. `keyword` in lower
/// case. Throws CannotTell when a Match block that only a connection can decide sets the keyword.
std::vector<std::string> sshd_keyword_from(
    const std::vector<std::string>& lines, std::string_view keyword, std::string_view user
);

/// The same from the target's files.
Task<std::vector<std::string>> sshd_keyword(Host& host, std::string keyword, std::string user);

/// `word "two words" #`: a line cut as sshd does.
std::vector<std::string> sshd_words(std::string_view line);

}  // namespace muster
