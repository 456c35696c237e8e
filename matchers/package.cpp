// package(name), packages(pattern): what the platform's package manager has installed.
//
// A package is there when it is unpacked and configured, whatever is wanted of it: one that was removed
// and left its configuration behind is not, nor is one that is half-way in. Names are whole: no
// patterns, no provides (but for `provided`). All packages of a suite share one run of the manager's
// tool, or one reading of its database where reading is free. Which files and tools that are is said
// in framework/platform; here are the words.

#include "framework/base/glob.hpp"
#include "framework/host/plural.hpp"
#include "framework/host/resource.hpp"
#include "matchers/package/readers.hpp"
#include "matchers/package/words.hpp"

#include <algorithm>

namespace muster {

namespace {

Resource package() {
    Resource resource;
    resource.entry = {
        .name = "package",
        .summary = "what the platform's package manager has installed",
        .absence = "is not installed",
        .subject = {{.name = "name", .meaning = "whole name; `name:arch` for one architecture"}},
        .qualifiers =
            {{.name = "by",
              .parameters = {{.name = "manager", .meaning = "`dpkg`, `rpm`, `apk` or `pacman`"}},
              .meaning = "asks this manager, where a host has more than one"}},
        .attributes = with_image_mark(
            package_attributes(), InImage::no_commands, {"candidate", "upgradable", "repository"}
        ),
        .example = R"(expect(package("nginx").installed);
expect(package("nginx").version >= "1.22");
expect(not package("telnetd").installed);)",
        .yaml_example = R"(- {package: nginx, installed: true, version: {">=": "1.22"}}
- {package: telnetd, installed: false})",
        .details = how_packages_are_asked,
    };
    resource.readers = package_readers(PackageReading::named);
    return resource;
}

/// A package of a list: the same words, read from the table that the list was made of.
const Resource& listed_package() {
    static const Resource resource = [] {
        auto listed = package();
        listed.readers = package_readers(PackageReading::whole);
        return listed;
    }();
    return resource;
}

/// What the manager keeps elsewhere leaves with the list, when a `where` will ask for it.
void ask_ahead(Host& host, const PackageDatabase& database, const Subject& plural) {
    for (const auto& qualifier : plural.qualifiers) {
        if (qualifier.name != "where")
            continue;
        const auto column = to_plain(std::get<Value>(qualifier.arguments.at(0)));
        if (column == "held")
            database.held.ask(host);
        if (column == "automatic")
            database.automatic.ask(host);
    }
}

/// What is on the disk counts, also half-way in; one that left only its configuration does not.
bool is_there(const std::vector<PackageRecord>& entries) {
    return std::ranges::any_of(entries, [](const PackageRecord& entry) {
        return entry.state != "config-files";
    });
}

Task<std::vector<Subject>> all_packages(Host& host, Subject plural) {
    const auto& database = database_of(host, plural);
    auto& reading = host.once(database.table);
    ask_ahead(host, database, plural);
    const auto& table = co_await reading;
    const auto pattern = plural.names.empty() ? std::string("*") : plural.name();
    std::vector<Qualifier> manager;
    for (const auto& qualifier : plural.qualifiers)
        if (qualifier.name == "by")
            manager.push_back(qualifier);
    std::vector<Subject> packages;
    for (const auto& [name, entries] : table)
        if (is_there(entries) and glob_matches(pattern, name)) {
            packages.push_back({"package", {Value(name)}});
            packages.back().qualifiers = manager;
        }
    co_return packages;
}

Resource packages() {
    return plural_of(
        listed_package(),
        {.name = "packages",
         .summary = "all packages that the platform's package manager has installed",
         .subject = {{.name = "pattern", .meaning = "a glob over whole names", .optional = true}},
         .example =
             R"(expect(packages().where("automatic", false).names.is_subset_of("nginx", "curl"));
expect(packages("xserver-*").count == 0);
expect(packages().every("state", "installed"));)",
         .yaml_example =
             R"(- {packages: , where: {automatic: false}, names: {is_subset_of: [nginx, curl]}}
- {packages: xserver-*, count: 0}
- {packages: , every: {state: installed}})",
         .details =
             "One reading of the manager's database for all of them: a run of dpkg-query or rpm "
             "-qa, "
             "or the files of apk and pacman; what `where` asks of held and automatic leaves with "
             "it. A package is named once, whatever the number of its versions and architectures. "
             "Packages that are half-way in are there, and `installed` tells them apart; one that "
             "was removed and left its configuration is not. intact and modified_files cost a run "
             "for each package."},
        all_packages
    );
}

}  // namespace

/// The vocabulary's table takes it from here (cmake/tables.cmake).
std::span<const Resource> package_resources() {
    static const std::vector<Resource> resources = {package(), packages()};
    return resources;
}

}  // namespace muster
