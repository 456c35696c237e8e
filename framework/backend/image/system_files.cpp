#include "framework/backend/image/system_files.hpp"

#include "framework/base/text.hpp"

#include <algorithm>
#include <array>

namespace muster {

bool describes_system(std::string_view path) {
    constexpr auto files = std::to_array<std::string_view>({
        "usr/lib/os-release",
        // what /bin/sh leads to, with and without a merged /usr
        "bin/sh",
        "bin/dash",
        "bin/bash",
        "bin/busybox",
        "usr/bin/sh",
        "usr/bin/dash",
        "usr/bin/bash",
        "usr/bin/busybox",
    });
    constexpr auto folders = std::to_array<std::string_view>({
        "etc/",
        "run/",
        "var/spool/cron/",
        // units and presets, and what is read beside them
        "lib/systemd/system/",
        "usr/lib/systemd/system/",
        "usr/lib/systemd/system-preset/",
        "usr/lib/sysctl.d/",
        "usr/lib/modprobe.d/",
        // packages: dpkg, rpm (of old and new systems), apk, pacman
        "var/lib/dpkg/",
        "var/lib/rpm/",
        "usr/lib/sysimage/rpm/",
        "lib/apk/",
        "usr/lib/apk/",
        "var/lib/pacman/",
    });
    return is_one_of(path, files)
           or std::ranges::any_of(folders, [&](auto folder) { return path.starts_with(folder); });
}

bool begins_like_program(std::string_view bytes) {
    return bytes.starts_with("\177ELF");  // elf(5), "e_ident"
}

}  // namespace muster
