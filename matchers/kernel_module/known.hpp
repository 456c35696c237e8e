#pragma once

// What the kernel and depmod know of a module.
//
// Whether it is built in stands in modules.builtin, which comes with the kernel's package: a container has
// none. There a module is known to be there when the kernel shows it, and never known not to be.

#include "framework/host/host.hpp"
#include "framework/model/fact.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster {

struct KnownModule {
    std::string name;
    bool loaded = false;           ///< and may be unloaded
    bool shown = false;            ///< in /sys/module
    std::optional<bool> built_in;  ///< nothing: no list of them
    std::optional<bool> has_file;  ///< nothing: no list of them

    bool is_there() const { return loaded or built_in.value_or(false) or has_file.value_or(false); }
    bool runs() const { return loaded or built_in.value_or(false); }
};

/// Whether a text can be the name of a module at all.
bool is_module_name(std::string_view text);

/// Of an image only what depmod lists.
Task<KnownModule> known_module(Host& host, Subject subject);

/// Whether there is no such module. Throws CannotTell, of a container NotAsked, where the lists are missing that
/// would prove it.
bool is_absent(const Host& host, const KnownModule& known);

/// Throws the same.
[[noreturn]] void cannot_know_module(const Host& host, const std::string& name);

}  // namespace muster
