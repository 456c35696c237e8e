// Running programs, from one pass over /proc (framework/platform/processes.hpp).
//
// A program goes by the kernel's name, never by its arguments or its title. Attributes of one program are
// those of the oldest that fits; sums and counts are over all of them, and are not told where /proc hides
// some.

#include "framework/base/display.hpp"
#include "framework/base/seconds.hpp"
#include "framework/base/text.hpp"
#include "framework/host/plural.hpp"
#include "framework/platform/accounts.hpp"
#include "framework/platform/process_details.hpp"
#include "framework/platform/processes.hpp"
#include "matchers/process/fitting.hpp"
#include "matchers/process/rows.hpp"
#include "matchers/process/usage.hpp"
#include "matchers/process/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

Value with_remark(Value value, std::string remark) {
    value.remark = std::move(remark);
    return value;
}

/// A file of one program; nothing when it has just ended.
Task<std::optional<std::string>> read_of(Host& host, std::int64_t pid, std::string file) {
    auto reading = host.read(fmt::format("/proc/{}/{}", pid, file));
    const auto& found = co_await reading;
    co_return found ? std::optional(found->bytes) : std::nullopt;
}

Task<Value> running(Host& host, Fact fact) {
    auto asked = fitting(host, fact.subject);
    const auto& found = co_await asked;
    if (not found.processes.empty()) {
        co_return with_remark(
            true,
            fmt::format(
                "{} running, the oldest is pid {}",
                found.processes.size(),
                found.processes.front().pid
            )
        );
    }
    if (not found.all_seen) {
        throw CannotTell{
            Kind::denied, "/proc hides the processes of other users (hidepid)", "try --sudo"};
    }
    co_return with_remark(false, found.remark);
}

/// An attribute that is a pure function of the oldest program.
template<Value (*Read)(const Process&)>
Task<Value> of_oldest(Host& host, Fact fact) {
    auto asked = all_fitting(host, fact.subject);
    const auto& found = co_await asked;
    co_return found.processes.empty() ? none_fits(found) : Read(found.processes.front());
}

/// An attribute that is a pure function of all programs that fit.
template<Value (*Read)(const std::vector<Process>&)>
Task<Value> of_all(Host& host, Fact fact) {
    auto asked = all_fitting(host, fact.subject);
    const auto& found = co_await asked;
    co_return found.processes.empty() ? none_fits(found) : Read(found.processes);
}

Task<Value> count(Host& host, Fact fact) {
    auto asked = all_fitting(host, fact.subject);
    const auto& found = co_await asked;
    co_return with_remark(static_cast<std::int64_t>(found.processes.size()), found.remark);
}

Value pid_of(const Process& process) {
    return process.pid;
}

Value ppid_of(const Process& process) {
    return process.parent;
}

Value state_of(const Process& process) {
    return std::string(1, process.state);
}

Value nice_of(const Process& process) {
    return process.nice;
}

Value terminal_of(const Process& process) {
    const auto name = terminal_name(process.terminal);
    return name ? Value(*name) : not_set;
}

Value pids_of(const std::vector<Process>& processes) {
    std::vector<Value> items;
    items.reserve(processes.size());
    for (const auto& process : processes)
        items.emplace_back(process.pid);
    return set_of(std::move(items));
}

Task<Value> owner_of_oldest(
    Host& host,
    Fact fact,
    std::uint32_t ProcessOwner::*id,
    Task<std::string> (*naming)(Host&, std::string)
) {
    auto asked = all_fitting(host, fact.subject);
    auto& owners_asked = host.once(process_owners);
    (void
    )host.once(naming, std::string("0"));  // so that the file of names leaves with the processes
    const auto& found = co_await asked;
    const auto& owners = co_await owners_asked;
    if (found.processes.empty())
        co_return none_fits(found);
    const auto owner = owners.find(found.processes.front().pid);
    if (owner == owners.end())
        co_return ended(fact.subject, found.processes.front());
    auto& name = host.once(naming, std::to_string(owner->second.*id));
    co_return co_await name;
}

