#include "framework/platform/kernel_modules.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/configuration_folders.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

std::set<std::string> modules_of_files(std::string_view text) {
    std::set<std::string> names;
    for (const auto line : lines_of(text)) {
        // modules.dep has what a module needs behind a colon.
        if (auto name = module_of_file(trimmed(line.substr(0, line.find(':')))))
            names.insert(std::move(*name));
    }
    return names;
}

/// Nothing where there is no list.
std::optional<std::set<std::string>> modules_of_lists(const std::vector<NamedContent>& lists) {
    std::optional<std::set<std::string>> all;
    for (const auto& list : lists) {
        auto modules = modules_of_files(bytes_of(list));
        if (all)
            all->merge(modules);
        else
            all = std::move(modules);
    }
    return all;
}

void add(std::vector<ModuleToLoad>& all, std::vector<ModuleToLoad> more) {
    all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

std::string module_name(std::string_view text) {
    std::string name(text);
    std::ranges::replace(name, '-', '_');
    return name;
}

std::optional<std::string> module_of_file(std::string_view path) {
    auto name = file_name_of(path);
    for (const std::string_view packed : {".gz", ".xz", ".zst"}) {
        if (name.ends_with(packed))
            name.remove_suffix(packed.size());
    }
    constexpr std::string_view suffix = ".ko";
    if (not name.ends_with(suffix) or name.size() == suffix.size())
        return std::nullopt;
    return module_name(name.substr(0, name.size() - suffix.size()));
}

LoadedModules parse_proc_modules(std::string_view text) {
    LoadedModules modules;
    for (const auto line : lines_of(text)) {
        // name, size, uses, "a,b," or "-", state, address
        const auto words = words_of(line);
        if (words.size() < 4 or not whole_number(words[1])) {
            throw CannotTell{
                Kind::unparsable, "no list of modules as Linux writes it: " + quoted(line, 80)};
        }
        auto& users = modules[module_name(words[0])];
        for (const auto user : split(words[3], ',')) {
            // [permanent] is a remark, not a module
            if (not user.empty() and user != "-" and not user.starts_with('['))
                users.push_back(module_name(user));
        }
    }
    return modules;
}

Task<LoadedModules> loaded_modules(Host& host) {
    host.require(Ability::live);
    auto asked = host.read("/proc/modules");
    auto mounted = host.stat("/proc/version");
    const auto& file = co_await asked;
    const auto& proc = co_await mounted;
    if (not file and not proc)
        throw CannotTell{Kind::unsupported, "no /proc/modules", "is /proc mounted?"};
    co_return file ? parse_proc_modules(file->bytes) : LoadedModules();
}

Task<ModuleLists> module_lists(Host& host) {
    auto kernel = host.platform().kernel;
    if (not host.can(Ability::live))
        kernel = "*";  // of an image, of any kernel that is installed
    if (kernel.empty() or kernel.find('/') != std::string::npos)
        throw CannotTell{Kind::unsupported, "which kernel runs is not known"};
    auto built_in = host.read_matching(fmt::format("/lib/modules/{}/modules.builtin", kernel));
    auto files = host.read_matching(fmt::format("/lib/modules/{}/modules.dep", kernel));
    ModuleLists lists;
    const auto& first = co_await built_in;
    lists.built_in = modules_of_lists(first);
    const auto& second = co_await files;
    lists.files = modules_of_lists(second);
    co_return lists;
}

std::vector<ModuleToLoad> parse_modules_load(const std::string& file, std::string_view text) {
    std::vector<ModuleToLoad> modules;
    int number = 0;
    for (const auto line : lines_of(text)) {
        ++number;
        const auto words = words_of(line);
        if (not words.empty() and not words[0].starts_with('#') and not words[0].starts_with(';'))
            modules.push_back({module_name(words[0]), fmt::format("{}:{}", file, number)});
    }
    return modules;
}

std::vector<ModuleToLoad> parse_module_variable(
    const std::string& file, std::string_view text, std::string_view name
) {
    std::vector<ModuleToLoad> modules;
    int number = 0;
    for (const auto line : lines_of(text)) {
        ++number;
        auto rest = trimmed(line);
        if (not rest.starts_with(name))
            continue;
        rest.remove_prefix(name.size());
        const bool adds = rest.starts_with("+=");
        if (not adds and not rest.starts_with('='))
            continue;
        rest.remove_prefix(adds ? 2 : 1);
        if (not adds)
            modules.clear();
        std::string plain(rest.substr(0, rest.find('#')));
        std::erase_if(plain, [](char sign) {
            return std::string_view("\"'()").find(sign) != std::string_view::npos;
        });
        for (const auto word : words_of(plain))
            modules.push_back({module_name(word), fmt::format("{}:{}", file, number)});
    }
    return modules;
}

Task<std::vector<ModuleToLoad>> modules_to_load(Host& host) {
    const std::string initramfs_path = "/etc/initramfs-tools/modules";
    const std::string mkinitcpio_path = "/etc/mkinitcpio.conf";
    auto& reading = host.once(configuration_files, std::string("modules-load.d/*.conf"));
    auto old_file = host.read("/etc/modules");
    auto initramfs = host.read(initramfs_path);
    auto mkinitcpio = host.read(mkinitcpio_path);
    auto dracut = host.read_matching("/etc/dracut.conf.d/*.conf");
    const auto& files = co_await reading;
    std::vector<ModuleToLoad> modules;
    for (const auto& file : files)
        add(modules, parse_modules_load(file.path, bytes_of(file)));
    const auto& old = co_await old_file;
    if (old)
        add(modules, parse_modules_load("/etc/modules", old->bytes));
    const auto& of_initramfs = co_await initramfs;
    if (of_initramfs)
        add(modules, parse_modules_load(initramfs_path, of_initramfs->bytes));
    const auto& of_mkinitcpio = co_await mkinitcpio;
    if (of_mkinitcpio)
        add(modules, parse_module_variable(mkinitcpio_path, of_mkinitcpio->bytes, "MODULES"));
    const auto& of_dracut = co_await dracut;
    for (const auto& file : of_dracut)
        add(modules, parse_module_variable(file.path, bytes_of(file), "force_drivers"));
    co_return modules;
}

}  // namespace muster
