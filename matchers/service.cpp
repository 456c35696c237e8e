// service(name) and services(): units and init scripts.
//
// What is asked is the manager that runs as PID 1, found out before (framework/platform/detect.hpp),
// not the tool that happens to be installed. Where PID 1 manages no services, as in a plain container,
// what would start at boot is read from unit files, and what runs is skipped: nothing there could say.
// How each manager is asked is said in framework/platform; words are in matchers/service.

#include "framework/host/plural.hpp"
#include "framework/host/resource.hpp"
#include "framework/platform/service_manager.hpp"
#include "framework/platform/supervision.hpp"
#include "matchers/service/words.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

ServiceName service_of(const Subject& subject) {
    return {subject.name(), subject.qualifier_text("of_user").value_or("")};
}

/// The manager that is meant; throws NotAsked for a user's own where there can be none.
const ServiceManager& manager_of(const Host& host, const Subject& subject) {
    const auto& manager = service_manager(host, subject.qualifier_text("under"));
    if (subject.qualifier("of_user") != nullptr and not manager.serves_users)
        throw NotAsked{fmt::format("no user has services of her own under {}", manager.name)};
    return manager;
}

/// All attributes that a manager answers by their names.
Task<Value> by_manager(Host& host, Fact fact) {
    auto asked = manager_of(host, fact.subject).ask(host, service_of(fact.subject), fact.attribute);
    co_return co_await asked;
}

Task<Value> property(Host& host, Fact fact) {
    const auto& manager = manager_of(host, fact.subject);
    if (manager.property == nullptr)
        throw has_no(manager.name, "properties");
    auto asked = manager.property(host, service_of(fact.subject), fact.parameter());
    co_return co_await asked;
}

std::string second_parameter(const Fact& fact) {
    if (fact.parameters.size() < 2)
        return fact.subject.name();
    const auto* value = std::get_if<Value>(&fact.parameters[1]);
    return value == nullptr ? std::string() : to_plain(*value);
}

Task<Value> monitored_by(Host& host, Fact fact) {
    auto asked = is_watched(host, fact.parameter(), second_parameter(fact));
    const auto& watched = co_await asked;
    if (not watched)
        co_return absent;
    co_return flag_with_reason(*watched, "it is known and not monitored now");
}

/// Every service that is meant, asked like the plural: `.under(…)` and `.of_user(…)` are each one's, too.
Task<std::vector<Subject>> members(Host& host, Subject plural) {
    auto pattern = service_of(plural);
    if (plural.names.empty())
        pattern.name = "*";
    auto listing = manager_of(host, plural).all(host, pattern);
    const auto& names = co_await listing;
    Subject one{"service", {}};
    for (const auto& qualifier : plural.qualifiers)
        if (qualifier.name != "where")
            one.qualifiers.push_back(qualifier);
    std::vector<Subject> services;
    services.reserve(names.size());
    for (const auto& name : names) {
        services.push_back(one);
        services.back().names = {Value(name)};
    }
    co_return services;
}

Resource service() {
    Resource resource;
    resource.entry = service_words();
    for (const auto& attribute : resource.entry.attributes)
        resource.readers.push_back({attribute.name, by_manager});
    for (auto& reader : resource.readers) {
        if (reader.attribute == "property")
            reader.read = property;
        if (reader.attribute == "monitored_by")
            reader.read = monitored_by;
    }
    return resource;
}

}  // namespace

/// The vocabulary's table takes it from here (cmake/tables.cmake).
std::span<const Resource> service_resources() {
    static const Resource one = service();
    static const std::vector<Resource> resources = {one, plural_of(one, services_words(), members)};
    return resources;
}

}  // namespace muster
