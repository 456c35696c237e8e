#include "framework/platform/crontabs.hpp"

#include "framework/base/text.hpp"
#include "framework/host/if_known.hpp"
#include "framework/platform/accounts.hpp"
#include "framework/platform/named_content.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// Where the crontabs of users are; of a system that we do not know, every place that there is.
std::vector<std::string> spool_folders(const Platform& platform) {
    const auto& family = platform.family;
    if (family == "debian")
        return {"/var/spool/cron/crontabs"};
    if (family == "suse")
        return {"/var/spool/cron/tabs"};
    if (family == "alpine")
        return {"/etc/crontabs"};
    if (family == "rhel" or family == "arch")
        return {"/var/spool/cron"};
    return {"/var/spool/cron/crontabs", "/var/spool/cron/tabs", "/var/spool/cron"};
}

bool needs_newline(const Platform& platform) {
    return platform.family == "debian";
}

std::string name_in(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

/// What `crontab -l` says; nothing where that is not the user's own, or cannot be told.
struct OwnCrontab {
    bool is_told = false;
    std::optional<Crontab> crontab = {};
};

Task<OwnCrontab> own_crontab(Host& host, std::string user) {
    if (not host.can(Ability::run))
        co_return OwnCrontab{};
    const Command who{{"id", "-un"}};
    const Command list{{"crontab", "-l"}};
    auto asked_who = host.run(who);
    auto asked_list = host.run(list);
    const auto& myself = co_await asked_who;
    if (myself.exit_status != 0 or trimmed(myself.out) != user)
        co_return OwnCrontab{};
    const auto& listed = co_await asked_list;
    if (listed.exit_status == 0)
        co_return OwnCrontab{true, crontab_from(listed.out, "crontab -l", CrontabKind::of_user)};
    const auto complaint = trimmed(listed.err);
    const bool is_none =
        complaint == "no crontab for " + user
        or complaint == fmt::format("crontab: can't open '{}': No such file or directory", user);
    co_return OwnCrontab{is_none};
}

Task<std::optional<Content>> content_of(Host& host, std::string path) {
    auto asked = host.read(path);
    const auto& content = co_await asked;
    co_return content;
}

bool holds_line(const Content& file, const std::string& name) {
    return std::ranges::any_of(lines_of(file.bytes), [&](std::string_view line) {
        return trimmed(line) == name;
    });
}

struct ScriptFolder {
    std::string_view path;
    std::string_view schedule;
};

std::vector<ScriptFolder> script_folders(const Platform& platform) {
    if (platform.family == "alpine")
        return {
            {"/etc/periodic/15min", "*/15 * * * *"},
            {"/etc/periodic/hourly", "@hourly"},
            {"/etc/periodic/daily", "@daily"},
            {"/etc/periodic/weekly", "@weekly"},
            {"/etc/periodic/monthly", "@monthly"}};
    return {
        {"/etc/cron.hourly", "@hourly"},
        {"/etc/cron.daily", "@daily"},
        {"/etc/cron.weekly", "@weekly"},
        {"/etc/cron.monthly", "@monthly"},
        {"/etc/cron.yearly", "@yearly"}};
}

/// The programs of one folder; run-parts runs what is a regular file and executable.
Task<std::vector<CronScript>> scripts_in(Host& host, std::string folder, std::string schedule) {
    auto listing = host.list(folder);
    const auto& names = co_await listing;
    std::vector<CronScript> candidates;
    std::vector<Pending<std::optional<FileStatus>>> asked;
    for (const auto& name : names ? names->names : std::vector<std::string>()) {
        if (not is_read_by_cron(name, host.platform().family))
            continue;
        candidates.push_back({folder, folder + "/" + name, schedule});
        asked.push_back(host.stat(candidates.back().path));
    }
    std::vector<CronScript> scripts;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const auto& status = co_await asked[i];
        if (status and status->type == FileType::regular and (status->permissions & 0111U) != 0)
            scripts.push_back(candidates[i]);
    }
    co_return scripts;
}

}  // namespace

