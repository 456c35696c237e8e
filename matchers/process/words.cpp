#include "matchers/process/words.hpp"

namespace muster {

namespace {

std::vector<QualifierEntry> process_qualifiers() {
    return {
        {.name = "of_user",
         .parameters = {{.name = "user", .meaning = "an account's name"}},
         .meaning = "only those that run as this user (effective)"},
        {.name = "with_args",
         .parameters = {{.name = "args", .meaning = "a text or a matcher", .matcher = true}},
         .meaning = "only those whose arguments after the program, joined by one blank, fit; a "
                    "program that writes "
                    "its own title has none"},
        {.name = "titled",
         .parameters = {{.name = "title", .meaning = "a text or a matcher", .matcher = true}},
         .meaning = "only those whose whole command line, as ps shows it, fits"},
        {.name = "children_of",
         .parameters =
             {{.name = "parent", .type = Type::scalar, .meaning = "a process id, or a name"}},
         .meaning = "only those that were started by this process"},
    };
}

std::vector<AttributeEntry> attributes_of_one() {
    const std::vector<ParameterEntry> limit_name = {
        {.name = "name", .meaning = "as in limits.conf: nofile, nproc, core"}};
    return {
        {.name = "running",
         .type = Type::flag,
         .meaning = "one that fits is there",
         .when_absent = Value(false)},
        {.name = "pid", .type = Type::number, .meaning = "process id of the oldest"},
        {.name = "ppid", .type = Type::number, .meaning = "of its parent"},
        {.name = "user", .type = Type::text, .meaning = "who it runs as (effective)"},
        {.name = "group", .type = Type::text, .meaning = "its group (effective)"},
        {.name = "args",
         .type = Type::text,
         .meaning = "its command line or title, as ps shows it"},
        {.name = "arguments", .type = Type::list, .meaning = "its argv", .item = {.ordered = true}},
        {.name = "exe",
         .type = Type::text,
         .meaning = "path of its executable",
         .needs_root = true},
        {.name = "state",
         .type = Type::text,
         .meaning = "R running, S sleeping, D waiting for a disk, T stopped, I idle"},
        {.name = "started",
         .type = Type::time,
         .meaning = "when it was started, by the target's clock"},
        {.name = "age", .type = Type::number, .meaning = "since it was started", .unit = "seconds"},
        {.name = "limit",
         .type = Type::scalar,
         .meaning = "its soft limit, or unlimited",
         .parameters = limit_name},
        {.name = "hard_limit",
         .type = Type::scalar,
         .meaning = "its hard limit, or unlimited",
         .parameters = limit_name},
        {.name = "nice", .type = Type::number, .meaning = "-20 (most favoured) to 19"},
        {.name = "terminal",
         .type = Type::text,
         .meaning = "pts/3, tty1; a daemon has none: not set"},
        {.name = "cgroup", .type = Type::text, .meaning = "path of its control group"},
        {.name = "security_label",
         .type = Type::text,
         .meaning = "its SELinux context or AppArmor profile"},
    };
}

std::vector<AttributeEntry> process_attributes() {
    auto attributes = attributes_of_one();
    const std::vector<AttributeEntry> sums = {
        {.name = "count", .type = Type::number, .meaning = "how many fit", .when_absent = Value(0)},
        {.name = "pids",
         .type = Type::list,
         .meaning = "process ids of all",
         .item = {.type = Type::number}},
        {.name = "users", .type = Type::list, .meaning = "who they run as (effective)"},
        {.name = "memory",
         .type = Type::number,
         .meaning = "resident memory of all",
         .unit = "bytes"},
        {.name = "virtual_memory",
         .type = Type::number,
         .meaning = "virtual memory of all",
         .unit = "bytes"},
        {.name = "cpu_percent",
         .type = Type::number,
         .meaning = "of one CPU since their start, of all",
         .unit = "percent"},
        {.name = "cpu_time", .type = Type::number, .meaning = "CPU time of all", .unit = "seconds"},
        {.name = "threads", .type = Type::number, .meaning = "threads of all"},
        {.name = "open_files",
         .type = Type::number,
         .meaning = "open file descriptors of all",
         .needs_root = true},
        {.name = "uses_deleted_files",
         .type = Type::flag,
         .meaning = "one of them maps an executable or library that was replaced: a restart is due",
         .needs_root = true},
    };
    attributes.insert(attributes.end(), sums.begin(), sums.end());
    return attributes;
}

}  // namespace

ResourceEntry process_entry() {
    return {
        .name = "process",
        .summary = "running programs, by name",
        .in_image = InImage::not_running,
        .absence = "is not running",
        .subject =
            {{.name = "name",
              .meaning = "the kernel's name of the program (comm); where that was cut at 15 "
                         "bytes, the base name of argv[0] or of the executable"}},
        .qualifiers = process_qualifiers(),
        .attributes = process_attributes(),
        .example = R"(expect(process("haproxy").of_user("haproxy").count == 1);
expect(process("ruby").titled(starts_with("unicorn master")).running);
expect(process("nginx").limit("nofile") >= 65536);)",
        .yaml_example = R"(- {process: haproxy, of_user: haproxy, count: 1}
- {process: ruby, titled: {starts_with: unicorn master}, running: true}
- {process: nginx, limit: {nofile: {">=": 65536}}})",
        .details = "Arguments and titles never match a name; zombies do not count, nor what Muster "
                   "started there to look. Attributes of "
                   "one program are of "
                   "the oldest that fits. One pass over /proc/[0-9]*/{stat,cmdline,status}; where "
                   "/proc hides other "
                   "users' processes (hidepid), what is not seen cannot be told.",
    };
}

PluralWords processes_words() {
    return {
        .name = "processes",
        .summary = "all running programs, a row for each process id",
        .example = R"(expect(processes().of_user("root").where("name", "nginx").count == 1);
expect(processes().none("uses_deleted_files", true));
expect(processes().where("memory", more_than(1_GiB)).names.is_subset_of("postgres"));)",
        .yaml_example = R"(- {processes: , of_user: root, where: {name: nginx}, count: 1}
- {processes: , none: {uses_deleted_files: true}}
- {processes: , where: {memory: {more_than: 1GiB}}, names: {is_subset_of: postgres}})",
        .details =
            "Every column is of one process: memory, threads and the like are no sums here. "
            "The name is the kernel's, in full as far as the first argument tells. Zombies do "
            "not count, nor what Muster started there to look, nor what ended while it looked.",
        .members_end = true,
    };
}

}  // namespace muster
