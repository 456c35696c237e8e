#pragma once

// Modules of the running kernel: what is loaded, built in, or lies there as a file (proc_modules(5),
// modules.builtin and modules.dep of depmod(8)).

#include "framework/host/host.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// The kernel's spelling: `-` is `_`.
std::string module_name(std::string_view text);

/// "usb_storage" of "kernel/drivers/usb/storage/usb-storage.ko.xz"; nothing for what is no module's file.
std::optional<std::string> module_of_file(std::string_view path);

/// Loaded modules by name, each with those that use it. Throws CannotTell for a text that is no
/// /proc/modules.
using LoadedModules = std::map<std::string, std::vector<std::string>>;
LoadedModules parse_proc_modules(std::string_view text);

/// Once for all who ask. A kernel without loadable modules has none. Throws CannotTell without /proc,
/// NotAsked when nothing runs there.
Task<LoadedModules> loaded_modules(Host& host);

/// What depmod lists for the running kernel, of an image for all its kernels; nothing where the target has no
/// such file.
struct ModuleLists {
    std::optional<std::set<std::string>> built_in;
    std::optional<std::set<std::string>> files;
};
Task<ModuleLists> module_lists(Host& host);

/// A line of a list of modules to load: modules-load.d, /etc/modules.
struct ModuleToLoad {
    std::string name;
    std::string where;  ///< "/etc/modules:3"
};

/// The first word of each line that is no comment (`#`, `;`).
std::vector<ModuleToLoad> parse_modules_load(const std::string& file, std::string_view text);

/// The words of NAME="a b", NAME+=" c " or NAME=(a b), as dracut.conf(5) and mkinitcpio.conf(5) have them;
/// a later plain assignment takes back the earlier ones.
std::vector<ModuleToLoad> parse_module_variable(
    const std::string& file, std::string_view text, std::string_view name
);

/// All modules that are loaded at boot because a file names them: modules-load.d, /etc/modules, and what the
/// initramfs is told to load (initramfs-tools, dracut, mkinitcpio). Once for all; throws CannotTell when one of
/// the files could not be read.
Task<std::vector<ModuleToLoad>> modules_to_load(Host& host);

}  // namespace muster
