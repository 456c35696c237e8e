// package(name): what the platform's package manager has installed.
//
// A package is there when it is unpacked and configured, whatever is wanted of it: one that was removed
// and left its configuration behind is not, nor is one that is half-way in. Names are whole: no
// patterns, no provides (but for `provided`). All packages of a suite share one run of the manager's
// tool, or one reading of its database where reading is free. Which files and tools that are is said
// in framework/platform; here are the words.

#include "framework/host/resource.hpp"
#include "framework/platform/package_database.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

const PackageDatabase& database_of(const Host& host, const Subject& subject) {
    return package_database(host.platform(), subject.qualifier_text("by"));
}

/// The installed entries, the highest version first; none when the package is not there.
Task<std::vector<PackageRecord>> installed_records(Host& host, Subject subject) {
    auto asked = database_of(host, subject).records(host, subject.name());
    auto records = co_await asked;
    std::erase_if(records, [](const PackageRecord& record) { return not record.installed; });
    co_return records;
}

Value version_value(const PackageDatabase& database, std::string text) {
    return Version{std::move(text), database.order};
}

Task<Value> installed(Host& host, Fact fact) {
    auto asked = database_of(host, fact.subject).records(host, fact.subject.name());
    const auto& records = co_await asked;
    if (records.empty())
        co_return absent;
    Value value = records.front().installed;
    value.remark = records.front().installed
                       ? fmt::format("version {}", records.front().version)
                       : fmt::format("its state is {}", records.front().state);
    co_return value;
}

Task<Value> state(Host& host, Fact fact) {
    auto asked = database_of(host, fact.subject).records(host, fact.subject.name());
    const auto& records = co_await asked;
    co_return records.empty() ? absent : Value(records.front().state);
}

using Records = std::vector<PackageRecord>;

Value version(const PackageDatabase& database, const Records& records) {
    return version_value(database, records.front().version);
}

Value versions(const PackageDatabase& database, const Records& records) {
    std::vector<Value> all;
    for (const auto& record : records)
        all.push_back(version_value(database, record.version));
    return set_of(std::move(all));
}

Value upstream_version(const PackageDatabase& database, const Records& records) {
    return version_value(database, database.upstream(records.front().version));
}

Value release(const PackageDatabase& database, const Records& records) {
    const auto text = database.release(records.front().version);
    return text ? Value(*text) : not_set;
}

Value architecture(const PackageDatabase&, const Records& records) {
    return records.front().architecture;
}

Value architectures(const PackageDatabase&, const Records& records) {
    std::vector<std::string> names;
    for (const auto& record : records)
        names.push_back(record.architecture);
    return set_of_texts(names);
}

Value held(const PackageDatabase&, const Records& records) {
    return std::ranges::any_of(records, &PackageRecord::held);
}

/// A reader of what `tell` makes of the installed entries.
template<Value (*tell)(const PackageDatabase&, const Records&)>
Task<Value> told_by(Host& host, Fact fact) {
    auto asked = installed_records(host, fact.subject);
    const auto& records = co_await asked;
    co_return records.empty() ? absent : tell(database_of(host, fact.subject), records);
}

Task<Value> automatic(Host& host, Fact fact) {
    auto asked = installed_records(host, fact.subject);
    auto marked = database_of(host, fact.subject).automatic(host, fact.subject.name());
    const auto& records = co_await asked;
    if (records.empty())
        co_return absent;
    co_return co_await marked;
}

Task<Value> provided(Host& host, Fact fact) {
    auto asked = database_of(host, fact.subject).provided(host, fact.subject.name());
    const bool found = co_await asked;
    co_return found ? Value(true) : absent;
}

Value candidate(const PackageDatabase& database, const Records&, const PackageOffer& offer) {
    return offer.candidate ? version_value(database, *offer.candidate) : not_set;
}

Value upgradable(
    const PackageDatabase& database, const Records& records, const PackageOffer& offer
) {
    if (not offer.candidate)
        return false;
    const auto& version = records.front().version;
    Value value = compare_versions(database.order, *offer.candidate, version) > 0;
    value.remark = fmt::format("{} is installed, {} is offered", version, *offer.candidate);
    return value;
}

Value repository(const PackageDatabase&, const Records&, const PackageOffer& offer) {
    return offer.repository ? Value(*offer.repository) : not_set;
}

/// A reader of what `tell` makes of the installed entries and of what the indexes offer.
template<Value (*tell)(const PackageDatabase&, const Records&, const PackageOffer&)>
Task<Value> offered_by(Host& host, Fact fact) {
    const auto& database = database_of(host, fact.subject);
    auto asked = installed_records(host, fact.subject);
    auto offered = database.offer(host, fact.subject.name());
    const auto& records = co_await asked;
    if (records.empty())
        co_return absent;
    const auto& offer = co_await offered;
    co_return tell(database, records, offer);
}

