#include "matchers/process/usage.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/process_details.hpp"
#include "framework/platform/processes.hpp"
#include "matchers/process/fitting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace muster {

namespace {

/// An attribute that is a pure function of all programs that fit.
template<Value (*Read)(const std::vector<Process>&)>
Task<Value> of_all(Host& host, Fact fact) {
    auto asked = all_fitting(host, fact.subject);
    const auto& found = co_await asked;
    co_return found.processes.empty() ? none_fits(found) : Read(found.processes);
}

Value threads_of(const std::vector<Process>& processes) {
    std::int64_t sum = 0;
    for (const auto& process : processes)
        sum += process.threads;
    return sum;
}

Value virtual_memory_of(const std::vector<Process>& processes) {
    std::uint64_t sum = 0;
    for (const auto& process : processes)
        sum += process.virtual_memory;
    return static_cast<std::int64_t>(sum);
}

Value cpu_time_of(const std::vector<Process>& processes) {
    std::uint64_t ticks = 0;
    for (const auto& process : processes)
        ticks += process.cpu_ticks;
    return static_cast<std::int64_t>(ticks / ticks_per_second);
}

Task<Value> memory(Host& host, Fact fact) {
    auto asked = all_fitting(host, fact.subject);
    auto& owners_asked = host.once(process_owners);
    const auto& found = co_await asked;
    const auto& owners = co_await owners_asked;
    if (found.processes.empty())
        co_return none_fits(found);
    std::uint64_t sum = 0;
    bool runs = false;
    for (const auto& process : found.processes) {
        const auto owner = owners.find(process.pid);
        if (owner == owners.end())
            continue;  // it has just ended
        runs = true;
        sum += owner->second.resident_memory;
    }
    co_return runs ? Value(static_cast<std::int64_t>(sum))
                   : ended(fact.subject, found.processes.front());
}

/// Seconds since boot.
Task<double> uptime(Host& host) {
    auto reading = host.read("/proc/uptime");
    const auto& file = co_await reading;
    const auto words = file ? words_of(file->bytes) : std::vector<std::string_view>();
    const auto number = words.empty() ? std::nullopt : number_from(words.front());
    if (not number)
        throw CannotTell{Kind::unparsable, "/proc/uptime holds no number"};
    const auto* whole = std::get_if<std::int64_t>(&number->amount);
    co_return whole != nullptr ? static_cast<double>(*whole) : std::get<double>(number->amount);
}

double seconds_at_start(const Process& process) {
    return static_cast<double>(process.start_ticks) / ticks_per_second;
}

Task<Value> age(Host& host, Fact fact) {
    auto asked = all_fitting(host, fact.subject);
    auto& since_boot = host.once(uptime);
    const auto& found = co_await asked;
    const double now = co_await since_boot;
    if (found.processes.empty())
        co_return none_fits(found);
    const auto seconds = now - seconds_at_start(found.processes.front());
    co_return static_cast<std::int64_t>(std::max(0.0, seconds));
}

Task<Value> cpu_percent(Host& host, Fact fact) {
    auto asked = all_fitting(host, fact.subject);
    auto& since_boot = host.once(uptime);
    const auto& found = co_await asked;
    const double now = co_await since_boot;
    if (found.processes.empty())
        co_return none_fits(found);
    double percent = 0;
    for (const auto& process : found.processes) {
        const double seconds = now - seconds_at_start(process);
        const double used = static_cast<double>(process.cpu_ticks) / ticks_per_second;
        if (seconds > 0)
            percent += std::floor(1000 * used / seconds) / 10;  // ps cuts after one decimal
    }
    co_return std::round(percent * 10) / 10;
}

constexpr std::size_t most_looked_into = 2000;

void refuse_too_many(const Fitting& found) {
    if (found.processes.size() > most_looked_into) {
        throw CannotTell{
            Kind::too_large,
            fmt::format(
                "{} processes, more than {} are not looked into",
                found.processes.size(),
                most_looked_into
            )};
    }
}

Task<Value> open_files(Host& host, Fact fact) {
    auto asked = all_fitting(host, fact.subject);
    const auto& found = co_await asked;
    if (found.processes.empty())
        co_return none_fits(found);
    refuse_too_many(found);
    std::vector<Pending<std::optional<Names>>> folders;
    for (const auto& process : found.processes)
        folders.push_back(host.list(fmt::format("/proc/{}/fd", process.pid)));
    std::int64_t sum = 0;
    bool runs = false;
    for (auto& folder : folders) {
        const auto& names = co_await folder;
        if (not names)
            continue;  // it has just ended
        runs = true;
        sum += static_cast<std::int64_t>(names->names.size());
    }
    co_return runs ? Value(sum) : ended(fact.subject, found.processes.front());
}

Task<Value> uses_deleted_files(Host& host, Fact fact) {
    auto asked = all_fitting(host, fact.subject);
    const auto& found = co_await asked;
    if (found.processes.empty())
        co_return none_fits(found);
    refuse_too_many(found);
    std::vector<Pending<std::optional<Content>>> files;
    for (const auto& process : found.processes)
        files.push_back(host.read(fmt::format("/proc/{}/maps", process.pid)));
    bool runs = false;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto& maps = co_await files[i];
        if (not maps)
            continue;  // it has just ended
        runs = true;
        const auto deleted = deleted_file_from(maps->bytes);
        if (not deleted)
            continue;
        Value yes = true;
        yes.remark = fmt::format("pid {} still has {}", found.processes[i].pid, escaped(*deleted));
        co_return yes;
    }
    co_return runs ? Value(false) : ended(fact.subject, found.processes.front());
}

}  // namespace

std::vector<ReaderEntry> usage_readers() {
    return {
        {"memory", memory},
        {"virtual_memory", of_all<virtual_memory_of>},
        {"cpu_percent", cpu_percent},
        {"cpu_time", of_all<cpu_time_of>},
        {"threads", of_all<threads_of>},
        {"open_files", open_files},
        {"uses_deleted_files", uses_deleted_files},
        {"age", age}};
}

}  // namespace muster
