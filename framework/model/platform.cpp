#include "framework/model/platform.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace muster {

VersionOrder version_order(const Platform& platform) {
    struct Row {
        std::string_view family;
        VersionOrder order;
    };
    constexpr std::array rows = {
        Row{"debian", VersionOrder::dpkg},
        Row{"rhel", VersionOrder::rpm},
        Row{"suse", VersionOrder::rpm},
        Row{"alpine", VersionOrder::apk},
        Row{"arch", VersionOrder::pacman},
    };
    const auto* found = std::ranges::find(rows, platform.family, &Row::family);
    return found == rows.end() ? VersionOrder::text : found->order;
}

}  // namespace muster