Task<Value> user(Host& host, Fact fact) {
    return owner_of_oldest(host, std::move(fact), &ProcessOwner::uid, user_name);
}

Task<Value> group_of_oldest(Host& host, Fact fact) {
    return owner_of_oldest(host, std::move(fact), &ProcessOwner::gid, group_name);
}

Task<Value> users(Host& host, Fact fact) {
    auto asked = all_fitting(host, fact.subject);
    auto& owners_asked = host.once(process_owners);
    (void)host.once(user_name, std::string("0"));
    const auto& found = co_await asked;
    const auto& owners = co_await owners_asked;
    if (found.processes.empty())
        co_return none_fits(found);
    std::vector<std::string> names;
    for (const auto& process : found.processes) {
        const auto owner = owners.find(process.pid);
        if (owner == owners.end())
            continue;  // it has just ended
        auto& name = host.once(user_name, std::to_string(owner->second.uid));
        names.push_back(co_await name);
    }
    co_return names.empty() ? ended(fact.subject, found.processes.front()) : set_of_texts(names);
}

/// Nothing when it has just ended.
Task<std::optional<std::vector<std::string>>> arguments_of(Host& host, std::int64_t pid) {
    auto& asked = host.once(process_arguments);
    const auto& table = co_await asked;
    const auto found = table.find(pid);
    co_return found == table.end() ? std::nullopt : std::optional(found->second);
}

Task<Value> args(Host& host, Fact fact) {
    auto asked = all_fitting(host, fact.subject);
    const auto& found = co_await asked;
    if (found.processes.empty())
        co_return none_fits(found);
    const auto& oldest = found.processes.front();
    auto reading = arguments_of(host, oldest.pid);
    const auto& words = co_await reading;
    co_return words ? Value(title(oldest, *words)) : ended(fact.subject, oldest);
}

Task<Value> arguments(Host& host, Fact fact) {
    auto asked = all_fitting(host, fact.subject);
    const auto& found = co_await asked;
    if (found.processes.empty())
        co_return none_fits(found);
    const auto& oldest = found.processes.front();
    auto reading = arguments_of(host, oldest.pid);
    const auto& words = co_await reading;
    co_return words ? sequence_of_texts(*words) : ended(fact.subject, oldest);
}

Task<Value> exe(Host& host, Fact fact) {
    auto asked = all_fitting(host, fact.subject);
    const auto& found = co_await asked;
    if (found.processes.empty())
        co_return none_fits(found);
    const auto& oldest = found.processes.front();
    if (oldest.of_kernel)
        co_return with_remark(not_set, "a kernel thread has no executable");
    auto reading = host.readlink(fmt::format("/proc/{}/exe", oldest.pid));
    const auto& link = co_await reading;
    if (not link)
        co_return ended(fact.subject, oldest);
    constexpr std::string_view mark = " (deleted)";
    if (not link->text.ends_with(mark))
        co_return link->text;
    co_return with_remark(
        link->text.substr(0, link->text.size() - mark.size()), "the file was replaced or deleted"
    );
}

/// By the target's clock, as ps has it: the boot time in /proc/stat, and ticks since then.
Task<Value> started(Host& host, Fact fact) {
    auto asked = all_fitting(host, fact.subject);
    auto reading = host.read("/proc/stat");
    const auto& found = co_await asked;
    const auto& file = co_await reading;
    if (found.processes.empty())
        co_return none_fits(found);
    for (const auto line : lines_of(file ? std::string_view(file->bytes) : "")) {
        const auto words = words_of(line);
        const auto boot =
            words.size() == 2 and words[0] == "btime" ? whole_number(words[1]) : std::nullopt;
        const auto ticks = found.processes.front().start_ticks;
        const auto since = static_cast<std::int64_t>(ticks / ticks_per_second);
        const auto rest =
            static_cast<std::int64_t>(ticks % ticks_per_second * 1000 / ticks_per_second);
        // Each is bounded first, so that their sum is no overflow.
        const bool is_time =
            boot and nanoseconds_of_seconds(*boot) and nanoseconds_of_seconds(since);
        if (const auto started = is_time ? nanoseconds_of_seconds(*boot + since) : std::nullopt)
            co_return Instant(*started + std::chrono::milliseconds(rest));
    }
    throw CannotTell{Kind::unparsable, "no boot time in /proc/stat"};
}