CannotTell unreadable(const PackageVerification& found) {
    return {
        Kind::denied,
        fmt::format("permission denied comparing {}", found.unreadable.front()),
        "try --sudo"};
}

Task<Value> intact(Host& host, Fact fact) {
    auto asked = installed_records(host, fact.subject);
    auto verified = database_of(host, fact.subject).verify(host, fact.subject.name());
    const auto& records = co_await asked;
    if (records.empty())
        co_return absent;
    const auto& found = co_await verified;
    if (found.modified.empty() and not found.unreadable.empty())
        throw unreadable(found);
    Value value = found.modified.empty();
    if (not found.modified.empty())
        value.remark = fmt::format(
            "{} of its files differ, {} among them", found.modified.size(), found.modified.front()
        );
    co_return value;
}

Task<Value> modified_files(Host& host, Fact fact) {
    auto asked = installed_records(host, fact.subject);
    auto verified = database_of(host, fact.subject).verify(host, fact.subject.name());
    const auto& records = co_await asked;
    if (records.empty())
        co_return absent;
    const auto& found = co_await verified;
    if (not found.unreadable.empty())
        throw unreadable(found);
    co_return set_of_texts(found.modified);
}

std::vector<AttributeEntry> attributes() {
    return {
        {.name = "installed",
         .type = Type::flag,
         .meaning = "a real package of exactly this name is unpacked and configured, whatever is "
                    "wanted of it",
         .when_absent = Value(false)},
        {.name = "version",
         .type = Type::version,
         .meaning = "full version as the manager prints it, epoch shown when not 0; of several the "
                    "highest"},
        {.name = "versions",
         .type = Type::list,
         .meaning = "the versions of all installed packages of this name",
         .item = {.type = Type::version}},
        {.name = "upstream_version",
         .type = Type::version,
         .meaning = "the version without epoch, revision and release"},
        {.name = "release",
         .type = Type::text,
         .meaning = "revision (Debian), release (rpm) or rN (apk) of the version; not set where it "
                    "has none"},
        {.name = "state",
         .type = Type::text,
         .meaning = "dpkg's status word; of other managers `installed`",
         .when_absent = Value("not-installed")},
        {.name = "architecture",
         .type = Type::text,
         .meaning = "as the manager spells it; of several versions that of the highest"},
        {.name = "architectures",
         .type = Type::list,
         .meaning = "the architectures that it is installed for"},
        {.name = "held",
         .type = Type::flag,
         .meaning = "kept at its version: dpkg's want is `hold`"},
        {.name = "automatic",
         .type = Type::flag,
         .meaning = "came only as a dependency of others (apt's extended_states)"},
        {.name = "provided",
         .type = Type::flag,
         .meaning = "some installed package has or provides this name",
         .when_absent = Value(false)},
        {.name = "candidate",
         .type = Type::version,
         .meaning = "newest version in the cached indexes, which are never refreshed; no index: "
                    "cannot tell"},
        {.name = "upgradable",
         .type = Type::flag,
         .meaning = "the candidate is newer than the installed version"},
        {.name = "repository",
         .type = Type::text,
         .meaning = "where the installed version comes from: address and suite/component (apt); "
                    "not set when no "
                    "index has it"},
        {.name = "intact",
         .type = Type::flag,
         .meaning = "no packaged file but configuration files differs from what was packaged",
         .needs_root = true},
        {.name = "modified_files",
         .type = Type::list,
         .meaning = "the packaged files, but for configuration files, that differ or are missing",
         .needs_root = true},
    };
}

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
        .attributes = attributes(),
        .example = R"(expect(package("nginx").installed);
expect(package("nginx").version >= "1.22");
expect(not package("telnetd").installed);)",
        .yaml_example = R"(- {package: nginx, installed: true, version: {">=": "1.22"}})",
        .details = "The manager is that of the platform (os-release), not the one that happens to "
                   "be there. dpkg: one "
                   "dpkg-query for all names; where reading is free, /var/lib/dpkg/status. A name "
                   "that the manager's "
                   "grammar does not allow is not installed; it is never a pattern or an option. A "
                   "missing tool or "
                   "database is `cannot tell`, never `not installed`.",
    };
    resource.readers = {
        {"installed", installed},
        {"version", told_by<version>},
        {"versions", told_by<versions>},
        {"upstream_version", told_by<upstream_version>},
        {"release", told_by<release>},
        {"state", state},
        {"architecture", told_by<architecture>},
        {"architectures", told_by<architectures>},
        {"held", told_by<held>},
        {"automatic", automatic},
        {"provided", provided},
        {"candidate", offered_by<candidate>},
        {"upgradable", offered_by<upgradable>},
        {"repository", offered_by<repository>},
        {"intact", intact},
        {"modified_files", modified_files},
    };
    return resource;
}

}  // namespace

/// The vocabulary's table takes it from here (cmake/tables.cmake).
std::span<const Resource> package_resources() {
    static const std::vector<Resource> resources = {package()};
    return resources;
}

}  // namespace muster
