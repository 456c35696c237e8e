// kernel_module(name): loaded, built in or a file (kernel_module/known.hpp), and what modprobe.d and lists of
// modules to load say of it.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/host/plural.hpp"
#include "framework/model/remark.hpp"
#include "framework/platform/kernel_modules.hpp"
#include "framework/platform/modinfo.hpp"
#include "framework/platform/modprobe.hpp"
#include "matchers/kernel_module/known.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

const ModuleToLoad* place_in(const std::vector<ModuleToLoad>& lists, const Subject& subject) {
    const auto name = module_name(subject.name());
    const auto found =
        std::ranges::find_if(lists, [&](const auto& module) { return module.name == name; });
    return found == lists.end() ? nullptr : &*found;
}

/// Of an image: a module that a file names is loaded at boot; any other may be, for a device.
Task<Value> loaded_at_boot(Host& host, Subject subject) {
    auto& reading = host.once(modules_to_load);
    const auto& lists = co_await reading;
    const auto* place = place_in(lists, subject);
    if (place == nullptr)
        throw NotAsked{"depends on hardware"};
    co_return with_remark(true, "as configured in " + escaped(place->where));
}

Task<Value> loaded(Host& host, Fact fact) {
    if (not host.can(Ability::live)) {
        auto asked = loaded_at_boot(host, fact.subject);
        co_return co_await asked;
    }
    auto asked = known_module(host, fact.subject);
    const auto& known = co_await asked;
    if (known.runs())
        co_return with_remark(true, known.loaded ? "" : "it is built in");
    if (not known.built_in)
        cannot_know_module(host, known.name);
    co_return with_remark(
        false, known.has_file.value_or(false) ? "there is a file for the running kernel" : ""
    );
}

Task<Value> built_in(Host& host, Fact fact) {
    auto asked = known_module(host, fact.subject);
    const auto& known = co_await asked;
    if (not known.built_in)
        cannot_know_module(host, known.name);
    co_return with_remark(*known.built_in, known.loaded ? "it is loaded as a module" : "");
}

Task<Value> available(Host& host, Fact fact) {
    auto asked = known_module(host, fact.subject);
    const auto& known = co_await asked;
    co_return not is_absent(host, known);
}

Task<Value> disabled(Host& host, Fact fact) {
    auto& reading = host.once(modprobe_configuration);
    const auto& configuration = co_await reading;
    const auto name = module_name(fact.subject.name());
    if (const auto* line = configuration.install(name)) {
        const auto what = fmt::format("{} runs {}", escaped(line->where), quoted(line->command));
        co_return with_remark(loads_nothing(line->command), what);
    }
    const auto* line = configuration.blacklist(name);
    co_return with_remark(
        false,
        line == nullptr ? ""
                        : escaped(line->where) + " only blacklists it: it is loaded by its own name"
    );
}

Task<Value> blacklisted(Host& host, Fact fact) {
    auto& reading = host.once(modprobe_configuration);
    const auto& configuration = co_await reading;
    const auto* line = configuration.blacklist(module_name(fact.subject.name()));
    co_return with_remark(line != nullptr, line == nullptr ? "" : "by " + escaped(line->where));
}

Task<Value> configured(Host& host, Fact fact) {
    auto& reading = host.once(modules_to_load);
    const auto& lists = co_await reading;
    const auto* place = place_in(lists, fact.subject);
    co_return with_remark(place != nullptr, place == nullptr ? "" : "in " + escaped(place->where));
}

/// Of a module that runs, what it says itself; else what its file says.
Task<Value> version(Host& host, Fact fact) {
    const auto name = module_name(fact.subject.name());
    if (not is_module_name(name))
        co_return absent;
    auto asked = known_module(host, fact.subject);
    std::optional<Pending<std::optional<Content>>> reading;
    if (host.can(Ability::live))
        reading = host.read("/sys/module/" + name + "/version");
    const auto& known = co_await asked;
    if (is_absent(host, known))
        co_return absent;
    if (reading and (known.runs())) {
        const auto& file = co_await *reading;
        co_return file ? Value(trimmed(file->bytes)) : not_set;
    }
    auto looking = module_file_version(host, name);
    const auto& found = co_await looking;
    co_return found ? Value(*found) : not_set;
}

Task<Value> parameter(Host& host, Fact fact) {
    host.require(Ability::live);
    const auto name = module_name(fact.subject.name());
    const auto wanted = module_name(fact.parameter());
    auto asked = known_module(host, fact.subject);
    std::optional<Pending<std::optional<Content>>> reading;
    if (is_module_name(name) and is_module_name(wanted))
        reading = host.read("/sys/module/" + name + "/parameters/" + wanted);
    if (reading) {
        const auto& file = co_await *reading;
        if (file and file->type == FileType::regular)
            co_return scalar_of(file->bytes);
    }
    const auto& known = co_await asked;
    if (is_absent(host, known))
        co_return absent;
    co_return with_remark(
        not_set, known.runs() ? "the module shows no such parameter" : "it is not loaded"
    );
}

