#pragma once

// sshd's configuration as its files have it (sshd_config(5)), without asking sshd: for images, and for the keywords that
// say where keys are.

#include "framework/host/host.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// A line with a keyword, and the Match lines that it stands below, those around an Include among them.
struct SshdLine {
    std::string keyword;             ///< lower case; of one that was renamed its name of today
    std::vector<std::string> words;  ///< its arguments
    std::string rest;                ///< the same as written, for keywords that take them so
    std::vector<std::vector<std::string>> conditions = {};
};

/// Who logs in, as far as that is known: what Match blocks are about.
struct SshdConnection {
    std::optional<std::string> user = {};
    std::optional<std::string> address = {};
    std::optional<std::vector<std::string>> groups = {};

    /// With nobody in it no block applies but `Match all`.
    bool is_nobody() const { return not user and not address; }
};

/// The lines of the usual file with Include opened in place; none without it. Throws CannotTell where a file cannot be
/// read, or files include one another for ever.
Task<std::vector<SshdLine>> sshd_lines(Host& host);
/// The same of another file. For Host::once.
Task<std::vector<SshdLine>> sshd_lines_of(Host& host, std::string file);
constexpr const char* sshd_main_file = "/etc/ssh/sshd_config";

/// The file itself, all that it includes, and the folders in which that is looked for; none where the file is not there.
Task<std::vector<std::string>> sshd_files_of(Host& host, std::string file);
std::vector<SshdLine> sshd_lines_from(std::string_view text);

/// The lines that count: of a keyword that may repeat all, else the first; a Match block that applies goes before what stands
/// outside of all. None where nobody sets the keyword. Throws CannotTell where a block sets it of which nobody but sshd knows
/// whether it applies, and where versions of sshd differ in which line counts.
std::vector<SshdLine> sshd_values(
    const std::vector<SshdLine>& lines, std::string_view keyword, const SshdConnection& connection
);

/// The words of the first line that counts for a user, from the usual file.
Task<std::vector<std::string>> sshd_keyword(Host& host, std::string keyword, std::string user);

/// `word "two words" #`: a line cut as sshd does.
std::vector<std::string> sshd_words(std::string_view line);

}  // namespace muster
