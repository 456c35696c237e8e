#pragma once

// What the lines of sudoers(5) allow and forbid: a rule for each user, host and command, with aliases opened.

#include "framework/platform/sudoers/sudoers.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// One user or group on one host with one command. Of rules that speak of the same, sudo takes the last.
struct SudoersRule {
    SudoersMember user = {};
    SudoersMember host = {};
    SudoersRunas runas = {};
    SudoersOptions options = {};  ///< with those of the commands before it in its list
    SudoersTags tags = {};        ///< as well
    SudoersMember command = {};

    /// `alice ALL=(root) CWD=/srv NOPASSWD: /bin/x`, always in this order; tags and options in sudo's own, which `sudo -l`
    /// shows. `PASSWD:` is there where the files say it.
    std::string text() const;
};

/// All rules in order. `!` before an alias turns each of its members round, as cvtsudoers(1) has it; an alias that nobody
/// defines, or that a circle of them leads back to, stands as its name. Without a runas it is `runas_default` of the
/// global Defaults, or root. Throws CannotTell for more than 20 000 rules, for lists as long, for names so long that
/// the rules would fill the memory, and for aliases that are nested more than 100 deep.
std::vector<SudoersRule> sudoers_rules(const std::vector<SudoersLine>& lines);

/// The rules that `text` means, a line as in the file, which may name the file's aliases. Throws Broken where it is no
/// line of rules.
std::vector<SudoersRule> sudoers_rules_of(
    std::string_view text, const std::vector<SudoersLine>& lines
);

/// Whether each rule that `text` means is among those of the file. Throws as sudoers_rules_of().
bool sudoers_has_rule(const std::vector<SudoersLine>& lines, std::string_view text);

}  // namespace muster