Task<Value> used_by(Host& host, Fact fact) {
    host.require(Ability::live);
    auto& loading = host.once(loaded_modules);
    auto asked = known_module(host, fact.subject);
    const auto& modules = co_await loading;
    if (const auto found = modules.find(module_name(fact.subject.name())); found != modules.end())
        co_return set_of_texts(found->second);
    const auto& known = co_await asked;
    co_return is_absent(host, known) ? absent : Value(List{});
}

Task<std::vector<Subject>> all_loaded(Host& host, Subject) {
    auto& loading = host.once(loaded_modules);
    const auto& modules = co_await loading;
    std::vector<Subject> all;
    for (const auto& [name, users] : modules)
        all.push_back({"kernel_module", {Value(name)}});
    co_return all;
}

std::string broken_name(const Subject& subject) {
    return is_module_name(subject.name()) ? "" : "is no module: write usb-storage";
}

// NOLINTNEXTLINE(readability-function-size): a table
std::vector<AttributeEntry> attributes() {
    return {
        {.name = "loaded",
         .type = Type::flag,
         .meaning = "in /proc/modules, or built in",
         .when_absent = false},
        {.name = "built_in",
         .type = Type::flag,
         .meaning = "part of the kernel itself, by modules.builtin",
         .when_absent = false},
        {.name = "available",
         .type = Type::flag,
         .meaning = "loaded, built in, or a file for the running kernel (modules.dep)",
         .when_absent = false},
        {.name = "disabled",
         .type = Type::flag,
         .meaning = "the `install` line of modprobe.d that counts runs `true` or `false` and "
                    "nothing else; no matter whether there is such a module"},
        {.name = "blacklisted",
         .type = Type::flag,
         .meaning = "a `blacklist` line of modprobe.d, or `modprobe.blacklist=` at boot: no device "
                    "loads it, but its name does"},
        {.name = "configured",
         .type = Type::flag,
         .meaning = "named in modules-load.d, /etc/modules, or the list of the initramfs"},
        {.name = "version",
         .type = Type::text,
         .meaning = "what it says of itself; of one that is not loaded, by modinfo; most modules "
                    "have none: not set"},
        {.name = "parameter",
         .type = Type::scalar,
         .meaning = "as in /sys/module/NAME/parameters; not loaded, or not shown there: not set",
         .parameters = {{.name = "name", .meaning = "`nested`"}}},
        {.name = "used_by", .type = Type::list, .meaning = "loaded modules that need it"},
    };
}

Resource kernel_module() {
    Resource resource;
    resource.entry = {
        .name = "kernel_module",
        .summary = "A module of the running kernel.",
        .absence = "is no module of this kernel",
        .subject = {{.name = "name", .meaning = "exact; `-` and `_` are the same letter"}},
        .attributes = with_image_mark(
            with_image_mark(attributes(), InImage::not_running, {"parameter", "used_by"}),
            InImage::no_commands,
            {"version"}
        ),
        .example = R"(expect(kernel_module("cramfs").disabled);
expect(not kernel_module("cramfs").loaded);)",
        .yaml_example = R"(- {kernel_module: cramfs, disabled: true}
- {kernel_module: cramfs, loaded: false})",
        .details =
            R"(Files of /etc/modprobe.d, /run/modprobe.d, /usr/local/lib/modprobe.d, /usr/lib/modprobe.d and
/lib/modprobe.d are sorted by base name; of one name only that of the earliest folder counts. Of several
`install` lines for a module the first counts. The initramfs is told by /etc/initramfs-tools/modules,
`force_drivers` of dracut and `MODULES` of mkinitcpio. A container has no modules.builtin: there a module is
loaded, or the row is skipped.)",
        .broken_subject = broken_name,
    };
    resource.readers = {
        {"loaded", loaded},
        {"built_in", built_in},
        {"available", available},
        {"disabled", disabled},
        {"blacklisted", blacklisted},
        {"configured", configured},
        {"version", version},
        {"parameter", parameter},
        {"used_by", used_by},
    };
    return resource;
}

}  // namespace

std::span<const Resource> kernel_module_resources() {
    static const Resource singular = kernel_module();
    static const std::vector<Resource> resources = {
        singular,
        plural_of(
            singular,
            {.name = "kernel_modules",
             .summary = "All modules that are loaded, without those that are built in.",
             .in_image = InImage::not_running,
             .example =
                 R"(expect(kernel_modules().names.is_subset_of("ext4", "mbcache", "jbd2"));)",
             .yaml_example =
                 R"(- {kernel_modules: , names: {is_subset_of: [ext4, mbcache, jbd2]}})"},
            all_loaded
        ),
    };
    return resources;
}

}  // namespace muster
