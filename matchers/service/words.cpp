#include "matchers/service/words.hpp"

namespace muster {

namespace {

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
         .meaning =
             "systemd: its state is `active`, `reloading` or `refreshing`, so a done oneshot with "
             "RemainAfterExit counts; `activating`, `deactivating` and `failed` do not. openrc: "
             "`started`. sysv: its script ends with 0 (1, 2 and 3 are no, all else cannot tell). "
             "runit: "
             "`run`. daemontools, s6: `up`. supervisor: `RUNNING`",
         .when_absent = no},
        {.name = "failed",
         .type = Type::flag,
         .meaning = "its state is `failed` (systemd), `crashed` (openrc), `FATAL` or `BACKOFF` "
                    "(supervisor)",
         .when_absent = no},
        {.name = "state",
         .type = Type::text,
         .meaning =
             "ActiveState, where a deleted unit may still run; else the manager's word; sysv: "
             "`running`, `dead` (1, 2), `stopped` (3)"},
        {.name = "substate",
         .type = Type::text,
         .meaning = "SubState; runit, daemontools, s6: what differs from the usual (`paused`, "
                    "`want down`, "
                    "`normally up`), not set when nothing does"},
        {.name = "main_pid",
         .type = Type::number,
         .meaning = "its first process; not set when there is none"},
        {.name = "restarts",
         .type = Type::number,
         .meaning = "how often it was restarted by itself (systemd: NRestarts; openrc: only under "
                    "supervise-daemon, else not set)"},
        {.name = "started",
         .type = Type::time,
         .meaning = "when it last became active; not set when it never did, or is down"},
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
         .meaning =
             "it starts at boot by its own enablement, for good. systemd: UnitFileState is "
             "`enabled`; "
             "an alias stands for its unit; `static`, `indirect`, `linked`, `enabled-runtime`, "
             "`transient`, `disabled` and `masked` are not. sysv: an S link in the default "
             "runlevel or "
             "in S. openrc: in the runlevel sysinit, boot or default. runit, daemontools: in a "
             "folder "
             "that is looked after, without a file `down`. supervisor: autostart",
         .when_absent = no},
        {.name = "enablement",
         .type = Type::text,
         .meaning = "the manager's exact word: `static`, `indirect` …; sysv, openrc: `enabled`, "
                    "`disabled`; "
                    "runit, daemontools, s6: `normally up`, `normally down`, `not linked`; "
                    "supervisor: `auto`, "
                    "`manual`",
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
         .meaning = "path of its unit file (FragmentPath), of its script, or of its program `run`"},
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

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
ResourceEntry service_words() {
    auto attributes = with_image_mark(
        attributes_of_state(),
        InImage::not_running,
        {"valid",
         "running",
         "failed",
         "state",
         "substate",
         "main_pid",
         "restarts",
         "started",
         "memory",
         "tasks"}
    );
    for (auto& attribute :
         with_image_mark(attributes_of_configuration(), InImage::not_running, {"needs_reload"}))
        attributes.push_back(std::move(attribute));
    return {
        .name = "service",
        .summary = "a unit or an init script, as the service manager knows it",
        .in_image = InImage::configured,
        .subject =
            {{.name = "name",
              .meaning =
                  "systemd: `nginx` means `nginx.service`; any suffix (`x.timer`, `x@1.service`) "
                  "is "
                  "kept. runit, daemontools, s6: also the path of a service folder. supervisor: "
                  "`group:program`, or `program` alone"}},
        .qualifiers =
            {{.name = "under",
              .parameters =
                  {{.name = "manager",
                    .meaning = "`systemd`, `openrc`, `sysv`, `runit`, `daemontools`, `s6` or "
                               "`supervisor`"}},
              .meaning = "asks this service manager, whatever runs as PID 1"},
             {.name = "of_user",
              .parameters = {{.name = "user"}},
              .meaning = "asks the user's own `systemd --user`"}},
        .attributes = std::move(attributes),
        .example = R"(expect(service("nginx").running);
expect(service("nginx").enabled);
expect(service("nginx").property("Restart") == "always");
expect(service("web").under("runit").running);)",
        .yaml_example = R"(- {service: nginx, running: true, enabled: true}
- {service: nginx, property: {Restart: always}}
- {service: web, under: runit, running: true})",
        .details =
            "Asked is the manager that runs as PID 1, or the one named by .under(…); one that does "
            "not "
            "answer is `cannot tell`. What a manager has no notion of is skipped, and the reason "
            "names it.\n\n"
            "**systemd**: one systemctl show for all units. A template (`x@.service`) is answered "
            "from its "
            "unit file. A name that no unit can have does not exist. It has no runlevels.\n\n"
            "**openrc**: one rc-status, marks in /run/openrc, links in /etc/runlevels. Of a script "
            "of System "
            "V it only knows that it was started, and says so even when its daemon died since.\n\n"
            "**sysv**: each script is run with `status`, unless the word is not in it; one that "
            "then prints "
            "its usage has said nothing. Processes are never guessed, so there is no main_pid, "
            "started or "
            "failed. The default runlevel is inittab's; without one, 2 on Debian and 3 "
            "elsewhere.\n\n"
            "**runit, daemontools, s6**: one sv status or svstat, or s6-svstat in a loop, and "
            "supervise/status. Services are looked for in /etc/service, /service, /var/service and "
            "/run/runit/service (runit; in /etc/sv they exist and are not enabled), /service and "
            "/etc/service "
            "(daemontools), /run/service, /run/s6/services and /service (s6). They mostly need "
            "root. Where nobody "
            "watches over a folder any more, and its service was not stopped before, we cannot "
            "tell. What "
            "starts at boot from a folder below /run is skipped, as is failed: what ends is "
            "started again.\n\n"
            "**supervisor**: one supervisorctl status, one supervisorctl avail.\n\n"
            "**Where PID 1 is no service manager** (a plain container), and for systemd in an "
            "image, what is "
            "configured comes from unit files, drop-ins and SysV links, and the rest is skipped; "
            "of an image whose "
            "next boot is its first (/etc/machine-id), presets count. A property is known there "
            "when it is the text "
            "of a setting or its default (`Restart`, `Type`, `User`, what sandboxes).",
    };
}

PluralWords services_words() {
    return {
        .name = "services",
        .summary =
            "all services that the service manager knows, or those whose names fit a pattern",
        .in_image = InImage::configured,
        .subject =
            {{.name = "pattern",
              .meaning = "`* ? […]` as in sh; `ngin*` means `ngin*.service`, another suffix "
                         "(`*.timer`) units "
                         "of that kind",
              .optional = true}},
        .example =
            R"(expect(services().where("enabled", true).names.is_subset_of("cron", "nginx", "ssh"));
expect(services().none("failed", true));)",
        .yaml_example =
            R"(- {services: , where: {enabled: true}, names: {is_subset_of: [cron, nginx, ssh]}}
- {services: , none: {failed: true}})",
        .details = "systemd: units with a unit file (systemctl list-unit-files), loaded ones "
                   "(list-units --all) and "
                   "instances linked to start; one systemctl show for all of them. Templates are "
                   "left out, as only "
                   "their instances run; so are aliases, and what other units only name. openrc, "
                   "sysv: programs in "
                   "/etc/init.d. runit, daemontools, s6: service folders. supervisor: its "
                   "programs. Without a service "
                   "manager: unit files and scripts.",
    };
}

}  // namespace muster
