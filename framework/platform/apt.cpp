#include "framework/platform/apt.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/dpkg_status.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// `http://user:password@host/…` without what is before the host.
std::string without_password(std::string_view address) {
    const auto host = address.find("://");
    if (host == std::string_view::npos)
        return std::string(address);
    const auto authority = address.substr(host + 3, address.substr(host + 3).find('/'));
    const auto at = authority.rfind('@');
    if (at == std::string_view::npos)
        return std::string(address);
    return std::string(address.substr(0, host + 3))
           + std::string(address.substr(host + 3 + at + 1));
}

/// The parts of the output, each below a line `name:` that begins at the margin.
std::map<std::string, std::string> policy_blocks(std::string_view text) {
    std::map<std::string, std::string> blocks;
    std::string* block = nullptr;
    for (const auto line : lines_of(text)) {
        if (not line.empty() and line.front() != ' ')
            block = line.ends_with(':') ? &blocks[std::string(line.substr(0, line.size() - 1))]
                                        : nullptr;
        else if (block != nullptr)
            *block += std::string(line) + "\n";
    }
    return blocks;
}

std::map<std::string, std::string> split_policy(
    std::span<const std::string> keys, const Output& output
) {
    if (output.exit_status == 127)
        throw CannotTell{Kind::missing_tool, "apt-cache is not there", "is apt installed?"};
    if (output.exit_status != 0)
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "apt-cache ended with {}: {}", output.exit_status, escaped(trimmed(output.err), 200)
            )};
    const auto blocks = policy_blocks(output.out);
    std::map<std::string, std::string> parts;
    for (const auto& key : keys) {
        // apt leaves the architecture away when it is the machine's own.
        auto block = blocks.find(key);
        if (block == blocks.end())
            block = blocks.find(key.substr(0, key.find(':')));
        if (block != blocks.end())
            parts[key] = block->second;
    }
    return parts;
}

const Bulk policy = {
    .name = "apt-cache policy",
    .accepts = [](std::string_view key) { return dpkg_name(key).has_value(); },
    .command =
        [](std::span<const std::string> keys) {
            Command command{{"apt-cache", "policy"}};
            command.words.insert(command.words.end(), keys.begin(), keys.end());
            return command;
        },
    .split = split_policy,
};

}  // namespace

AutomaticPackages parse_extended_states(std::string_view text) {
    AutomaticPackages automatic;
    std::string name;
    std::string architecture;
    for (const auto line : lines_of(text)) {
        const auto value = [line](std::string_view field) {
            return std::string(trimmed(line.substr(field.size())));
        };
        if (trimmed(line).empty())
            name = architecture = "";
        else if (line.starts_with("Package:"))
            name = value("Package:");
        else if (line.starts_with("Architecture:"))
            architecture = value("Architecture:");
        else if (line.starts_with("Auto-Installed:") and value("Auto-Installed:") == "1" and not name.empty())
            automatic.emplace(name, architecture);
    }
    return automatic;
}

Task<AutomaticPackages> apt_automatic_packages(Host& host) {
    auto states = host.read("/var/lib/apt/extended_states");
    const auto& file = co_await states;
    co_return file ? parse_extended_states(file->bytes) : AutomaticPackages();
}

PackageOffer parse_policy(std::string_view block) {
    PackageOffer offer;
    std::string installed;  // the version whose places are being listed
    for (const auto line : lines_of(block)) {
        const auto words = words_of(line);
        if (words.size() == 2 and words[0] == "Candidate:" and words[1] != "(none)")
            offer.candidate = words[1];
        if (line.starts_with(" *** "))
            installed = words.size() > 1 ? words[1] : "";
        else if (not line.starts_with("        "))
            installed.clear();
        else if (not installed.empty() and words.size() >= 3)
            offer.repositories.try_emplace(
                installed, fmt::format("{} {}", without_password(words[1]), words[2])
            );
    }
    return offer;
}

Task<PackageOffer> apt_offer(Host& host, std::string name) {
    auto indexes = host.glob("/var/lib/apt/lists/*_Packages*");
    auto answer = host.joined(policy, std::move(name));

    const auto& fetched = co_await indexes;
    const auto& block = co_await answer;
    if (not fetched or fetched->names.empty())
        throw CannotTell{
            Kind::missing_tool,
            "apt has no package index in /var/lib/apt/lists",
            "apt-get update fetches it"};
    co_return block ? parse_policy(*block) : PackageOffer();
}

}  // namespace muster
