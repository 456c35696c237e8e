#include "framework/platform/init_scripts.hpp"

#include "framework/base/text.hpp"

#include <algorithm>

namespace muster {

namespace {

constexpr std::string_view folder = "/etc/init.d";
constexpr std::uint16_t any_execute_bit = 0111;

bool is_digit(char c) {
    return c >= '0' and c <= '9';
}

}  // namespace

bool is_script_name(std::string_view name) {
    return not name.empty() and not name.starts_with('.') and name.find('/') == std::string::npos
           and name.find('\0') == std::string::npos;
}

std::string script_path(std::string_view name) {
    return std::string(folder) + "/" + std::string(name);
}

Task<bool> script_exists(Host& host, std::string name) {
    if (not is_script_name(name))
        co_return false;
    auto asked = host.stat(script_path(name));
    const auto& status = co_await asked;
    co_return status and status->type == FileType::regular
        and (status->permissions & any_execute_bit) != 0;
}

Task<std::vector<std::string>> names_of_scripts(Host& host) {
    auto asked = host.list(std::string(folder));
    const auto& found = co_await asked;
    std::vector<std::string> names;
    if (found)
        std::ranges::copy_if(found->names, std::back_inserter(names), is_script_name);
    co_return names;
}

std::vector<StartLink> start_links_from(const std::vector<std::string>& paths) {
    constexpr std::string_view before = "/rc";
    constexpr std::string_view between = ".d/S";
    std::vector<StartLink> links;
    for (const auto& path : paths) {
        // …/rcN.d/SnnNAME
        const auto slash = path.rfind('/');
        const auto end = slash == std::string::npos ? slash : path.find(between, slash - 2);
        if (end == std::string::npos or end < before.size() + 1)
            continue;
        const auto name = path.substr(end + between.size());
        const bool good = path.compare(end - 4, before.size(), before) == 0 and name.size() > 2
                          and is_digit(name[0]) and is_digit(name[1]);
        if (good)
            links.push_back({path.substr(end - 1, 1), name.substr(2)});
    }
    return links;
}

Task<std::vector<StartLink>> start_links(Host& host) {
    auto usual = host.glob("/etc/rc[0-6S].d/S[0-9][0-9]*");
    auto of_suse = host.glob("/etc/init.d/rc[0-6S].d/S[0-9][0-9]*");
    std::vector<std::string> paths;
    const auto add = [&paths](const std::optional<Names>& found) {
        if (found)
            paths.insert(paths.end(), found->names.begin(), found->names.end());
    };
    add(co_await usual);
    add(co_await of_suse);
    co_return start_links_from(paths);
}

std::string initdefault_of(std::string_view inittab) {
    for (const auto line : lines_of(inittab)) {
        const auto text = trimmed(line);
        const auto fields = split(text, ':');
        if (not text.starts_with('#') and fields.size() >= 3 and fields[2] == "initdefault")
            return std::string(fields[1]);
    }
    return "";
}

Task<std::string> default_runlevel(Host& host) {
    auto asked = host.read("/etc/inittab");
    const auto& inittab = co_await asked;
    if (not inittab)
        co_return host.platform().family == "debian" ? "2" : "3";
    const auto level = initdefault_of(inittab->bytes);
    if (level.empty())
        throw CannotTell{
            Kind::unsupported,
            "no line of /etc/inittab says initdefault",
            "which runlevel a boot ends in is asked at its console"};
    co_return level;
}

Task<ScriptStart> start_of_script(Host& host, std::string name) {
    auto& links = host.once(start_links);
    auto& boot = host.once(default_runlevel);
    const auto& all = co_await links;
    ScriptStart start;
    start.default_runlevel = co_await boot;
    for (const auto& link : all) {
        if (link.script != name)
            continue;
        start.at_boot =
            start.at_boot or link.runlevel == start.default_runlevel or link.runlevel == "S";
        start.runlevels.push_back(link.runlevel);
    }
    co_return start;
}

}  // namespace muster
