#include "framework/fleet/watch/membership.hpp"

#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

constexpr std::size_t many = 4;

/// `user@gate.example.net:2222` and `ssh://gate` name the host gate.
std::string host_in(std::string_view text) {
    if (const auto scheme = text.find("://"); scheme != std::string_view::npos)
        text.remove_prefix(scheme + 3);
    if (const auto at = text.rfind('@'); at != std::string_view::npos)
        text.remove_prefix(at + 1);
    if (text.starts_with('['))
        return std::string(text.substr(1, text.find(']') - 1));
    text = text.substr(0, text.find('/'));
    if (std::ranges::count(text, ':') == 1)
        text = text.substr(0, text.find(':'));
    return std::string(text);
}

bool are_reached_alike(const Target& one, const Target& other) {
    const auto& a = one.access;
    const auto& b = other.access;
    return one.url == other.url and a.identities == b.identities and a.sudo == b.sudo
           and a.ssh_options == b.ssh_options and a.ssh_config == b.ssh_config
           and a.host_keys == b.host_keys and a.password == b.password
           and a.sudo_password == b.sudo_password;
}

bool are_kept_alike(const Target& one, const Target& other) {
    const auto is_same = [](const auto& a, const auto& b) {
        return a.first == b.first and a.second.place == b.second.place
               and a.second.words == b.second.words;
    };
    return one.vaults == other.vaults and std::ranges::equal(one.secrets, other.secrets, is_same);
}

bool are_alike(const Target& one, const Target& other) {
    return one.name == other.name and one.roles == other.roles and one.addresses == other.addresses
           and one.variables == other.variables and one.untold == other.untold
           and one.trouble == other.trouble and are_kept_alike(one, other)
           and are_reached_alike(one, other);
}

/// What the watch file says of how all targets are reached.
bool are_reached_alike(const WatchFile& one, const WatchFile& other) {
    return one.sudo == other.sudo and one.identities == other.identities
           and one.known_hosts == other.known_hosts and one.ssh_config == other.ssh_config
           and one.host_key == other.host_key;
}

/// Of an option that is given twice the first holds (ssh_config(5)).
std::string jumps_of(const Target& target) {
    for (const auto& [option, value] : target.access.ssh_options)
        if (lower_case(option) == "proxyjump")
            return lower_case(value) == "none" ? "" : value;
    return "";
}

}  // namespace

std::string doubt_about(const std::vector<Target>& before, const std::vector<Target>& fetched) {
    if (fetched.empty() and not before.empty())
        return fmt::format("it names nobody, where it named {}", before.size());
    if (before.size() < many or fetched.size() * 2 >= before.size())
        return "";
    return fmt::format("it names {} targets, where it named {}", fetched.size(), before.size());
}

std::vector<std::string> to_disconnect(const Configuration& before, const Configuration& now) {
    std::vector<std::string> names;
    const bool are_all = not are_reached_alike(before.file, now.file);
    for (const auto& target : before.targets) {
        const auto found = std::ranges::find(now.targets, target.name, &Target::name);
        if (are_all or found == now.targets.end() or not are_reached_alike(target, *found))
            names.push_back(target.name);
    }
    return names;
}

std::vector<std::string> settings_of_start(const Configuration& before, const Configuration& now) {
    std::vector<std::string> names;
    if (before.file.jobs != now.file.jobs)
        names.emplace_back("jobs");
    if (before.file.sessions != now.file.sessions)
        names.emplace_back("sessions");
    if (before.file.store != now.file.store)
        names.emplace_back("store");
    return names;
}

bool have_same_members(const Configuration& before, const Configuration& now) {
    const auto everybody = [](const Configuration& of) {
        return of.inventory ? *of.inventory : Inventory{};
    };
    const auto all_before = everybody(before);
    const auto all_now = everybody(now);
    return std::ranges::equal(before.targets, now.targets, are_alike)
           and std::ranges::equal(all_before.targets, all_now.targets, are_alike)
           and all_before.roles == all_now.roles;
}

std::string member_on_the_way(const Target& target, const std::vector<Target>& members) {
    const auto jumps = jumps_of(target);
    auto hosts = split(jumps, ',');
    // The last host of the chain is the nearest to the target; that is down when any before it is.
    std::ranges::reverse(hosts);
    for (const auto& word : hosts) {
        const auto host = host_in(trimmed(word));
        if (host.empty())
            continue;
        for (const auto& member : members)
            if (member.name != target.name and (member.name == host or host_in(member.url) == host))
                return member.name;
    }
    return "";
}

}  // namespace muster
