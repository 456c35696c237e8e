#include "matchers/kernel_module/known.hpp"

#include "framework/base/display.hpp"
#include "framework/platform/kernel_modules.hpp"
#include "framework/platform/virtualization.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

std::optional<bool> is_in(
    const std::optional<std::set<std::string>>& list, const std::string& name
) {
    return list ? std::optional(list->contains(name)) : std::nullopt;
}

/// What depmod lists, alone: of an image there is no more.
Task<KnownModule> listed(Host& host, std::string name) {
    auto& reading = host.once(module_lists);
    const auto& lists = co_await reading;
    co_return KnownModule{
        name, false, false, is_in(lists.built_in, name), is_in(lists.files, name)};
}

}  // namespace

bool is_module_name(std::string_view text) {
    return not text.empty() and text != "." and text != ".."
           and text.find_first_of(std::string_view("/ \t\n\0", 5)) == std::string_view::npos;
}

Task<KnownModule> known_module(Host& host, Subject subject) {
    const auto name = module_name(subject.name());
    if (not is_module_name(name))
        co_return KnownModule{name, false, false, false, false};
    auto listing = listed(host, name);
    if (not host.can(Ability::live)) {
        co_return co_await listing;
    }
    auto& loading = host.once(loaded_modules);
    auto looking = host.stat("/sys/module/" + name);
    const auto& loaded = co_await loading;
    const auto& folder = co_await looking;
    auto known = co_await listing;
    known.loaded = loaded.contains(name);
    known.shown = folder.has_value();
    if (known.loaded)
        known.built_in = false;
    else if (not known.built_in and known.shown)
        known.built_in = true;
    co_return known;
}

void cannot_know_module(const Host& host, const std::string& name) {
    if (is_container(host.platform().virtualization))
        throw NotAsked{"ask the host: a container has no list of its kernel's modules"};
    throw CannotTell{
        Kind::unsupported,
        fmt::format(
            "whether the kernel has {}: no modules.builtin or modules.dep in /lib/modules/{}",
            escaped(name),
            escaped(host.platform().kernel)
        ),
        "install the kernel's modules, or run depmod"};
}

bool is_absent(const Host& host, const KnownModule& known) {
    if (known.is_there())
        return false;
    if (not known.built_in or not known.has_file)
        cannot_know_module(host, known.name);
    return true;
}

}  // namespace muster
