#include "framework/platform/sudoers/passwords.hpp"

#include "framework/model/cannot_tell.hpp"
#include "framework/platform/sudoers/aliases.hpp"
#include "framework/platform/sudoers/settings.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <variant>

namespace muster {

namespace {

using Scope = SudoersDefaults::Scope;

/// A list of names for which the last that fits decides.
class NameList {
public:
    explicit NameList(const SudoersMembers& members) : members_(members) {
        for (std::size_t i = 0; i < members.size(); ++i)
            last_[members[i].text] = i;
    }

    bool holds(const std::string& name) const {
        const auto all = last_.find("ALL");
        const auto found = last_.find(name);
        if (all == last_.end() and found == last_.end())
            return false;
        const auto place = all == last_.end()     ? found->second
                           : found == last_.end() ? all->second
                                                  : std::max(all->second, found->second);
        return not members_[place].is_negated;
    }

    bool ends_in_all() const {
        return not members_.empty() and members_.back().kind == SudoersMember::Kind::all
               and not members_.back().is_negated;
    }

    const SudoersMembers& members() const { return members_; }

private:
    SudoersMembers members_;
    std::map<std::string, std::size_t> last_;
};

/// One entry of Defaults about `authenticate`.
struct Entry {
    Scope scope;
    NameList names;
    bool asks;  ///< for a password
};

SudoersAlias::Kind alias_kind(Scope scope) {
    switch (scope) {
    case Scope::host: return SudoersAlias::Kind::host;
    case Scope::command: return SudoersAlias::Kind::command;
    case Scope::runas: return SudoersAlias::Kind::runas;
    case Scope::everyone:
    case Scope::user: break;
    }
    return SudoersAlias::Kind::user;
}

/// Whether the line asks for a password; nothing where it does not say.
std::optional<bool> asks(const SudoersDefaults& defaults) {
    std::optional<bool> asks;
    for (const auto& setting : defaults.settings) {
        if (setting.name == "authenticate" and not fault_of_setting(setting))
            asks = setting.operation == SudoersSetting::Operation::on;
    }
    return asks;
}

/// In the order in which sudo heeds them: those of commands after all others.
std::vector<Entry> entries_of(const std::vector<SudoersLine>& lines) {
    constexpr std::size_t most = 500;
    constexpr std::size_t most_bytes = 32U << 20;
    const SudoersAliases aliases(lines);
    std::vector<Entry> entries;
    std::size_t bytes = 0;
    for (const auto& line : lines) {
        const auto* defaults = std::get_if<SudoersDefaults>(&line.what);
        const auto said = defaults == nullptr ? std::nullopt : asks(*defaults);
        if (not said)
            continue;
        const auto names = aliases.opened(defaults->names, alias_kind(defaults->scope));
        for (const auto& name : names)
            bytes += bytes_of(name);
        if (entries.size() == most or bytes > most_bytes) {
            throw CannotTell{
                Kind::too_large,
                "sudoers has more than 500 lines about authenticate, or long ones"};
        }
        entries.push_back({defaults->scope, NameList(names), *said});
    }
    std::stable_partition(entries.begin(), entries.end(), [](const Entry& entry) {
        return entry.scope != Scope::command;
    });
    return entries;
}

bool is_all(const SudoersMember& member) {
    return member.kind == SudoersMember::Kind::all;
}

/// Whether a command may be another one than it is called.
bool is_many(const SudoersMember& command) {
    return is_all(command) or command.text.ends_with('/') or command.text.starts_with('^')
           or command.text.find_first_of("*?[") != std::string::npos;
}

/// Whether it is what it is called, and nothing else can be: no number, group or alias.
bool is_plain_name(const SudoersMember& user) {
    return user.kind == SudoersMember::Kind::name and not user.text.starts_with('#');
}

bool applies_to_runas(const Entry& entry, const SudoersRunas& runas) {
    const auto holds = [&](const SudoersMember& user) {
        return not user.is_negated and entry.names.holds(user.text);
    };
    if (entry.asks)
        return not runas.users.empty() and std::ranges::all_of(runas.users, holds);
    return runas.users.empty() or std::ranges::any_of(runas.users, holds)
           or not std::ranges::all_of(runas.users, is_plain_name)
           or not std::ranges::all_of(entry.names.members(), is_plain_name);
}

bool applies_to_command(const Entry& entry, const SudoersMember& command) {
    if (entry.names.holds(command.text))
        return true;
    return not entry.asks
           and (is_many(command) or std::ranges::any_of(entry.names.members(), is_many));
}

/// Surely of one that asks for a password, maybe of one that does not.
bool applies(const Entry& entry, const SudoersRule& rule) {
    switch (entry.scope) {
    case Scope::everyone: return true;
    case Scope::host: return not entry.asks or entry.names.ends_in_all();
    case Scope::user: return entry.names.holds(rule.user.text);
    case Scope::runas: return applies_to_runas(entry, rule.runas);
    case Scope::command: return applies_to_command(entry, rule.command);
    }
    return false;
}

/// Each rule is held against each entry.
void require_few(const std::vector<SudoersRule>& rules, const std::vector<Entry>& entries) {
    constexpr std::size_t most = 20'000'000;  // comparisons
    std::size_t names = 0;
    for (const auto& entry : entries)
        names += 1 + entry.names.members().size();
    std::size_t comparisons = 0;
    for (const auto& rule : rules)
        comparisons += names + entries.size() * rule.runas.users.size();
    if (comparisons > most)
        throw CannotTell{
            Kind::too_large, "sudoers has too many rules and lines about authenticate"};
}

bool asks_for_password(const SudoersRule& rule, const std::vector<Entry>& entries) {
    if (const auto without = rule.tags[sudoers_nopasswd])
        return not *without;
    bool asks = true;
    for (const auto& entry : entries) {
        if (applies(entry, rule))
            asks = entry.asks;
    }
    return asks;
}

bool allows(const SudoersRule& rule) {
    return not rule.user.is_negated and not rule.host.is_negated and not rule.command.is_negated;
}

/// Those that `Defaults:…` lines name, with any command of anybody's.
void add_named(const std::vector<Entry>& entries, std::set<std::string>& found) {
    for (const auto& entry : entries) {
        if (entry.scope == Scope::user and not entry.asks) {
            for (const auto& name : entry.names.members()) {
                const SudoersRule anything{
                    .user = name, .command = {.kind = SudoersMember::Kind::all, .text = "ALL"}};
                if (not name.is_negated and not asks_for_password(anything, entries))
                    found.insert(to_text(name));
            }
        }
    }
}

/// Those of all Defaults: of one that is about some, whether it applies is not known.
std::set<std::string> exempt_groups(const std::vector<SudoersLine>& lines) {
    std::set<std::string> groups;
    if (const auto of_all = sudoers_setting(lines, "exempt_group"); of_all and *of_all != "false")
        groups.insert(*of_all);
    for (const auto& line : lines) {
        const auto* defaults = std::get_if<SudoersDefaults>(&line.what);
        if (defaults == nullptr or defaults->scope == Scope::everyone)
            continue;
        for (const auto& setting : defaults->settings)
            if (setting.name == "exempt_group"
                and setting.operation == SudoersSetting::Operation::set)
                groups.insert(setting.value);
    }
    return groups;
}

}  // namespace

std::vector<std::string> sudoers_passwordless(const std::vector<SudoersLine>& lines) {
    const auto entries = entries_of(lines);
    std::set<std::string> found;
    bool allows_any = false;
    bool allows_untagged = false;
    const auto rules = sudoers_rules(lines);
    require_few(rules, entries);
    for (const auto& rule : rules) {
        if (not allows(rule))
            continue;
        allows_any = true;
        allows_untagged = allows_untagged or rule.tags[sudoers_nopasswd].value_or(true);
        if (not asks_for_password(rule, entries))
            found.insert(to_text(rule.user));
    }
    if (allows_untagged)
        add_named(entries, found);
    if (allows_any)
        for (const auto& group : exempt_groups(lines))
            found.insert(to_text(SudoersMember{
                .kind = SudoersMember::Kind::group, .text = "%" + group}));
    return {found.begin(), found.end()};
}

}  // namespace muster
