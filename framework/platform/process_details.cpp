#include "framework/platform/process_details.hpp"

#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

struct LimitName {
    std::string_view name;
    std::string_view line;
};

constexpr std::array<LimitName, 16> known_limits = {{
    {"as", "Max address space"},
    {"core", "Max core file size"},
    {"cpu", "Max cpu time"},
    {"data", "Max data size"},
    {"fsize", "Max file size"},
    {"locks", "Max file locks"},
    {"memlock", "Max locked memory"},
    {"msgqueue", "Max msgqueue size"},
    {"nice", "Max nice priority"},
    {"nofile", "Max open files"},
    {"nproc", "Max processes"},
    {"rss", "Max resident set"},
    {"rtprio", "Max realtime priority"},
    {"rttime", "Max realtime timeout"},
    {"sigpending", "Max pending signals"},
    {"stack", "Max stack size"},
}};

bool is_meant_to_be_deleted(std::string_view path) {
    constexpr std::array<std::string_view, 6> prefixes = {
        "/memfd:", "/SYSV", "/dev/", "/tmp/", "/var/tmp/", "/run/"};
    return std::ranges::any_of(prefixes, [&](std::string_view prefix) {
        return path.starts_with(prefix);
    });
}

bool is_unit(std::string_view name) {
    constexpr std::array<std::string_view, 5> kinds = {
        ".service", ".scope", ".socket", ".mount", ".swap"};
    return std::ranges::any_of(kinds, [&](std::string_view kind) { return name.ends_with(kind); });
}

}  // namespace

std::vector<std::string> limit_names() {
    std::vector<std::string> names;
    names.reserve(known_limits.size());
    for (const auto& known : known_limits)
        names.emplace_back(known.name);
    return names;
}

std::optional<ResourceLimit> limit_from(std::string_view limits, std::string_view name) {
    const auto known = std::ranges::find(known_limits, name, &LimitName::name);
    if (known == known_limits.end())
        return std::nullopt;
    for (const auto line : lines_of(limits)) {
        if (not line.starts_with(known->line))
            continue;
        const auto words = words_of(line.substr(known->line.size()));
        if (words.size() >= 2)
            return ResourceLimit{std::string(words[0]), std::string(words[1])};
    }
    return std::nullopt;
}

std::optional<std::string> deleted_file_from(std::string_view maps) {
    constexpr std::string_view mark = " (deleted)";
    for (const auto line : lines_of(maps)) {
        // address rights offset device inode path
        const auto words = words_of(line);
        if (words.size() < 7 or words[1].find('x') == std::string_view::npos
            or not line.ends_with(mark))
            continue;
        const auto start = line.find('/');
        if (start == std::string_view::npos)
            continue;
        const auto path = line.substr(start, line.size() - start - mark.size());
        if (not is_meant_to_be_deleted(path))
            return std::string(path);
    }
    return std::nullopt;
}

std::optional<std::string> cgroup_from(std::string_view text) {
    std::optional<std::string> of_systemd;
    for (const auto line : lines_of(text)) {
        // hierarchy:controllers:path, the path may hold colons
        const auto first = line.find(':');
        const auto second = first == std::string_view::npos ? first : line.find(':', first + 1);
        if (second == std::string_view::npos)
            continue;
        const auto controllers = line.substr(first + 1, second - first - 1);
        if (controllers == "name=systemd")
            of_systemd = std::string(line.substr(second + 1));
        // A hybrid host has an empty v2 hierarchy beside the old ones.
        if (line.starts_with("0::") and (line != "0::/" or not of_systemd))
            return std::string(line.substr(second + 1));
    }
    return of_systemd;
}

std::optional<std::string> unit_of_cgroup(std::string_view path) {
    // Slices come first; in a container there may be folders of its manager above them (/payload/…).
    for (const auto part : split(path, '/')) {
        if (is_unit(part))
            return std::string(part);
    }
    return std::nullopt;
}

std::optional<std::string> terminal_name(unsigned device) {
    if (device == 0)
        return std::nullopt;
    // new_encode_dev() of the kernel: minor low byte, 12 bits of major, the rest of minor.
    const unsigned major_number = (device >> 8) & 0xFFF;
    const unsigned minor_number = (device & 0xFF) | ((device >> 12) & 0xFFF00);
    if (major_number >= 136 and major_number <= 143)
        return fmt::format("pts/{}", (major_number - 136) * 256 + minor_number);
    if (major_number == 4) {
        return minor_number < 64 ? fmt::format("tty{}", minor_number)
                                 : fmt::format("ttyS{}", minor_number - 64);
    }
    if (major_number == 5 and minor_number == 1)
        return "console";
    if (major_number == 204 and minor_number >= 64)
        return fmt::format("ttyAMA{}", minor_number - 64);
    if (major_number == 229)
        return fmt::format("hvc{}", minor_number);
    if (major_number == 188)
        return fmt::format("ttyUSB{}", minor_number);
    return fmt::format("{}:{}", major_number, minor_number);
}

}  // namespace muster