Task<Value> limit_of(Host& host, Fact fact, std::string ResourceLimit::*which) {
    auto asked = all_fitting(host, fact.subject);
    const auto& found = co_await asked;
    if (found.processes.empty())
        co_return none_fits(found);
    const auto& oldest = found.processes.front();
    auto reading = read_of(host, oldest.pid, "limits");
    const auto& text = co_await reading;
    if (not text)
        co_return ended(fact.subject, oldest);
    const auto limit = limit_from(*text, fact.parameter());
    if (not limit) {
        throw CannotTell{
            Kind::unsupported,
            fmt::format(
                "no limit {}{}",
                quoted(fact.parameter()),
                did_you_mean(fact.parameter(), limit_names())
            )};
    }
    co_return Scalar{(*limit).*which};
}

Task<Value> soft_limit(Host& host, Fact fact) {
    return limit_of(host, std::move(fact), &ResourceLimit::soft);
}

Task<Value> hard_limit(Host& host, Fact fact) {
    return limit_of(host, std::move(fact), &ResourceLimit::hard);
}

Task<Value> cgroup(Host& host, Fact fact) {
    auto asked = all_fitting(host, fact.subject);
    const auto& found = co_await asked;
    if (found.processes.empty())
        co_return none_fits(found);
    const auto& oldest = found.processes.front();
    auto reading = read_of(host, oldest.pid, "cgroup");
    const auto& text = co_await reading;
    if (not text)
        co_return ended(fact.subject, oldest);
    const auto path = cgroup_from(*text);
    co_return path ? Value(*path) : not_set;
}

/// Without SELinux or AppArmor /proc/PID/attr/current is there and cannot be read (EINVAL).
Task<Value> security_label(Host& host, Fact fact) {
    auto asked = all_fitting(host, fact.subject);
    auto selinux = host.stat("/sys/fs/selinux/enforce");
    auto apparmor = host.read("/sys/module/apparmor/parameters/enabled");
    const auto& found = co_await asked;
    const auto& has_selinux = co_await selinux;
    const auto& has_apparmor = co_await apparmor;
    if (found.processes.empty())
        co_return none_fits(found);
    if (not has_selinux and not(has_apparmor and trimmed(has_apparmor->bytes) == "Y"))
        co_return with_remark(not_set, "neither SELinux nor AppArmor is enabled");
    const auto& oldest = found.processes.front();
    auto reading = read_of(host, oldest.pid, "attr/current");
    const auto& text = co_await reading;
    if (not text)
        co_return ended(fact.subject, oldest);
    auto label = trimmed(*text);
    while (label.ends_with('\0'))
        label.remove_suffix(1);
    co_return label.empty() ? not_set : Value(label);
}

std::vector<ReaderEntry> process_readers() {
    std::vector<ReaderEntry> readers = {
        {"running", running},
        {"count", count},
        {"pid", of_oldest<pid_of>},
        {"ppid", of_oldest<ppid_of>},
        {"user", user},
        {"group", group_of_oldest},
        {"args", args},
        {"arguments", arguments},
        {"exe", exe},
        {"state", of_oldest<state_of>},
        {"pids", of_all<pids_of>},
        {"users", users},
        {"started", started},
        {"limit", soft_limit},
        {"hard_limit", hard_limit},
        {"nice", of_oldest<nice_of>},
        {"terminal", of_oldest<terminal_of>},
        {"cgroup", cgroup},
        {"security_label", security_label}};
    const auto usage = usage_readers();
    readers.insert(readers.end(), usage.begin(), usage.end());
    return readers;
}

}  // namespace

std::span<const Resource> process_resources() {
    static const Resource process{.entry = process_entry(), .readers = process_readers()};
    static const std::vector<Resource> both = {
        process, plural_of(process, processes_words(), process_rows)};
    return both;
}

}  // namespace muster
