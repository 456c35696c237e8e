#include "framework/platform/sysctl.hpp"

#include "framework/base/display.hpp"
#include "framework/base/glob.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/configuration_folders.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

std::string with_separators_swapped(std::string_view key) {
    std::string swapped(key);
    for (auto& sign : swapped)
        sign = sign == '.' ? '/' : sign == '/' ? '.' : sign;
    return swapped;
}

bool is_comment(std::string_view line) {
    return line.empty() or line.front() == '#' or line.front() == ';';
}

/// The value behind NAME= in a file of shell assignments; the last one counts.
std::string shell_assignment(std::string_view text, std::string_view name) {
    std::string value;
    for (const auto line : lines_of(text)) {
        auto rest = trimmed(line);
        if (not rest.starts_with(name) or not rest.substr(name.size()).starts_with('='))
            continue;
        rest = trimmed(rest.substr(name.size() + 1));
        const bool in_quotes = rest.size() > 1 and (rest.front() == '"' or rest.front() == '\'')
                               and rest.back() == rest.front();
        value = in_quotes ? rest.substr(1, rest.size() - 2) : rest;
    }
    return value;
}

void add_file(
    SysctlConfiguration& configuration, SysctlSettings& settings, const NamedContent& file
) {
    if (const auto* why = std::get_if<CannotTell>(&file.bytes)) {
        configuration.unreadable.push_back(*why);
        return;
    }
    for (auto& assignment : parse_sysctl(file.path, std::get<std::string>(file.bytes)))
        settings.add(std::move(assignment));
}

const SysctlAssignment* set_by(const SysctlAssignment* assignment) {
    return assignment != nullptr and assignment->value ? assignment : nullptr;
}

/// ufw sets its own file when it starts: `ENABLED=yes`, and the file that IPT_SYSCTL names.
Task<std::optional<NamedContent>> ufw_file(Host& host) {
    auto state = host.read("/etc/ufw/ufw.conf");
    auto defaults = host.read("/etc/default/ufw");
    auto usual = host.read("/etc/ufw/sysctl.conf");
    const auto& enabled = co_await state;
    if (not enabled or lower_case(shell_assignment(enabled->bytes, "ENABLED")) != "yes")
        co_return std::nullopt;
    const auto& named = co_await defaults;
    const auto path =
        named ? shell_assignment(named->bytes, "IPT_SYSCTL") : std::string("/etc/ufw/sysctl.conf");
    if (path.empty())
        co_return std::nullopt;
    auto chosen = path == "/etc/ufw/sysctl.conf" ? usual : host.read(path);
    const auto& content = co_await chosen;
    co_return content ? std::optional(NamedContent{path, content->bytes}) : std::nullopt;
}

}  // namespace

std::string sysctl_path(std::string_view key) {
    const auto first = key.find_first_of("/.");
    const bool has_dots = first != std::string_view::npos and key[first] == '.';
    const auto swapped = has_dots ? with_separators_swapped(key) : std::string(key);
    std::string path;
    for (const auto name : split(swapped, '/')) {
        if (name == ".." or name.find('\0') != std::string_view::npos)
            return {};
        if (not name.empty() and name != ".")
            path += (path.empty() ? "" : "/") + std::string(name);
    }
    return path;
}

std::string sysctl_key(std::string_view path) {
    auto key = with_separators_swapped(path);
    // A dot in the first name would be taken for a separator.
    return sysctl_path(key) == path ? key : std::string(path);
}

std::vector<SysctlAssignment> parse_sysctl(const std::string& file, std::string_view text) {
    std::vector<SysctlAssignment> assignments;
    int number = 0;
    for (const auto whole : lines_of(text)) {
        ++number;
        auto line = trimmed(whole);
        if (is_comment(line))
            continue;
        // "-key = value": a failure to set it is ignored; "-key": no glob sets it.
        const bool dash = line.starts_with('-');
        if (dash)
            line.remove_prefix(1);
        const auto equals = line.find('=');
        if (equals == std::string_view::npos and not dash)
            continue;
        SysctlAssignment assignment{
            sysctl_path(trimmed(line.substr(0, equals))),
            std::nullopt,
            fmt::format("{}:{}", file, number),
        };
        if (equals != std::string_view::npos)
            assignment.value = trimmed(line.substr(equals + 1));
        if (not assignment.path.empty())
            assignments.push_back(std::move(assignment));
    }
    return assignments;
}

void SysctlSettings::add(SysctlAssignment assignment) {
    if (not is_glob(assignment.path)) {
        exact_.insert_or_assign(assignment.path, std::move(assignment));
        return;
    }
    if (assignment.value)
        globs_.push_back(std::move(assignment));
    else
        std::erase_if(globs_, [&](const auto& glob) { return glob.path == assignment.path; });
}

std::vector<std::string> SysctlSettings::paths() const {
    std::vector<std::string> paths;
    for (const auto& [path, assignment] : exact_)
        if (assignment.value)
            paths.push_back(path);
    return paths;
}

const SysctlAssignment* SysctlSettings::find(const std::string& path) const {
    if (const auto exact = exact_.find(path); exact != exact_.end())
        return &exact->second;
    const SysctlAssignment* last = nullptr;
    for (const auto& glob : globs_) {
        if (glob.path.find('{') != std::string::npos)
            throw CannotTell{
                Kind::unsupported,
                fmt::format("braces in {}, {}", escaped(glob.path), escaped(glob.where)),
            };
        if (glob_matches(glob.path, path))
            last = &glob;
    }
    return last;
}

const SysctlAssignment* SysctlConfiguration::find(const std::string& path) const {
    if (not unreadable.empty())
        throw unreadable.front();
    const auto* later = ufw.find(path);
    return set_by(later) != nullptr ? later : set_by(boot.find(path));
}

Task<SysctlConfiguration> sysctl_configuration(Host& host) {
    auto& reading = host.once(configuration_files, std::string("sysctl.d/*.conf"));
    auto old_file = host.read("/etc/sysctl.conf");
    auto firewall = ufw_file(host);
    SysctlConfiguration configuration;
    const auto& files = co_await reading;
    for (const auto& file : files)
        add_file(configuration, configuration.boot, file);
    const auto& old = co_await old_file;
    // systemd reads it only through the link 99-sysctl.conf; the others at the end (sysctl --system).
    if (old and host.platform().init != "systemd")
        add_file(configuration, configuration.boot, {"/etc/sysctl.conf", old->bytes});
    const auto& of_firewall = co_await firewall;
    if (of_firewall)
        add_file(configuration, configuration.ufw, *of_firewall);
    co_return configuration;
}

}  // namespace muster
