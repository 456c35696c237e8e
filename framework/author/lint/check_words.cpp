#include "framework/author/lint/checks.hpp"
#include "framework/base/text.hpp"
#include "framework/model/row_id.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace muster {

namespace {

// --- commands

constexpr std::array hints = {
    CommandHint{"systemctl", "is-active", "service", "running"},
    CommandHint{"systemctl", "is-enabled", "service", "enabled"},
    CommandHint{"systemctl", "status", "service", "running"},
    CommandHint{"service", "status", "service", "running"},
    CommandHint{"rc-service", "status", "service", "running"},
    CommandHint{"dpkg", "-l", "package", "installed"},
    CommandHint{"dpkg", "-s", "package", "installed"},
    CommandHint{"dpkg", "--list", "package", "installed"},
    CommandHint{"dpkg", "--status", "package", "installed"},
    CommandHint{"dpkg-query", "", "package", "installed"},
    CommandHint{"apk", "info", "package", "installed"},
    CommandHint{"rpm", "-q", "package", "installed"},
    CommandHint{"pacman", "-Q", "package", "installed"},
    CommandHint{"stat", "", "file", "mode"},
    CommandHint{"test", "", "file", "exists"},
    CommandHint{"[", "", "file", "exists"},
    CommandHint{"ls", "", "file", "exists"},
    CommandHint{"readlink", "", "file", "linked_to"},
    CommandHint{"cat", "", "file", "content"},
    CommandHint{"grep", "", "file", "content"},
    CommandHint{"egrep", "", "file", "content"},
    CommandHint{"sha256sum", "", "file", "sha256"},
    CommandHint{"md5sum", "", "file", "md5"},
    CommandHint{"sysctl", "", "kernel_parameter", "value"},
    CommandHint{"lsmod", "", "kernel_module", "loaded"},
    CommandHint{"id", "", "user", "groups"},
    CommandHint{"getent", "passwd", "user", "exists"},
    CommandHint{"getent", "group", "group", "exists"},
    CommandHint{"getent", "hosts", "host", "resolvable"},
    CommandHint{"ss", "", "port", "listening"},
    CommandHint{"netstat", "", "port", "listening"},
    CommandHint{"lsof", "", "port", "listening"},
    CommandHint{"pgrep", "", "process", "running"},
    CommandHint{"pidof", "", "process", "running"},
    CommandHint{"ps", "", "process", "running"},
    CommandHint{"mount", "", "mount", "mounted"},
    CommandHint{"findmnt", "", "mount", "mounted"},
    CommandHint{"mountpoint", "", "mount", "mounted"},
    CommandHint{"df", "", "filesystem", "used_percent"},
    CommandHint{"ip", "addr", "interface", "addresses"},
    CommandHint{"ip", "route", "route", "exists"},
    CommandHint{"ifconfig", "", "interface", "addresses"},
    CommandHint{"uname", "", "machine", "kernel"},
    CommandHint{"hostname", "", "machine", "hostname"},
    CommandHint{"curl", "", "http", "status"},
    CommandHint{"nc", "", "tcp", "reachable"},
    CommandHint{"ping", "", "host", "ping.reachable"},
    CommandHint{"dig", "", "dns", "records"},
    CommandHint{"nslookup", "", "dns", "records"},
    CommandHint{"crontab", "-l", "cron", "entries"},
};

/// What stands behind a pipe only to pick something out.
constexpr std::array<std::string_view, 12> filters = {
    "grep", "egrep", "fgrep", "awk", "sed", "cut", "head", "tail", "wc", "tr", "sort", "uniq"};

/// Words by which a tool does something else than tell one thing.
constexpr std::array<std::string_view, 26> other_business = {
    "-p",  "-w", "-a", "-A",       "-o",     "-O",     "-X",        "-d",   "-F",
    "-T",  "-r", "-R", "-rn",      "-lt",    "-le",    "-gt",       "-ge",  "-eq",
    "-ne", "-z", "-Z", "--system", "--load", "--data", "--request", "netns"};

std::string_view name_of(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

/// The words of a command without `sudo` and variables in front.
std::vector<std::string> words_of_command(std::string_view line) {
    std::vector<std::string> words;
    for (const auto word : split(line, ' '))
        if (not word.empty())
            words.emplace_back(word);
    const auto is_in_front = [](const std::string& word) {
        return name_of(word) == "sudo"
               or (word.find('=') != std::string::npos and word[0] != '-' and word[0] != '[');
    };
    words.erase(words.begin(), std::ranges::find_if_not(words, is_in_front));
    return words;
}

/// One tool, and what picks from its output; anything else is a script of the author's.
bool is_one_question(std::string_view line) {
    for (const auto* sign : {"&&", "||", ";", "`", "$(", "\n", ">"})
        if (line.find(sign) != std::string_view::npos)
            return false;
    const auto parts = split(line, '|');
    return std::all_of(parts.begin() + 1, parts.end(), [](std::string_view part) {
        const auto words = words_of_command(part);
        return not words.empty() and std::ranges::count(filters, name_of(words[0])) > 0;
    });
}

const CommandHint* hint_for(std::string_view line) {
    if (not is_one_question(line))
        return nullptr;
    const auto words = words_of_command(line.substr(0, line.find('|')));
    const bool does_more = std::ranges::any_of(words, [](const std::string& word) {
        return std::ranges::count(other_business, word) > 0 or word.starts_with('+');
    });
    // What mounts and what names a host has words behind it.
    const bool sets = not words.empty() and words.size() > 1
                      and (name_of(words[0]) == "mount" or name_of(words[0]) == "hostname");
    if (words.empty() or does_more or sets)
        return nullptr;
    const auto* found = std::ranges::find_if(hints, [&](const CommandHint& hint) {
        return name_of(words[0]) == hint.tool
               and (hint.word.empty() or std::ranges::count(words, hint.word) > 0);
    });
    return found == hints.end() ? nullptr : found;
}

void check_command(const Row& row, const Fact& fact, LintFindings& findings) {
    // With an input or as another user it asks something else.
    if (fact.subject.resource != "command" or not fact.subject.qualifiers.empty())
        return;
    const auto line = fact.subject.name();
    if (const auto* hint = hint_for(line))
        findings.push_back(
            {"command-for-resource",
             row.where,
             fmt::format("{} asks what a resource knows", describe(fact.subject)),
             fmt::format(
                 "{} has {}: muster resources {}", hint->resource, hint->attribute, hint->resource
             )}
        );
}

// --- names

constexpr std::string_view suffix = ".service";

class WordCheck {
public:
    WordCheck(const Spec& spec, LintFindings& findings) : spec_(spec), findings_(findings) {}

    void check() {
        for (const auto& row : spec_.rows) {
            if (not row.broken.empty())
                continue;
            for_each_fact(row.expression, [&](const Fact& fact) {
                check_command(row, fact, findings_);
                note_service(row, fact);
            });
            check_id(row);
        }
        for (const auto& [name, row] : short_names_)
            if (const auto found = long_names_.find(name); found != long_names_.end())
                tell_suffix(name, *row, *found->second);
    }

private:
    void note_service(const Row& row, const Fact& fact) {
        if (fact.subject.resource != "service")
            return;
        const auto name = fact.subject.name();
        if (name.ends_with(suffix))
            long_names_.emplace(name.substr(0, name.size() - suffix.size()), &row);
        else
            short_names_.emplace(name, &row);
    }

    void tell_suffix(const std::string& name, const Row& row, const Row& other) {
        const bool first = row.where.line < other.where.line;
        const auto& later = first ? other : row;
        findings_.push_back(
            {"service-suffix",
             later.where,
             fmt::format(
                 "\"{}\" and \"{}{}\" ({}) are one service",
                 name,
                 name,
                 suffix,
                 to_string((first ? row : other).where)
             ),
             "write it without the suffix"}
        );
    }

    void check_id(const Row& row) {
        if (row.given_id.empty())
            return;
        const auto [before, is_new] = ids_.emplace(row.given_id, &row);
        // One statement that looks from several members is a row for each.
        const bool is_same = not is_new and before->second->where == row.where
                             and id_after_title(*before->second) != id_after_title(row);
        if (not is_new and not is_same)
            findings_.push_back(
                {"duplicate-id",
                 row.where,
                 fmt::format(
                     "the id \"{}\" is that of {}, too",
                     row.given_id,
                     to_string(before->second->where)
                 )}
            );
    }

    const Spec& spec_;
    LintFindings& findings_;
    std::map<std::string, const Row*> short_names_;
    std::map<std::string, const Row*> long_names_;
    std::map<std::string, const Row*> ids_;
};

}  // namespace

std::span<const CommandHint> command_hints() {
    return hints;
}

void check_words(const Plan& plan, LintFindings& findings) {
    for (const auto& spec : plan.specs)
        WordCheck(spec, findings).check();
}

}  // namespace muster