Task<std::optional<Crontab>> crontab_of(Host& host, std::string user) {
    std::vector<Task<std::optional<Content>>> asked;
    std::vector<std::string> paths;
    for (const auto& folder : spool_folders(host.platform())) {
        paths.push_back(folder + "/" + user);
        asked.push_back(content_of(host, paths.back()));
    }
    for (std::size_t i = 0; i < paths.size(); ++i) {
        auto attempt = if_known(host, asked[i]);
        const auto* const& known = co_await attempt;
        if (known == nullptr) {
            // Nothing follows from that: another source is asked, and if it cannot tell, this is thrown.
            auto own = own_crontab(host, user);
            const auto& mine = co_await own;
            if (mine.is_told)
                co_return mine.crontab;
        }
        const auto& file = co_await asked[i];
        if (file and file->type == FileType::regular)
            co_return crontab_from(
                file->bytes, paths[i], CrontabKind::of_user, needs_newline(host.platform())
            );
    }
    co_return std::nullopt;
}

Task<std::vector<Crontab>> system_crontabs(Host& host) {
    std::vector<Crontab> crontabs;
    if (host.platform().family == "alpine")
        co_return crontabs;  // busybox's crond reads neither
    const auto newline = needs_newline(host.platform());
    auto asked = host.read("/etc/crontab");
    auto asked_more = host.read_matching("/etc/cron.d/*");
    const auto& main = co_await asked;
    if (main and main->type == FileType::regular)
        crontabs.push_back(
            crontab_from(main->bytes, "/etc/crontab", CrontabKind::of_system, newline)
        );
    const auto& more = co_await asked_more;
    for (const auto& file : more)
        if (is_read_by_cron(name_in(file.path), host.platform().family))
            crontabs.push_back(
                crontab_from(bytes_of(file), file.path, CrontabKind::of_system, newline)
            );
    co_return crontabs;
}

Task<std::vector<UserCrontab>> user_crontabs(Host& host) {
    std::vector<Pending<std::vector<NamedContent>>> asked;
    for (const auto& folder : spool_folders(host.platform()))
        asked.push_back(host.read_matching(folder + "/*"));
    std::vector<UserCrontab> crontabs;
    std::vector<Task<std::optional<Account>>*> owners;
    std::vector<const NamedContent*> files;
    for (auto& one : asked) {
        const auto& found = co_await one;
        for (const auto& file : found) {
            files.push_back(&file);
            owners.push_back(&host.once(account, name_in(file.path)));
        }
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto& owner = co_await *owners[i];
        if (owner)
            crontabs.push_back(
                {owner->name,
                 crontab_from(
                     bytes_of(*files[i]),
                     files[i]->path,
                     CrontabKind::of_user,
                     needs_newline(host.platform())
                 )}
            );
    }
    co_return crontabs;
}

Task<std::vector<CronScript>> cron_scripts(Host& host) {
    std::vector<Task<std::vector<CronScript>>> asked;
    for (const auto& folder : script_folders(host.platform()))
        asked.push_back(scripts_in(host, std::string(folder.path), std::string(folder.schedule)));
    std::vector<CronScript> scripts;
    for (auto& one : asked) {
        const auto& some = co_await one;
        scripts.insert(scripts.end(), some.begin(), some.end());
    }
    co_return scripts;
}

Task<bool> may_use_cron(Host& host, std::string user) {
    auto asked_allow = host.read("/etc/cron.allow");
    auto asked_deny = host.read("/etc/cron.deny");
    if (user == "root")
        co_return true;  // crontab(1): regardless of both files
    const auto& allow = co_await asked_allow;
    if (allow and allow->type == FileType::regular)
        co_return holds_line(*allow, user);
    const auto& deny = co_await asked_deny;
    if (deny and deny->type == FileType::regular)
        co_return not holds_line(*deny, user);
    // Neither: everybody with Debian and busybox, nobody but root with cronie.
    const auto& family = host.platform().family;
    co_return family == "debian" or family == "alpine";
}

}  // namespace muster
