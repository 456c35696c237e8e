#include "framework/platform/configured_mounts.hpp"

#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/configuration_folders.hpp"
#include "framework/platform/fstab.hpp"
#include "framework/platform/mount_options.hpp"
#include "framework/platform/mount_table.hpp"
#include "framework/platform/unit_places.hpp"
#include "framework/platform/unit_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace muster {

namespace {

const std::string unit_files = "systemd/system/*.mount";

/// Names of the mount units that another unit wants or requires.
Task<std::set<std::string>> wanted_mounts(Host& host) {
    std::vector<Pending<std::optional<Names>>> asked;
    for (const auto& folder : configuration_folders) {
        for (const std::string_view kind : {"wants", "requires", "upholds"})
            asked.push_back(host.glob(fmt::format("{}/systemd/system/*.{}/*.mount", folder, kind)));
    }
    std::set<std::string> units;
    for (auto& one : asked) {
        const auto& found = co_await one;
        for (const auto& path : found ? found->names : std::vector<std::string>())
            units.emplace(file_name_of(path));
    }
    co_return units;
}

/// The last value of a key in the unit's [Mount] section, drop-ins after the unit itself.
std::string setting(const std::vector<std::string>& texts, std::string_view key) {
    std::string value;
    for (const auto& text : texts) {
        for (const auto& one : unit_settings(text, "Mount")) {
            if (one.key == key)
                value = one.value;
        }
    }
    return value;
}

/// The unit of a path; nothing when there is none, or it is masked by an empty file or a link to /dev/null.
Task<std::optional<ConfiguredMount>> mount_unit(Host& host, std::string path) {
    auto& reading = host.once(configuration_files, unit_files);
    auto& wanting = host.once(wanted_mounts);
    const auto name = mount_unit_name(path);
    const auto& files = co_await reading;
    const auto& wanted = co_await wanting;
    const auto file = std::ranges::find_if(files, [&](const NamedContent& one) {
        return file_name_of(one.path) == name;
    });
    if (file == files.end() or bytes_of(*file).empty())
        co_return std::nullopt;
    std::vector<std::string> names(1, name);
    auto more = drop_ins_of(host, std::move(names));
    const auto& drop_ins = co_await more;
    std::vector<std::string> texts = {bytes_of(*file)};
    for (const auto& drop_in : drop_ins)
        texts.push_back(bytes_of(drop_in));
    ConfiguredMount unit;
    unit.type = setting(texts, "Type");
    unit.options = mount_options_from(setting(texts, "Options"));
    unit.at_boot = wanted.contains(name);
    unit.where = file->path;
    co_return unit;
}

/// systemd is asked to mount, or nothing runs that could say otherwise.
bool units_count(const Host& host) {
    return host.platform().init == "systemd" or not host.can(Ability::live);
}

bool has(const std::vector<std::string>& options, std::string_view option) {
    return std::ranges::find(options, option) != options.end();
}

Task<std::optional<ConfiguredMount>> in_fstab(Host& host, std::string path) {
    auto& reading = host.once(fstab_lines, path);
    const auto& lines = co_await reading;
    if (lines.empty())
        co_return std::nullopt;
    const auto& line = lines.back();
    ConfiguredMount mount;
    mount.type = line.type;
    mount.options = line.options;
    mount.at_boot = std::ranges::any_of(lines, [](const FstabLine& one) {
        return not has(one.options, "noauto");
    });
    mount.where = fmt::format("/etc/fstab:{}", line.number);
    co_return mount;
}

bool is_of_a_package(const ConfiguredMount& unit) {
    return not unit.where.starts_with("/etc/") and not unit.where.starts_with("/run/");
}

bool is_plain(char sign) {
    return (sign >= 'a' and sign <= 'z') or (sign >= 'A' and sign <= 'Z')
           or (sign >= '0' and sign <= '9') or sign == ':' or sign == '_' or sign == '.';
}

}  // namespace

std::string mount_unit_name(std::string_view path) {
    const auto tidy = without_empty_steps(path).substr(1);
    std::string name;
    for (const auto sign : tidy) {
        const bool hides = sign == '.' and name.empty();
        if (sign == '/')
            name += '-';
        else if (is_plain(sign) and not hides)
            name += sign;
        else
            name += fmt::format("\\x{:02x}", static_cast<unsigned char>(sign));
    }
    return (name.empty() ? "-" : name) + ".mount";
}

Task<std::optional<ConfiguredMount>> configured_mount(Host& host, std::string path) {
    auto from_fstab = in_fstab(host, path);
    std::optional<Task<std::optional<ConfiguredMount>>> from_unit;
    if (units_count(host)) {
        (void)host.once(configuration_files, unit_files);  // leave with fstab
        (void)host.once(wanted_mounts);
        auto& resolving = host.once(canonical_path, path);
        const auto& place = co_await resolving;
        from_unit = mount_unit(host, place);
    }
    auto line = co_await from_fstab;
    if (not from_unit)
        co_return line;
    auto unit = co_await *from_unit;
    if (not unit or not line)
        co_return unit ? unit : line;
    auto& first = is_of_a_package(*unit) ? *line : *unit;
    first.at_boot = line->at_boot or unit->at_boot;
    co_return first;
}

}  // namespace muster
