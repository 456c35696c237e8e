// What each attribute of a package is, whatever the manager. Which files and tools answer is said in
// framework/platform.

#include "matchers/package/readers.hpp"

#include "framework/base/display.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

using Records = std::vector<PackageRecord>;

/// What the readers start from: a package by its name, with its manager.
struct Asked {
    const PackageDatabase& database;
    std::string text;
    std::optional<PackageName> name = {};
    Task<FoundPackage> finding;
};

template<PackageReading reading>
Asked ask(Host& host, const Subject& subject) {
    const auto& database = database_of(host, subject);
    const auto text = subject.name();
    return {database, text, database.name_of(text), find_package(host, &database, text, reading)};
}

/// The installed entries, the highest version first; none when the package is not there.
Records installed_of(const FoundPackage& found) {
    auto records = found.records;
    std::erase_if(records, [](const PackageRecord& record) { return not record.installed; });
    return records;
}

/// Absent, with the nearest miss.
Value not_there(const Asked& asked, const FoundPackage& found = {}) {
    Value value = absent;
    if (not asked.name)
        value.remark = fmt::format(
            "no package of {} can be called {}", asked.database.name, quoted(asked.text, 100)
        );
    else if (not found.records.empty())
        value.remark = fmt::format("its state is {}", escaped(found.records.front().state, 40));
    else if (const auto& other = found.neighbour)
        value.remark = fmt::format(
            "no package {}; installed: {} {}",
            to_text(*asked.name),
            escaped(
                other->name == asked.name->name ? to_text({other->name, other->architecture})
                                                : other->name
            ),
            escaped(other->version)
        );
    return value;
}

Value version_value(const PackageDatabase& database, std::string text) {
    return Version{std::move(text), database.order};
}

template<PackageReading reading>
Task<Value> installed(Host& host, Fact fact) {
    auto asked = ask<reading>(host, fact.subject);
    const auto& found = co_await asked.finding;
    if (found.records.empty())
        co_return not_there(asked, found);
    const auto& first = found.records.front();
    Value value = first.installed;
    value.remark = first.installed ? fmt::format("version {}", first.version)
                                   : fmt::format("its state is {}", first.state);
    co_return value;
}

template<PackageReading reading>
Task<Value> state(Host& host, Fact fact) {
    auto asked = ask<reading>(host, fact.subject);
    const auto& found = co_await asked.finding;
    co_return found.records.empty() ? not_there(asked, found) : Value(found.records.front().state);
}

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
    return version_value(database, upstream_version_of(records.front().version));
}

Value release(const PackageDatabase&, const Records& records) {
    const auto text = release_of(records.front().version);
    return text ? Value(*text) : not_set;
}

/// rpm's keys (gpg-pubkey) have none.
Value architecture(const PackageDatabase&, const Records& records) {
    const auto& name = records.front().architecture;
    return name.empty() ? not_set : Value(name);
}

Value architectures(const PackageDatabase&, const Records& records) {
    std::vector<std::string> names;
    for (const auto& record : records)
        if (not record.architecture.empty())
            names.push_back(record.architecture);
    return set_of_texts(names);
}

/// A reader of what `tell` makes of the installed entries.
template<PackageReading reading, Value (*tell)(const PackageDatabase&, const Records&)>
Task<Value> told_by(Host& host, Fact fact) {
    auto asked = ask<reading>(host, fact.subject);
    const auto& found = co_await asked.finding;
    const auto records = installed_of(found);
    co_return records.empty() ? not_there(asked, found) : tell(asked.database, records);
}

/// A reader of what the manager keeps beside its database.
template<PackageReading reading, PackageMark PackageDatabase::*mark>
Task<Value> marked(Host& host, Fact fact) {
    auto asked = ask<reading>(host, fact.subject);
    const auto& known = asked.database.*mark;
    if (asked.name)
        known.ask(host);
    const auto& found = co_await asked.finding;
    auto records = installed_of(found);
    if (records.empty())
        co_return not_there(asked, found);
    auto telling = known.of(host, std::move(records));
    const bool is_marked = co_await telling;
    co_return is_marked;
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

Value repository(const PackageDatabase&, const Records& records, const PackageOffer& offer) {
    const auto found = offer.repositories.find(records.front().version);
    return found == offer.repositories.end() ? not_set : Value(found->second);
}

/// A reader of what `tell` makes of the installed entries and of what the indexes offer.
template<
    PackageReading reading,
    Value (*tell)(const PackageDatabase&, const Records&, const PackageOffer&)>
Task<Value> offered_by(Host& host, Fact fact) {
    auto asked = ask<reading>(host, fact.subject);
    if (not asked.name)
        co_return not_there(asked);
    auto offered = asked.database.offer(host, *asked.name);
    const auto& found = co_await asked.finding;
    const auto records = installed_of(found);
    if (records.empty())
        co_return not_there(asked, found);
    const auto& offer = co_await offered;
    co_return tell(asked.database, records, offer);
}

CannotTell unreadable(const PackageVerification& found) {
    return {
        Kind::denied,
        fmt::format("permission denied comparing {}", found.unreadable.front()),
        "try --sudo"};
}

Value intact(const PackageVerification& found) {
    if (found.modified.empty() and not found.unreadable.empty())
        throw unreadable(found);
    Value value = found.modified.empty();
    if (not found.modified.empty())
        value.remark = fmt::format(
            "{} of its files differ, {} among them", found.modified.size(), found.modified.front()
        );
    return value;
}

Value modified_files(const PackageVerification& found) {
    if (not found.unreadable.empty())
        throw unreadable(found);
    return set_of_texts(found.modified);
}

/// A reader of what `tell` makes of the manager's comparison.
template<PackageReading reading, Value (*tell)(const PackageVerification&)>
Task<Value> verified_by(Host& host, Fact fact) {
    auto asked = ask<reading>(host, fact.subject);
    if (not asked.name)
        co_return not_there(asked);
    auto verifying = asked.database.verify(host, *asked.name);
    const auto& found = co_await asked.finding;
    if (installed_of(found).empty())
        co_return not_there(asked, found);
    const auto& report = co_await verifying;
    co_return tell(report);
}

template<PackageReading reading>
std::vector<ReaderEntry> readers() {
    return {
        {"installed", installed<reading>},
        {"version", told_by<reading, version>},
        {"versions", told_by<reading, versions>},
        {"upstream_version", told_by<reading, upstream_version>},
        {"release", told_by<reading, release>},
        {"state", state<reading>},
        {"architecture", told_by<reading, architecture>},
        {"architectures", told_by<reading, architectures>},
        {"held", marked<reading, &PackageDatabase::held>},
        {"automatic", marked<reading, &PackageDatabase::automatic>},
        {"provided", provided},
        {"candidate", offered_by<reading, candidate>},
        {"upgradable", offered_by<reading, upgradable>},
        {"repository", offered_by<reading, repository>},
        {"intact", verified_by<reading, intact>},
        {"modified_files", verified_by<reading, modified_files>},
    };
}

}  // namespace

const PackageDatabase& database_of(const Host& host, const Subject& subject) {
    return package_database(host.platform(), subject.qualifier_text("by"));
}

std::vector<ReaderEntry> package_readers(PackageReading reading) {
    return reading == PackageReading::named ? readers<PackageReading::named>()
                                            : readers<PackageReading::whole>();
}

}  // namespace muster
