#include "framework/cli/command_table.hpp"

#include <algorithm>
#include <string>

namespace muster {

namespace {

constexpr std::size_t any_number = 100'000;

const std::vector<OptionEntry>& options() {
    static const std::vector<OptionEntry> table = {
        {"--target", "-t", "TARGET", "run against this; may stand several times", "local", true},
        {"--inventory",
         "-i",
         "SOURCE",
         "who the targets are: Muster's YAML, an inventory of Ansible's, a list, hosts of "
         "ssh_config, - or web1,web2,",
         "",
         true},
        {"--limit",
         "-l",
         "PATTERN",
         "of the inventory only these: web:&prod:!web3, globs, ~regex, [0:4], @FILE",
         "",
         true},
        {"--role",
         "",
         "ROLE",
         "only specs with this role; of an inventory only targets with it",
         "",
         true},
        {"--as", "", "ROLE", "give the targets of -t this role", "", true},
        {"--var", "", "NAME=VALUE", "a variable that specs read with var(\"NAME\")", "", true},
        {"--tag", "", "TAG", "only specs with this tag", "", true},
        {"--id", "", "ID", "only the row with this id", "", true},
        {"--name", "", "REGEX", "only rows whose title, headings or words match", "", false},
        {"--reporter",
         "-r",
         "NAME[=FILE]",
         "report as console, tap, junit, json, html, markdown, github, nagios or prometheus, to "
         "standard "
         "output or a file",
         "console",
         true},
        {"--jobs", "-j", "N", "targets that are asked at a time", "10", false},
        {"--sudo",
         "",
         "",
         "raise rights with sudo at login; the password is asked once, without echo",
         "",
         false},
        {"--identity",
         "",
         "FILE",
         "a private key for ssh; env:NAME takes the key from a variable",
         "",
         true},
        {"--vault-password-file",
         "",
         "FILE",
         "for ansible-vault, where secrets are kept in its files",
         "",
         false},
        {"--host-key",
         "",
         "POLICY",
         "yes: only known host keys; accept-new: also hosts never seen; this-run: whatever a host "
         "shows first, kept nowhere: for machines that are thrown away",
         "yes",
         false},
        {"--fingerprint",
         "",
         "SHA256:…",
         "the key that is the host's own, as ssh-keygen -l on the host prints it",
         "",
         false},
        {"--known-hosts", "", "FILE", "known host keys, instead of those of ssh_config", "", true},
        {"--ssh-config", "", "FILE", "options of ssh, instead of ~/.ssh/config", "", false},
        {"--platform",
         "",
         "OS/ARCH",
         "which of an image's platforms: linux/arm64; of several that of this machine is usual",
         "",
         false},
        {"--timeout",
         "",
         "DURATION",
         "the whole run of one target, login and retries included",
         "10m",
         false},
        {"--connect-timeout", "", "DURATION", "until a target answers", "10s", false},
        {"--command-timeout", "", "DURATION", "one command on a target", "30s", false},
        {"--retry-for", "", "DURATION", "ask again for so long what has not passed", "0s", false},
        {"--content-limit",
         "",
         "BYTES",
         "the largest file whose content is judged",
         "16MiB",
         false},
        {"--output-limit", "", "BYTES", "the most a command may say on a stream", "4MiB", false},
        {"--entries-limit", "", "N", "the most names in one folder or glob", "100000", false},
        {"--network-timeout",
         "",
         "DURATION",
         "a peer of a target: a connection, an echo, a try of DNS",
         "2s",
         false},
        {"--http-timeout", "", "DURATION", "one HTTP request, redirects included", "10s", false},
        {"--dns-tries", "", "N", "how often a name server is asked over UDP", "3", false},
        {"--walk-timeout",
         "",
         "DURATION",
         "one walk through the folders of a target",
         "60s",
         false},
        {"--walk-limit", "", "N", "the most entries that a walk may pass", "2000000", false},
        {"--found-limit", "", "N", "the most entries that a walk may find", "10000", false},
        {"--no-commands",
         "",
         "",
         "refuse what is not a read: rows that run a command are skipped",
         "",
         false},
        {"--no-memory", "", "", "do not remember the platforms of targets", "", false},
        {"--serial",
         "",
         "N",
         "in waves of N targets: the next begins when all of one are done",
         "",
         false},
        {"--fail-fast", "", "", "begin no further target after one has failed", "", false},
        {"--strict",
         "",
         "",
         "exit 1 unless every spec has a pass, nothing errored and lint finds nothing",
         "",
         false},
        {"--waivers",
         "",
         "FILE",
         "failures that may stand for a while: id, targets, value, reason, ticket, owner, until",
         "",
         true},
        {"--compare-with",
         "",
         "REPORT",
         "tell what is new, fixed and still failing since this report of the reporter json",
         "",
         false},
        {"--colour", "", "WHEN", "auto, always or never; NO_COLOR is honoured", "auto", false},
        {"--assume",
         "",
         "PLATFORM",
         "without a target: distribution and version, e.g. alpine:3.19",
         "debian:12",
         false},
        {"--output", "-o", "FILE", "where to write", "", false},
        {"--format", "", "FORM", "text or json; of what is learnt yaml, or cpp", "text", false},
        {"--script",
         "",
         "",
         "the exact text that a shell on the target would be sent, instead of the questions",
         "",
         false},
        {"--addresses",
         "",
         "",
         "ask the targets for their addresses, and write an inventory of those that this one lacks",
         "",
         false},
        {"--only",
         "",
         "TOPIC[:GLOB]",
         "learn of this alone; several by commas, or by the option again",
         "",
         true},
        {"--pause", "", "DURATION", "between asking and asking again", "2s", false},
        {"--update",
         "",
         "SPEC",
         "write nothing: tell one by one what this spec says that is no longer so, and what it "
         "does not say",
         "",
         false},
        {"--check", "", "", "load all files, say what there is, and watch nothing", "", false},
        {"--store",
         "",
         "FILE",
         "what a loop keeps: the state and the history of its fleet",
         "/var/lib/muster/muster.db",
         false},
        {"--since",
         "",
         "MOMENT",
         "not before: 2h (ago), 2026-11-28, 2026-11-28T10:00:00Z",
         "",
         false},
        {"--until", "", "MOMENT", "not after", "", false},
        {"--kind",
         "",
         "KIND",
         "problem, recovery, turned, soft, flapping, steady, followed, appeared, retired, rebuilt, "
         "silenced, action, mark or trouble",
         "",
         true},
        {"--most", "", "N", "the newest of what is too much", "1000", false},
        {"--for", "", "DURATION", "so long, as 2h", "", false},
        {"--reason", "", "TEXT", "why, for whoever is on call next", "", false},
        {"--end", "", "NUMBER", "this one holds no longer", "", false},
        {"--stale-after",
         "",
         "DURATION",
         "what was not looked at for so long is unknown",
         "10m",
         false},
        {"--rules", "", "", "list the rules, and look at no spec", "", false},
        {"--audit",
         "",
         "FILE",
         "append every question and command, with target and time",
         "",
         false},
    };
    return table;
}

constexpr std::string_view connection_details =
    "A host's key must be known (known_hosts) unless --host-key accept-new is given; muster trust "
    "keeps one. What libssh2 "
    "cannot do "
    "(ProxyCommand, certificates, newer algorithms) goes through the system's ssh by itself, with "
    "a "
    "notice.";

const std::vector<std::string_view> connecting = {
    "--target",          "--inventory",           "--sudo",
    "--identity",        "--vault-password-file", "--host-key",
    "--known-hosts",     "--ssh-config",          "--timeout",
    "--connect-timeout", "--command-timeout",     "--content-limit",
    "--output-limit",    "--entries-limit",       "--network-timeout",
    "--http-timeout",    "--dns-tries",           "--walk-timeout",
    "--walk-limit",      "--found-limit",         "--audit",
    "--platform",
};

const std::vector<std::string_view> selecting = {
    "--role", "--as", "--var", "--tag", "--id", "--name"};

std::vector<std::string_view> joined(
    std::vector<std::string_view> first,
    const std::vector<std::string_view>& second,
    const std::vector<std::string_view>& third = {}
) {
    first.insert(first.end(), second.begin(), second.end());
    first.insert(first.end(), third.begin(), third.end());
    return first;
}

std::vector<CommandEntry> make_commands() {
    return {
        {"run",
         "verify targets against specs",
         "[SPEC[:LINE]…]",
         "spec files (.cpp, .yaml), lines of them, or folders of them; default: the folder specs",
         0,
         any_number,
         joined(
             connecting,
             selecting,
             {"--limit",
              "--reporter",
              "--jobs",
              "--retry-for",
              "--no-commands",
              "--no-memory",
              "--serial",
              "--fail-fast",
              "--strict",
              "--waivers",
              "--compare-with",
              "--colour"}
         ),
         connection_details,
         "muster run specs/ -t local    this machine\n"
         "muster run web.yaml    a spec without a compiler, on this machine\n"
         "muster run nginx.cpp -t ssh://root@10.99.1.2 -t ssh://deploy@app1 --sudo    two hosts\n"
         "muster run specs/ --as proxy -r console -r junit=out.xml    with a report for CI\n"
         "muster run specs/nginx.cpp:14 -t ssh://web-03    one line again\n"
         "muster run specs/ --compare-with last.json -r console -r json=last.json    from cron: "
         "what is new"},
        {"list",
         "show what would be checked, and ask nothing",
         "[SPEC[:LINE]…]",
         "as for run",
         0,
         any_number,
         joined({"--assume", "--format", "--inventory"}, selecting),
         "Without a target the specs are told that they are on the platform of --assume; with an "
         "inventory FLEETs have their rows for its members.",
         "muster list specs/\nmuster list specs/ --assume alpine:3.19 --tag web"},
        {"lint",
         "find what cannot fail, cannot pass or does not mean what it says",
         "[SPEC[:LINE]…]",
         "as for run",
         0,
         any_number,
         {"--rules", "--format", "--var", "--inventory"},
         "No target is asked: specs are collected for every platform that Muster knows, whatever "
         "their roles; with an inventory also for each of its targets. Exit "
         "status 1 when something is found. A comment silences a rule at its line: muster: allow "
         "RULE. A run says the "
         "same at its head, and with --strict it fails by it.",
         "muster lint specs/\nmuster lint web.yaml -i fleet.yaml\nmuster lint --rules"},
        {"explain",
         "show the questions a run would ask of a target",
         "[SPEC[:LINE]…]",
         "as for run",
         0,
         any_number,
         joined(connecting, selecting, {"--limit", "--script"}),
         "Only the platform is asked. The questions shown are those of the first batch; what "
         "depends on an answer is asked later.",
         "muster explain specs/nginx.cpp -t ssh://root@10.99.1.2\n"
         "muster explain specs/nginx.cpp -t ssh://root@10.99.1.2 --script    every byte"},
        {"facts",
         "show values as Muster sees them",
         "TARGET [RESOURCE[:NAME]…]",
         "a target, then resources: package:nginx, file:/etc/hosts, listening_ports",
         1,
         any_number,
         joined({"--format"}, connecting),
         "Attributes that need a parameter are not shown.",
         "muster facts local package:nginx\nmuster facts ssh://web-03 file:/etc/hosts port:80"},
        {"init",
         "begin a folder of specs: a first spec, an inventory, defaults, a schema for editors, a "
         "CI file",
         "[TARGET]",
         "what the first spec is about; default: this machine",
         0,
         1,
         joined({"--pause"}, connecting),
         "Nothing is asked that can be found out, and nothing that is there is written over. "
         "Written are specs/NAME.yaml "
         "(what listens and what starts at boot, as it is now), muster.schema.json, an inventory "
         "(unless Ansible has one here), muster.yaml, "
         "compile_flags.txt where "
         "specs in C++ can be compiled, and a workflow for GitHub or GitLab where the checkout is "
         "one of theirs.",
         "muster init    then: muster run\nmuster init ssh://root@web-03"},
        {"learn",
         "write a spec from what is there",
         "TARGET…",
         "a target; of several what they agree on, with variables for what differs",
         1,
         any_number,
         joined({"--only", "--format", "--output", "--pause", "--update", "--var"}, connecting),
         "Written are open ports and whose they are, services, chosen packages, accounts and their "
         "rights, files that "
         "services and logins hang on, timers and crontabs, kernel parameters, mounts and "
         "addresses: as YAML, or with "
         "--format cpp in C++. What changes while it is asked twice is left out, and no secret is "
         "written: of a file "
         "that not everybody may read only mode and owner. TOPIC is port, service, package, user, "
         "group, file, cron, "
         "kernel_parameter, mount, interface or machine; a GLOB chooses things of it by their "
         "names.",
         "muster learn local -o here.yaml    this machine\n"
         "muster learn ssh://root@web-03 --only 'service,port,file:/etc/nginx/**'\n"
         "muster learn ssh://web-01 ssh://web-02 --sudo -o web.yaml    what both have\n"
         "muster learn local --update here.yaml    what is different since"},
        {"record",
         "keep a target's answers, to be replayed with -t recording:FILE",
         "TARGET [SPEC[:LINE]…]",
         "a target, then specs as for run",
         1,
         any_number,
         joined({"--output"}, connecting, selecting),
         "The file holds what was read and what commands said, secrets of the target included: it "
         "is "
         "for its owner only. Passwords for login and sudo are not in it. A run on it judges ages "
         "by "
         "the time of the recording; what was not recorded cannot be told.",
         "muster record ssh://web-03 specs/ -o web-03.recording\n"
         "muster run specs/ -t recording:web-03.recording"},
        {"build",
         "make one executable of specs and the whole command line",
         "SPEC…",
         "spec files or folders",
         1,
         any_number,
         {"--output"},
         "For places without a compiler. The executable runs its own specs: ./checks run -t local",
         "muster build specs/ -o checks"},
        {"resources",
         "the vocabulary: what can be asked of what",
         "[NAME]",
         "a resource",
         0,
         1,
         {"--format"},
         "",
         "muster resources\nmuster resources file"},
        {"inventory",
         "show who the targets are: names, roles, addresses",
         "",
         "",
         0,
         0,
         joined(
             {"--limit", "--role", "--var", "--format", "--addresses", "--output", "--jobs"},
             connecting
         ),
         "An inventory is Muster's own YAML, one of Ansible's (INI, YAML, a folder, a program), a "
         "list of hosts, or a "
         "file of ssh_config; several add up. Nothing is asked of the targets but with "
         "--addresses.",
         "muster inventory -i fleet.yaml\n"
         "muster inventory -i hosts.ini --limit 'web:!web3' --format json\n"
         "muster inventory -i hosts.ini -i networks.yaml --addresses -o addresses.yaml"},
        {"trust",
         "show the host key that is known and the one that a host shows, and keep the latter",
         "TARGET…",
         "hosts of ssh, as -t names them",
         1,
         any_number,
         {"--fingerprint",
          "--inventory",
          "--known-hosts",
          "--ssh-config",
          "--connect-timeout",
          "--var"},
         "For hosts that are new or were installed anew. Nothing but the key exchange is done, and "
         "nothing is sent. "
         "The key is kept when somebody at the terminal says yes, or when it is that of "
         "--fingerprint; in known_hosts a "
         "comment says when, by whom and in the place of which, and ssh-keygen keeps the old file "
         "as FILE.old. "
         "Exit status 1 when a host is not trusted in the end. A key of the inventory's (host_key) "
         "is changed there.",
         "muster trust web-03\n"
         "muster trust ssh://root@10.0.0.7 --fingerprint "
         "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8"},
        {"schema",
         "the JSON Schema of specs in YAML, of inventories or of watch files, for editors",
         "[specs|inventory|watch]",
         "what the schema is of; default: specs",
         0,
         1,
         {},
         "Draft 7. In an editor with a YAML language server, the first line of a spec says where "
         "it lies: "
         "# yaml-language-server: $schema=muster.schema.json",
         "muster schema > muster.schema.json\nmuster schema inventory > inventory.schema.json\n"
         "muster schema watch > watch.schema.json"},
        {"watch",
         "verify a fleet for ever: tell each thing once, and show it",
         "FILE",
         "what is watched, how often, and who is told: docs/watch-file.md",
         1,
         1,
         {"--check",
          "--inventory",
          "--var",
          "--vault-password-file",
          "--sudo",
          "--identity",
          "--known-hosts",
          "--ssh-config",
          "--host-key",
          "--timeout",
          "--connect-timeout",
          "--command-timeout",
          "--content-limit",
          "--output-limit",
          "--entries-limit",
          "--network-timeout",
          "--http-timeout",
          "--dns-tries",
          "--walk-timeout",
          "--walk-limit",
          "--found-limit",
          "--no-commands",
          "--waivers",
          "--audit",
          "--platform",
          "--role",
          "--tag",
          "--id",
          "--name"},
         "Runs in the foreground, as systemd and containers want it, until TERM or Ctrl-C. HUP, or "
         "a "
         "change of a file that "
         "it reads, loads everything anew; files that are broken are told, and what was there "
         "holds. What is not in the file is as for run.",
         "muster watch fleet.yaml\nmuster watch fleet.yaml --check    is everything right?"},
        {"history",
         "what happened in a watched fleet",
         "[TARGET [ID]]",
         "names or globs; default: of all",
         0,
         2,
         {"--since", "--until", "--kind", "--most", "--format", "--store"},
         "",
         "muster history\nmuster history web-03 --since 2h\n"
         "muster history '*' 'proxy / *' --kind problem --format json"},
        {"diff",
         "what is different between two moments of a watched target, or between two targets",
         "TARGET@MOMENT [TARGET[@MOMENT]]",
         "a target and a moment: 2h (ago), 2026-11-28T10:00:00Z, now; default of the second: the "
         "same target, now",
         1,
         2,
         {"--store"},
         "Exit status 1 when there is a difference, as of diff(1).",
         "muster diff web-03@2h\nmuster diff web-03 web-04\n"
         "muster diff db-01@2026-11-27T08:00:00Z db-01@2026-11-27T09:00:00Z"},
        {"blame",
         "when a problem began and where, what else changed then, and what was marked before",
         "ID",
         "of an expectation, or a glob of ids",
         1,
         1,
         {"--target", "--store"},
         "Exit status 1 when it is a problem, 0 when it is none.",
         "muster blame 'proxy / nginx is there / *'"},
        {"mark",
         "say what was done, for who looks at the history later",
         "TEXT",
         "what happened",
         1,
         1,
         {"--target", "--store"},
         "",
         "muster mark \"deploy 123\"\nmuster mark \"new disk\" -t db-01"},
        {"silence",
         "do not tell of a target, a role or an expectation for a while; without one list what is "
         "silenced",
         "[TARGET|ROLE|ID…]",
         "names, or globs of them; target:, role: and id: say which is meant; of several only what "
         "fits all",
         0,
         3,
         {"--for", "--reason", "--end", "--store"},
         "It goes on being looked at. What is still a problem when the silence ends is told then.",
         "muster silence web-03 --for 2h --reason \"new disk\"\n"
         "muster silence app 'release / *' --for 30m --reason \"deploy 123\"\n"
         "muster silence\nmuster silence --end 4"},
        {"ack",
         "say that somebody cares for a problem: no word of it before its end",
         "TARGET|ROLE|ID…",
         "as for silence",
         1,
         3,
         {"--for", "--reason", "--store"},
         "It is for the problem that is there now, and not for the next one.",
         "muster ack web-03 --reason \"I am on it\""},
        {"nagios",
         "what is known of a watched target, for Nagios, Icinga, Sensu and Mackerel",
         "TARGET",
         "a target of the loop",
         1,
         1,
         {"--stale-after", "--store"},
         "Answers from the last results and asks nobody. The exit status is a plugin's: 0 OK, 1 "
         "WARNING, 2 CRITICAL, 3 "
         "UNKNOWN.",
         "muster nagios web-03"},
        {"completion",
         "completions for a shell",
         "SHELL",
         "bash, zsh or fish",
         1,
         1,
         {},
         "",
         "muster completion bash > /etc/bash_completion.d/muster"},
        {"man",
         "the manual page, as troff",
         "[COMMAND]",
         "a command; without one the page of muster",
         0,
         1,
         {},
         "",
         "muster man run | man -l -"},
    };
}

}  // namespace

std::span<const OptionEntry> option_table() {
    return options();
}

std::span<const CommandEntry> command_table() {
    static const std::vector<CommandEntry> table = make_commands();
    return table;
}

const OptionEntry* find_option(std::string_view name) {
    const auto found = std::ranges::find(options(), name, &OptionEntry::name);
    return found == options().end() ? nullptr : &*found;
}

const CommandEntry* find_command(std::string_view name) {
    const auto table = command_table();
    const auto found = std::ranges::find(table, name, &CommandEntry::name);
    return found == table.end() ? nullptr : &*found;
}

std::string_view target_help() {
    return "local                      this machine\n"
           "ssh://[USER@]HOST[:PORT]   a host, by libssh2\n"
           "openssh://[USER@]HOST      a host, by the system's ssh\n"
           "docker://ID  podman://ID  nerdctl://ID  kubectl://NAMESPACE/POD[/CONTAINER]\n"
           "lxc://NAME  nspawn://NAME  chroot:FOLDER\n"
           "                           inside a container, by its engine's command and a shell\n"
           "podman-image://IMAGE  docker-image://IMAGE\n"
           "                           a container that is started for this run, and removed\n"
           "rootfs:FOLDER              a system below a folder, which is not booted: nothing in it "
           "is run\n"
           "oci:FILE[#NAME]  oci:FOLDER  docker-archive:FILE[#NAME]  disk:FILE[#PARTITION]\n"
           "                           an image of a container or a raw disk, without unpacking or "
           "mounting it\n"
           "recording:FILE             what muster record kept of a target\n"
           "NAME                       a target of the inventory (-i), else a host of ssh_config";
}

std::string_view exit_status_help() {
    return "0    everything conforms\n"
           "1    something failed: a target answered, and the answer is wrong\n"
           "2    nothing failed, but something could not be told, was not verified or was "
           "unreachable\n"
           "64   wrong usage or a broken spec";
}

}  // namespace muster
