#include "framework/platform/unit_presets.hpp"

#include "framework/base/text.hpp"
#include "framework/platform/configuration_folders.hpp"

#include <fnmatch.h>

#include <algorithm>

namespace muster {

std::vector<Preset> parse_presets(std::string_view file) {
    std::vector<Preset> presets;
    for (const auto line : lines_of(file)) {
        const auto words = words_of(line);
        if (words.size() < 2 or words[0].starts_with('#') or words[0].starts_with(';'))
            continue;
        if (words[0] == "enable" or words[0] == "disable" or words[0] == "ignore")
            presets.push_back({words[0] == "enable", std::string(words[1])});
    }
    return presets;
}

bool enables(const std::vector<Preset>& presets, const std::string& unit) {
    const auto first = std::ranges::find_if(presets, [&](const Preset& preset) {
        return ::fnmatch(preset.pattern.c_str(), unit.c_str(), FNM_NOESCAPE) == 0;
    });
    return first == presets.end() or first->enable;
}

Task<std::optional<std::vector<Preset>>> presets_of_first_boot(Host& host) {
    if (host.can(Ability::live))
        co_return std::nullopt;
    auto identity = host.read("/etc/machine-id");
    auto listed = configuration_files(host, "systemd/system-preset/*.preset");
    const auto& told = co_await identity;
    if (told and trimmed(told->bytes) != "uninitialized")
        co_return std::nullopt;
    std::vector<Preset> presets;
    for (const auto& file : co_await listed)
        std::ranges::move(parse_presets(bytes_of(file)), std::back_inserter(presets));
    co_return presets;
}

}  // namespace muster
