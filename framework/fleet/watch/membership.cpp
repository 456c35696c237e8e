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

bool are_alike(const Target& one, const Target& other) {
    return one.name == other.name and one.roles == other.roles and one.addresses == other.addresses
           and one.variables == other.variables and one.untold == other.untold
           and one.trouble == other.trouble and are_reached_alike(one, other);
}

}  // namespace

std::string doubt_about(const std::vector<Target>& before, const std::vector<Target>& fetched) {
    if (fetched.empty() and not before.empty())
        return fmt::format("it names nobody, where it named {}", before.size());
    if (before.size() < many or fetched.size() * 2 >= before.size())
        return "";
    return fmt::format("it names {} targets, where it named {}", fetched.size(), before.size());
}

std::vector<std::string> reached_otherwise(const Configuration& before, const Configuration& now) {
    std::vector<std::string> names;
    for (const auto& target : before.targets) {
        const auto found = std::ranges::find(now.targets, target.name, &Target::name);
        if (found != now.targets.end() and not are_reached_alike(target, *found))
            names.push_back(target.name);
    }
    return names;
}

bool have_same_members(const Configuration& before, const Configuration& now) {
    return std::ranges::equal(before.targets, now.targets, are_alike);
}

std::string member_on_the_way(const Target& target, const std::vector<Target>& members) {
    for (const auto& [option, value] : target.access.ssh_options) {
        if (lower_case(option) != "proxyjump" or value == "none")
            continue;
        // The last host of the chain is the nearest to the target; that is down when any before it is.
        const auto hosts = split(value, ',');
        const auto host = host_in(trimmed(hosts.back()));
        for (const auto& member : members)
            if (member.name != target.name and (member.name == host or host_in(member.url) == host))
                return member.name;
    }
    return "";
}

}  // namespace muster
