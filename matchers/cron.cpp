// cron: what it runs for a user, and all that it runs. A row of `crontabs` is one line of a crontab, or a program
// in a folder like cron.hourly.

#include "framework/host/plural.hpp"
#include "framework/platform/accounts.hpp"
#include "framework/platform/crontabs.hpp"

#include <fmt/format.h>

#include <array>

namespace muster {

namespace {

Value term_of(const CrontabLine& line) {
    return Term{TermKind::cron_entry, line.text()};
}

Value unknown_user() {
    return wrong_kind("there is no user of this name");
}

/// A value of the user's own crontab.
Task<Value> of_crontab(Host& host, Fact fact, Value (*read)(const Crontab&, const Fact&)) {
    auto& account_asked = host.once(account, fact.subject.name());
    auto& asked = host.once(crontab_of, fact.subject.name());
    const auto& user = co_await account_asked;
    if (not user)
        co_return unknown_user();
    const auto& crontab = co_await asked;
    co_return crontab ? read(*crontab, fact) : absent;
}

Task<Value> exists(Host& host, Fact fact) {
    return of_crontab(host, std::move(fact), [](const Crontab&, const Fact&) {
        return Value(true);
    });
}

Task<Value> entries(Host& host, Fact fact) {
    return of_crontab(host, std::move(fact), [](const Crontab& crontab, const Fact&) {
        List list{{}, true};
        for (const auto& line : crontab.lines)
            list.items.push_back(term_of(line));
        return Value(list);
    });
}

Task<Value> commands(Host& host, Fact fact) {
    return of_crontab(host, std::move(fact), [](const Crontab& crontab, const Fact&) {
        std::vector<std::string> texts;
        for (const auto& line : crontab.lines)
            texts.push_back(line.entry.command);
        return Value(set_of_texts(texts));
    });
}

Task<Value> environment(Host& host, Fact fact) {
    return of_crontab(host, std::move(fact), [](const Crontab& crontab, const Fact& asked) {
        for (const auto& [name, value] : crontab.environment)
            if (name == asked.parameter())
                return Value(value);
        return not_set;
    });
}

Task<Value> system_entries(Host& host, Fact fact) {
    auto& account_asked = host.once(account, fact.subject.name());
    auto& asked = host.once(system_crontabs);
    const auto& user = co_await account_asked;
    if (not user)
        co_return unknown_user();
    const auto& crontabs = co_await asked;
    List list{{}, true};
    for (const auto& crontab : crontabs)
        for (const auto& line : crontab.lines)
            if (line.user == user->name)
                list.items.push_back(term_of(line));
    co_return list;
}

Task<Value> allowed(Host& host, Fact fact) {
    auto& account_asked = host.once(account, fact.subject.name());
    auto asked = may_use_cron(host, fact.subject.name());
    const auto& user = co_await account_asked;
    if (not user)
        co_return unknown_user();
    co_return co_await asked;
}

/// One thing that cron runs.
struct Job {
    std::string name;  ///< the place of the line, or the path of the program
    std::string user;
    std::string schedule;
    std::string command;
    std::string source;
};

Job job_of(const Crontab& crontab, const CrontabLine& line, std::string user) {
    return {
        fmt::format("{}:{}", crontab.source, line.number),
        std::move(user),
        line.entry.schedule_text,
        line.entry.command,
        crontab.source};
}

Task<std::vector<Job>> all_jobs(Host& host) {
    auto& users_asked = host.once(user_crontabs);
    auto& system_asked = host.once(system_crontabs);
    auto& scripts_asked = host.once(cron_scripts);
    std::vector<Job> jobs;
    const auto& of_users = co_await users_asked;
    for (const auto& [user, crontab] : of_users)
        for (const auto& line : crontab.lines)
            jobs.push_back(job_of(crontab, line, user));
    const auto& of_system = co_await system_asked;
    for (const auto& crontab : of_system)
        for (const auto& line : crontab.lines)
            jobs.push_back(job_of(crontab, line, line.user));
    const auto& scripts = co_await scripts_asked;
    for (const auto& script : scripts)
        jobs.push_back({script.path, "root", script.schedule, script.path, script.folder});
    co_return jobs;
}

template<std::string Job::*field>
Task<Value> of_job(Host& host, Fact fact) {
    auto& asked = host.once(all_jobs);
    const auto& jobs = co_await asked;
    for (const auto& job : jobs)
        if (job.name == fact.subject.name())
            co_return job.*field;
    co_return absent;
}

Task<std::vector<Subject>> members(Host& host, Subject) {
    auto& asked = host.once(all_jobs);
    const auto& jobs = co_await asked;
    std::vector<Subject> rows;
    rows.reserve(jobs.size());
    for (const auto& job : jobs)
        rows.push_back({"cron job", {Value(job.name)}});
    co_return rows;
}

/// What a row of `crontabs` is; no spec can ask for one alone.
const Resource& cron_job() {
    static const Resource job{
        .entry =
            {.name = "cron job",
             .summary = "one thing that cron runs",
             .subject = {{.name = "place"}},
             .attributes =
                 {{.name = "user", .type = Type::text, .meaning = "who it runs as"},
                  {.name = "schedule",
                   .type = Type::text,
                   .meaning = "times as written, blanks made one: `15 2 * * *`, `@daily`"},
                  {.name = "command", .type = Type::text, .meaning = "the command as written"},
                  {.name = "source",
                   .type = Type::text,
                   .meaning = "the file it stands in; of a program its folder"}}},
        .readers =
            {{"user", of_job<&Job::user>},
             {"schedule", of_job<&Job::schedule>},
             {"command", of_job<&Job::command>},
             {"source", of_job<&Job::source>}},
    };
    return job;
}

std::vector<AttributeEntry> attributes() {
    const ItemEntry entry{.type = Type::term, .term = TermKind::cron_entry, .ordered = true};
    return {
        {.name = "exists",
         .type = Type::flag,
         .meaning = "the user has a crontab of their own",
         .when_absent = false,
         .needs_root = true},
        {.name = "entries",
         .type = Type::list,
         .meaning = "its active lines. Equal: the same times, however written, and the same bytes "
                    "of command",
         .when_absent = Value(List{{}, true}),
         .item = entry,
         .needs_root = true},
        {.name = "commands",
         .type = Type::list,
         .meaning = "the commands of its active lines",
         .when_absent = Value(List{}),
         .needs_root = true},
        {.name = "environment",
         .type = Type::text,
         .meaning = "an assignment before its lines; none: not set",
         .parameters = {{.name = "name", .meaning = "`MAILTO`"}},
         .needs_root = true},
        {.name = "system_entries",
         .type = Type::list,
         .meaning =
             "lines of /etc/crontab and /etc/cron.d that run as this user, without the column of "
             "the user",
         .when_absent = Value(List{{}, true}),
         .item = entry},
        {.name = "allowed",
         .type = Type::flag,
         .meaning = "crontab(1) lets the user have one, by cron.allow and cron.deny"},
    };
}

Resource cron() {
    return {
        .entry =
            {
                .name = "cron",
                .summary = "What cron runs for a user.",
                .absence = "has no crontab",
                .subject = {{.name = "user"}},
                .attributes = attributes(),
                .example =
                    R"(expect(cron("root").entries.contains("15 2 * * * /usr/local/sbin/backup"));)",
                .yaml_example =
                    R"(- {cron: root, entries: {contains: 15 2 * * * /usr/local/sbin/backup}})",
                .details =
                    R"(Times are compared as sets of numbers: `jan` is 1, 7 is Sunday, `0-59/15` is `0,15,30,45`, `@daily` is `0 0 * * *`.
A leading `*` is kept apart, since cron joins day and weekday by it: `*` is not `1-31`. `%` is a byte of the
command. Crontabs are in /var/spool/cron/crontabs (Debian), /var/spool/cron (Red Hat, Arch),
/var/spool/cron/tabs (SUSE) or /etc/crontabs (Alpine); who is not root can be told only their own, by `crontab
-l`. A file with a line that is none cannot be told, since cron leaves it out as a whole; so does Debian's cron
a file without a newline at its end. /etc/cron.d: Debian reads names of letters, digits, `_` and `-`, the
others all but hidden ones and what editors and rpm leave behind; Alpine's crond reads neither it nor
/etc/crontab. Without cron.allow and cron.deny everybody is allowed on Debian and Alpine, root alone
elsewhere. An account that is not there has no value.)",
            },
        .readers =
            {{"exists", exists},
             {"entries", entries},
             {"commands", commands},
             {"environment", environment},
             {"system_entries", system_entries},
             {"allowed", allowed}},
    };
}

Resource crontabs() {
    return plural_of(
        cron_job(),
        {.name = "crontabs",
         .summary = "All that cron runs, for anybody.",
         .example = R"(expect(crontabs().where("user", "www-data").list("command").is_empty());)",
         .yaml_example =
             R"(- {crontabs: , where: {user: www-data}, list: {command: {is_empty: true}}})",
         .details =
             R"(A row is an active line of any crontab, named by its place (`/etc/crontab:17`), or an executable program
in /etc/cron.hourly, daily, weekly, monthly or yearly (Alpine: /etc/periodic), named by its path,
with the schedule `@hourly` and so on, as root. Columns: `user`, `schedule`, `command`, `source`. Needs root.)"},
        members
    );
}

}  // namespace

std::span<const Resource> cron_resources() {
    static const std::array both = {cron(), crontabs()};
    return both;
}

}  // namespace muster
