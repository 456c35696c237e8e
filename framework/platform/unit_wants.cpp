#include "framework/platform/unit_wants.hpp"

#include "framework/base/text.hpp"
#include "framework/platform/configuration_folders.hpp"
#include "framework/platform/systemd_unit.hpp"
#include "framework/platform/unit_presets.hpp"
#include "framework/platform/unit_text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace muster {

namespace {

/// By a unit's name what it names, as it is written.
using Named = std::map<std::string, std::set<std::string>>;

struct Dependencies {
    Named wanted;     ///< and required
    Named mentioned;  ///< in whatever way: these are loaded when it is (systemd.unit(5))
};

void add_links(Dependencies& all, const std::optional<Names>& links) {
    for (const auto& path : links ? links->names : std::vector<std::string>()) {
        const auto unit = std::string(file_name_of(path));
        const auto folder = path.substr(0, path.size() - unit.size() - 1);
        const auto by = file_name_of(folder);
        const auto name = std::string(by.substr(0, by.rfind('.')));
        all.wanted[name].insert(unit);
        all.mentioned[name].insert(unit);
    }
}

/// What a timer, a path or a socket starts is loaded with it: the service of its name, unless it names another.
void add_triggered(Dependencies& all, const std::string& by, std::string_view text) {
    constexpr std::array<std::array<std::string_view, 3>, 3> kinds = {{
        {".timer", "Timer", "Unit"},
        {".path", "Path", "Unit"},
        {".socket", "Socket", "Service"},
    }};
    for (const auto& [suffix, section, key] : kinds) {
        if (not by.ends_with(suffix))
            continue;
        auto service = by.substr(0, by.size() - suffix.size()) + ".service";
        for (const auto& setting : unit_settings(text, section))
            if (setting.key == key and not setting.value.empty())
                service = setting.value;
        all.mentioned[by].insert(std::move(service));
    }
}

void add_text(Dependencies& all, const std::string& by, std::string_view text) {
    constexpr std::array<std::string_view, 11> mentioning = {
        "Wants",
        "Requires",
        "Requisite",
        "BindsTo",
        "PartOf",
        "Upholds",
        "Conflicts",
        "Before",
        "After",
        "OnFailure",
        "OnSuccess"};
    for (const auto& [key, value] : unit_settings(text, "Unit"))
        if (std::ranges::find(mentioning, key) != mentioning.end())
            for (const auto unit : words_of(value)) {
                all.mentioned[by].emplace(unit);
                if (key == "Wants" or key == "Requires")
                    all.wanted[by].emplace(unit);
            }
    add_triggered(all, by, text);
}

/// What is said of a unit: of an instance also what its template says.
std::set<std::string> named_by(const Named& named, const std::string& unit) {
    std::set<std::string> all;
    for (const auto& name : {unit, template_of(unit).value_or(unit)})
        if (const auto found = named.find(name); found != named.end())
            all.insert(found->second.begin(), found->second.end());
    return all;
}

/// Those that are loaded in a boot into `first`: systemd knows of no others.
std::set<std::string> loaded_from(const std::string& first, const Named& mentioned) {
    std::set<std::string> loaded;
    std::vector<std::string> next = {first};
    while (not next.empty()) {
        auto unit = std::move(next.back());
        next.pop_back();
        if (loaded.contains(unit))
            continue;
        const auto more = named_by(mentioned, unit);
        next.insert(next.end(), more.begin(), more.end());
        loaded.insert(std::move(unit));
    }
    return loaded;
}

constexpr const char* default_target = "default.target";

/// `default.target` goes by the name of what it is an alias of.
void name_default_target(Named& named, const std::string& target) {
    for (auto& [by, units] : named)
        if (units.erase(default_target) > 0)
            units.insert(target);
    if (auto own = named.extract(default_target); not own.empty())
        named[target].merge(own.mapped());
}

/// What units want and require that a boot loads, once for all who ask.
Task<Named> wanted_at_boot(Host& host) {
    struct Folder {
        Pending<std::optional<Names>> wants;
        Pending<std::optional<Names>> requires_links;
        Pending<std::optional<Names>> names;
        Pending<std::vector<NamedContent>> units;
        Pending<std::vector<NamedContent>> drop_ins;
    };
    std::vector<Folder> folders;
    for (const auto& folder : unit_folders(host.platform()))
        folders.push_back(
            {host.glob(folder + "/*.wants/*"),
             host.glob(folder + "/*.requires/*"),
             host.glob(folder + "/*.*"),
             host.read_matching(folder + "/*.*"),
             host.read_matching(folder + "/*.d/*.conf")}
        );
    auto by_default = unit_file_of(host, default_target);

    Dependencies all;
    std::set<std::string> seen;  // of one name the first folder's counts, a mask too
    for (auto& folder : folders) {
        add_links(all, co_await folder.wants);
        add_links(all, co_await folder.requires_links);
        for (const auto& file : co_await folder.units)
            if (const auto unit = std::string(file_name_of(file.path)); not seen.contains(unit))
                add_text(all, unit, bytes_of(file));
        const auto& names = co_await folder.names;
        for (const auto& path : names ? names->names : std::vector<std::string>())
            seen.emplace(file_name_of(path));
        for (const auto& file : co_await folder.drop_ins) {
            const auto above = file.path.substr(0, file.path.rfind('/'));
            auto unit = std::string(file_name_of(above));
            unit.resize(unit.size() - 2);  // .d
            add_text(all, unit, bytes_of(file));
        }
    }
    const auto& target = co_await by_default;
    if (not target)
        co_return std::move(all.wanted);  // what is no system that boots
    name_default_target(all.wanted, target->name);
    name_default_target(all.mentioned, target->name);
    Named wanted;
    for (const auto& unit : loaded_from(target->name, all.mentioned))
        wanted[unit] = named_by(all.wanted, unit);
    co_return wanted;
}

}  // namespace

Task<Value> configured_wanted_by(Host& host, std::string unit, UnitFile file) {
    auto& first_boot = host.once(presets_of_first_boot);
    auto& shared = host.once(wanted_at_boot);
    const auto& presets = co_await first_boot;
    const auto& wanted = co_await shared;
    if (presets)
        throw NotAsked{"the first boot makes the links"};
    if (unit.ends_with(".target") or unit.ends_with(".slice"))
        throw NotAsked{"who wants a target is known when it runs"};
    if (is_template(unit))
        throw NotAsked{"a template has no wanted_by; its instances have"};
    std::vector<std::string> by;
    for (const auto& [name, units] : wanted)
        if (units.contains(unit) or units.contains(file.name))
            by.push_back(name);
    co_return set_of_texts(by);
}

}  // namespace muster
