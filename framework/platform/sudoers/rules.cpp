#include "framework/platform/sudoers/rules.hpp"

#include "framework/base/display.hpp"
#include "framework/model/cannot_tell.hpp"
#include "framework/platform/sudoers/aliases.hpp"
#include "framework/platform/sudoers/settings.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace muster {

namespace {

/// What a command says nothing of is as with the one before it in its list; of the runas its caller knows.
void inherit(SudoersRule& words, const SudoersCommand& next) {
    // A role and a type belong together.
    if (next.options[sudoers_role] or next.options[sudoers_type]) {
        words.options[sudoers_role].reset();
        words.options[sudoers_type].reset();
    }
    for (std::size_t i = 0; i < words.options.size(); ++i) {
        if (next.options[i])
            words.options[i] = next.options[i];
    }
    // ALL means SETENV by itself: it takes over none, and so hands none on.
    if (next.command.kind == SudoersMember::Kind::all and not next.command.is_negated)
        words.tags[sudoers_setenv].reset();
    for (std::size_t i = 0; i < words.tags.size(); ++i) {
        if (next.tags[i])
            words.tags[i] = next.tags[i];
    }
}

std::size_t bytes_of(const SudoersRule& rule) {
    auto bytes =
        sizeof(SudoersRule) + bytes_of(rule.user) + bytes_of(rule.host) + bytes_of(rule.command);
    for (const auto* members : {&rule.runas.users, &rule.runas.groups}) {
        for (const auto& member : *members)
            bytes += bytes_of(member);
    }
    for (const auto& option : rule.options)
        bytes += option ? option->size() : 0;
    return bytes;
}

/// Makes rules of grants, with the aliases and the runas of one set of lines.
class RuleMaker {
public:
    explicit RuleMaker(const std::vector<SudoersLine>& lines)
        : aliases_(lines),
          usual_runas_{
              .users = {{.text = sudoers_setting(lines, "runas_default").value_or("root")}}} {}

    void add(const SudoersGrant& grant) {
        const auto users = aliases_.opened(grant.users, SudoersAlias::Kind::user);
        for (const auto& privilege : grant.privileges) {
            const auto hosts = aliases_.opened(privilege.hosts, SudoersAlias::Kind::host);
            const auto commands = commands_of(privilege);
            for (const auto& user : users) {
                for (const auto& host : hosts)
                    add(user, host, commands);
            }
        }
    }

    std::vector<SudoersRule> whole() { return std::move(rules_); }

private:
    void add(
        const SudoersMember& user,
        const SudoersMember& host,
        const std::vector<SudoersRule>& commands
    ) {
        for (auto rule : commands) {
            rule.user = user;
            rule.host = host;
            keep(std::move(rule), rules_);
        }
    }

    /// Rules that lack a user and a host.
    std::vector<SudoersRule> commands_of(const SudoersPrivilege& privilege) {
        std::vector<SudoersRule> rules;
        SudoersRule words{.runas = usual_runas_};
        for (const auto& command : privilege.commands) {
            inherit(words, command);
            if (command.runas)
                words.runas = opened(*command.runas);
            for (auto& member : aliases_.opened({command.command}, SudoersAlias::Kind::command)) {
                auto rule = words;
                rule.command = std::move(member);
                keep(std::move(rule), rules);
            }
        }
        return rules;
    }

    /// Short lists may come to a great many rules, and a long name to many copies of it.
    void keep(SudoersRule rule, std::vector<SudoersRule>& rules) {
        constexpr std::size_t most_bytes = 128U << 20;
        bytes_ += bytes_of(rule);
        if (rules.size() >= SudoersAliases::most or bytes_ > most_bytes) {
            throw CannotTell{
                Kind::too_large,
                fmt::format(
                    "sudoers comes to more than {} rules or 128 MiB of them", SudoersAliases::most
                )};
        }
        rules.push_back(std::move(rule));
    }

    SudoersRunas opened(const SudoersRunas& runas) const {
        return {
            .users = aliases_.opened(runas.users, SudoersAlias::Kind::runas),
            .groups = aliases_.opened(runas.groups, SudoersAlias::Kind::runas)};
    }

    SudoersAliases aliases_;
    SudoersRunas usual_runas_;
    std::vector<SudoersRule> rules_;
    std::size_t bytes_ = 0;
};

/// The value of an option as a name, so that it reads back; a path needs no backslash before its first `/`.
std::string option_text(std::string_view name, const std::string& value) {
    const auto text = to_text(SudoersMember{.text = value});
    return fmt::format("{}={} ", name, text.substr(text.starts_with("\\/") ? 1 : 0));
}

}  // namespace

std::string SudoersRule::text() const {
    auto text = fmt::format("{} {}=({}", to_text(user), to_text(host), to_text(runas.users));
    if (not runas.groups.empty())
        text += ":" + to_text(runas.groups);
    text += ") ";
    for (std::size_t i = 0; i < options.size(); ++i) {
        if (options[i])
            text += option_text(sudoers_option_names[i], *options[i]);
    }
    for (std::size_t i = 0; i < tags.size(); ++i) {
        if (tags[i]) {
            text +=
                fmt::format("{}: ", *tags[i] ? sudoers_tag_names[i].on : sudoers_tag_names[i].off);
        }
    }
    return text + to_text(command);
}

std::vector<SudoersRule> sudoers_rules(const std::vector<SudoersLine>& lines) {
    RuleMaker maker(lines);
    for (const auto& line : lines) {
        if (const auto* grant = std::get_if<SudoersGrant>(&line.what))
            maker.add(*grant);
    }
    return maker.whole();
}

std::vector<SudoersRule> sudoers_rules_of(
    std::string_view text, const std::vector<SudoersLine>& lines
) {
    const auto read = sudoers_text_from(text);
    if (not read.faults.empty()) {
        const auto& fault = read.faults.front();
        throw Broken(fmt::format(
            "{} is no rule of sudoers: at byte {}: {}",
            quoted(text, 200),
            fault.where.column,
            fault.message
        ));
    }
    RuleMaker maker(lines);
    for (const auto& line : read.lines) {
        const auto* grant = std::get_if<SudoersGrant>(&line.what);
        if (grant == nullptr) {
            throw Broken(
                fmt::format("{} is no rule of sudoers, but another line of it", quoted(text, 200))
            );
        }
        maker.add(*grant);
    }
    auto rules = maker.whole();
    if (rules.empty())
        throw Broken(fmt::format("{} is no rule of sudoers", quoted(text, 200)));
    return rules;
}

bool sudoers_has_rule(const std::vector<SudoersLine>& lines, std::string_view text) {
    std::set<std::string> known;
    for (const auto& rule : sudoers_rules(lines))
        known.insert(rule.text());
    for (const auto& rule : sudoers_rules_of(text, lines)) {
        if (not known.contains(rule.text()))
            return false;
    }
    return true;
}

}  // namespace muster
