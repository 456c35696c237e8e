#include "framework/platform/socket_holders.hpp"

#include "framework/platform/process_details.hpp"
#include "framework/platform/processes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace muster {

namespace {

constexpr std::size_t longest_kernel_name = 15;

/// Every program once, by PID, with the name that ss shows.
std::map<std::int64_t, std::string> owners_of(
    const std::vector<OpenSocket>& sockets, const SocketDetails& details, bool may_look
) {
    std::map<std::int64_t, std::string> owners;
    for (const auto& [inode, what] : sockets) {
        if (not details.missing.empty()) {
            throw CannotTell{
                Kind::missing_tool,
                fmt::format("who has {}: {}", what, details.missing),
                "install iproute2"};
        }
        const auto found = details.by_inode.find(inode);
        if (found == details.by_inode.end()) {
            throw CannotTell{
                Kind::failed,
                fmt::format("who has {}: it changed while we looked", what),
                "try again"};
        }
        if (found->second.owners.empty() and not may_look) {
            throw CannotTell{
                Kind::denied,
                fmt::format("permission denied looking who has {}", what),
                "try --sudo"};
        }
        for (const auto& owner : found->second.owners)
            owners.emplace(owner.pid, owner.name);
    }
    return owners;
}

bool all_have_one_name(const std::map<std::int64_t, std::string>& owners) {
    return std::ranges::all_of(owners, [&](const auto& owner) {
        return owner.second == owners.begin()->second;
    });
}

/// Start times by PID, of the programs that still run.
Task<std::map<std::int64_t, std::uint64_t>> start_times(
    Host& host, std::vector<std::int64_t> pids
) {
    std::vector<Pending<std::optional<Content>>> asked;
    asked.reserve(pids.size());
    for (const auto pid : pids)
        asked.push_back(host.read(fmt::format("/proc/{}/stat", pid)));
    std::map<std::int64_t, std::uint64_t> times;
    for (auto& one : asked) {
        const auto& file = co_await one;
        const auto process = file ? process_from_stat(file->bytes) : std::nullopt;
        if (process)
            times.emplace(process->pid, process->start_ticks);
    }
    co_return times;
}

/// The names in full where the kernel has cut them.
Task<std::vector<SocketHolder>> with_full_names(Host& host, std::vector<SocketHolder> holders) {
    std::vector<std::optional<Pending<std::optional<Content>>>> asked;
    asked.reserve(holders.size());
    for (const auto& holder : holders) {
        asked.push_back(
            holder.name.size() < longest_kernel_name
                ? std::nullopt
                : std::optional(host.read(fmt::format("/proc/{}/cmdline", holder.pid)))
        );
    }
    for (std::size_t i = 0; i < holders.size(); ++i) {
        if (not asked[i])
            continue;
        const auto& file = co_await *asked[i];
        if (file)
            holders[i].name = full_name(holders[i].name, arguments_from(file->bytes));
    }
    co_return holders;
}

}  // namespace

Task<std::vector<SocketHolder>> socket_holders(
    Host& host, std::vector<OpenSocket> sockets, Task<SocketDetails> (*ask)(Host&)
) {
    auto& asked = host.once(ask);
    auto& rights = host.once(may_look_at_all);
    const auto& details = co_await asked;
    const bool may_look = co_await rights;
    const auto owners = owners_of(sockets, details, may_look);
    std::vector<SocketHolder> holders;
    std::vector<std::int64_t> pids;
    for (const auto& [pid, owner] : owners) {
        holders.push_back({pid, owner});
        pids.push_back(pid);
    }
    // A server and its workers go by one name: then it does not matter who is the oldest.
    if (not all_have_one_name(owners)) {
        auto starting = start_times(host, pids);
        const auto times = co_await starting;
        std::ranges::stable_sort(holders, {}, [&](const SocketHolder& holder) {
            const auto found = times.find(holder.pid);
            return found == times.end() ? UINT64_MAX : found->second;
        });
    }
    auto naming = with_full_names(host, holders);
    co_return co_await naming;
}

Task<std::vector<SocketHolder>> socket_holders(Host& host, std::vector<BoundSocket> sockets) {
    std::vector<OpenSocket> open;
    for (const auto& [socket, addresses] : sockets) {
        open.push_back({socket.inode, fmt::format("{} port {}", name(socket.protocol), socket.port)}
        );
    }
    return socket_holders(host, std::move(open), socket_details);
}

Task<std::optional<std::string>> unit_of_process(Host& host, std::int64_t pid) {
    const auto path = fmt::format("/proc/{}/cgroup", pid);
    auto reading = host.read(path);
    const auto& file = co_await reading;
    if (not file) {
        throw CannotTell{
            Kind::failed,
            fmt::format("{} is gone: the program ended while we looked", path),
            "try again"};
    }
    const auto cgroup = cgroup_from(file->bytes);
    co_return cgroup ? unit_of_cgroup(*cgroup) : std::nullopt;
}

}  // namespace muster
