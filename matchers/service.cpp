// service(name): a unit or an init script.
//
// What is asked is the manager that runs as PID 1, found out before (framework/platform/detect.hpp),
// not the tool that happens to be installed. Where PID 1 manages no services, as in a plain container,
// what would start at boot is read from unit files, and what runs is skipped: nothing there could say.
// How each manager is asked is said in framework/platform; here are the words.

#include "framework/host/resource.hpp"
#include "framework/platform/service_manager.hpp"
#include "framework/platform/supervision.hpp"

namespace muster {

namespace {

ServiceName service_of(const Subject& subject) {
    return {subject.name(), subject.qualifier_text("of_user").value_or("")};
}

const ServiceManager& manager_of(const Host& host, const Subject& subject) {
    return service_manager(host.platform(), subject.qualifier_text("under"));
}

/// All attributes that a manager answers by their names.
Task<Value> by_manager(Host& host, Fact fact) {
    auto asked = manager_of(host, fact.subject).ask(host, service_of(fact.subject), fact.attribute);
    co_return co_await asked;
}

Task<Value> property(Host& host, Fact fact) {
    auto asked =
        manager_of(host, fact.subject).property(host, service_of(fact.subject), fact.parameter());
    co_return co_await asked;
}

std::string second_parameter(const Fact& fact) {
    if (fact.parameters.size() < 2)
        return fact.subject.name();
    const auto* value = std::get_if<Value>(&fact.parameters[1]);
    return value == nullptr ? std::string() : to_plain(*value);
}

Task<Value> monitored_by(Host& host, Fact fact) {
    auto asked = watched_services(host, fact.parameter());
    const auto& watched = co_await asked;
    const auto found = watched.find(second_parameter(fact));
    if (found == watched.end())
        co_return absent;
    Value value = found->second;
    value.remark = found->second ? "" : "it is known and not monitored now";
    co_return value;
}

std::vector<AttributeEntry> attributes_of_state() {
    const auto no = Value(false);
    return {
        {.name = "exists",
         .type = Type::flag,
         .meaning = "the manager knows it; a masked unit exists",
         .when_absent = no},
        {.name = "valid",
         .type = Type::flag,
         .meaning = "it loaded without error (`bad-setting` and `error` are no)"},
        {.name = "running",
         .type = Type::flag,
         .meaning = "its state is `active`, `reloading` or `refreshing`, so a done oneshot with "
                    "RemainAfterExit "
                    "counts; `activating`, `deactivating` and `failed` do not",
         .when_absent = no},
        {.name = "failed",
         .type = Type::flag,
         .meaning = "its state is `failed`",
         .when_absent = no},
        {.name = "state",
         .type = Type::text,
         .meaning = "ActiveState; a deleted unit may still run"},
        {.name = "substate", .type = Type::text, .meaning = "SubState"},
        {.name = "main_pid",
         .type = Type::number,
         .meaning = "MainPID; not set when there is none"},
        {.name = "restarts",
         .type = Type::number,
         .meaning = "how often it was restarted by itself (NRestarts)"},
        {.name = "started",
         .type = Type::time,
         .meaning = "when it last became active (ActiveEnterTimestamp)"},
        {.name = "memory",
         .type = Type::number,
         .meaning = "MemoryCurrent; not set without accounting",
         .unit = "bytes"},
        {.name = "tasks",
         .type = Type::number,
         .meaning = "TasksCurrent; not set without accounting"},
    };
}

std::vector<AttributeEntry> attributes_of_configuration() {
    const auto no = Value(false);
    return {
        {.name = "enabled",
         .type = Type::flag,
         .meaning = "it starts at boot by its own enablement, for good: UnitFileState is "
                    "`enabled`, an alias stands for "
                    "its unit; of a SysV script an S link in the default runlevel. `static`, "
                    "`indirect`, `linked`, "
                    "`enabled-runtime`, `transient`, `disabled` and `masked` are not",
         .when_absent = no},
        {.name = "enablement",
         .type = Type::text,
         .meaning = "the manager's exact word: `static`, `indirect` …",
         .when_absent = Value("not-found")},
        {.name = "masked",
         .type = Type::flag,
         .meaning = "its unit file is a link to /dev/null or empty, also at run time",
         .when_absent = no},
        {.name = "user",
         .type = Type::text,
         .meaning = "the configured `User=`; `root` when there is none"},
        {.name = "unit_file",
         .type = Type::text,
         .meaning = "path of its unit file (FragmentPath)"},
        {.name = "drop_ins",
         .type = Type::list,
         .meaning = "paths of its drop-ins, in the order they apply",
         .item = {.ordered = true}},
        {.name = "needs_reload",
         .type = Type::flag,
         .meaning = "its unit file is newer than what is loaded"},
        {.name = "wanted_by", .type = Type::list, .meaning = "units that want or require it"},
        {.name = "runlevels",
         .type = Type::list,
         .meaning = "the runlevels in which it starts (sysv, openrc); systemd has none: skipped"},
        {.name = "property",
         .type = Type::scalar,
         .meaning = "any property of `systemctl show`; an empty one is not set",
         .parameters = {{.name = "name", .meaning = "as systemd spells it: `Restart`"}}},
        {.name = "monitored_by",
         .type = Type::flag,
         .meaning = "monit monitors it now, or supervisor knows it",
         .when_absent = no,
         .parameters =
             {{.name = "tool", .meaning = "`monit` or `supervisor`"},
              {.name = "name", .meaning = "its name there, when it is another", .optional = true}}},
    };
}

std::vector<AttributeEntry> attributes() {
    auto all = attributes_of_state();
    for (auto& attribute : attributes_of_configuration())
        all.push_back(std::move(attribute));
    return all;
}

Resource service() {
    Resource resource;
    resource.entry = {
        .name = "service",
        .summary = "a unit or an init script, as the service manager knows it",
        .subject =
            {{.name = "name",
              .meaning =
                  "`nginx` means `nginx.service`; any suffix (`x.timer`, `x@1.service`) is kept"}},
        .qualifiers =
            {{.name = "under",
              .parameters = {{.name = "manager", .meaning = "`systemd`"}},
              .meaning = "asks this service manager, whatever runs as PID 1"},
             {.name = "of_user",
              .parameters = {{.name = "user"}},
              .meaning = "asks the user's own `systemd --user`"}},
        .attributes = attributes(),
        .example = R"(expect(service("nginx").running and service("nginx").enabled);
expect(service("nginx").property("Restart") == "always");)",
        .yaml_example = "- {service: nginx, running: true, enabled: true}",
        .details = "systemd: one systemctl show for all units; a template (`x@.service`) is "
                   "answered from its unit file. "
                   "A name that no unit can have does not exist. Where PID 1 is no service manager "
                   "(a plain container), "
                   "exists, enabled, enablement, masked and unit_file come from unit files and "
                   "SysV links, the rest is "
                   "skipped. A manager that does not answer is `cannot tell`.",
    };
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
    static const std::vector<Resource> resources = {service()};
    return resources;
}

}  // namespace muster
