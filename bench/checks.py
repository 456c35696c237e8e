"""The checks that all contenders of bench/run make: what holds on a host now, in the words of each of them."""

import collections
import json
import subprocess

Check = collections.namedtuple("Check", "kind name attribute value")

# Of a hundred checks. A service is asked of a host that has systemd, a process of any other.
MIX = {"package": 20, "file": 36, "port": 6, "sysctl": 10, "user": 6, "group": 4, "service": 8, "command": 10}

# Prints a check a line, its fields separated by tabs, kind by kind.
PROBE = r"""
LC_ALL=C; export LC_ALL
tab=$(printf '\t')
dpkg-query -W -f '${db:Status-Status}\t${Package}\n' | sed -n "s/^installed\t\(.*\)/package\t\1\tinstalled\tyes/p"
find /etc -xdev -type f -size +0 -size -32 -perm -444 ! -name '* *' | sort | while read -r path; do
    word=$(grep -IEom 1 '\<[A-Za-z]{4,12}\>' "$path" | head -n 1) || continue
    [ -n "$word" ] || continue
    printf 'file\t%s\tmode\t%s\n' "$path" "$(stat -c %a "$path")"
    printf 'file\t%s\towner\t%s\n' "$path" "$(stat -c %U "$path")"
    printf 'file\t%s\tcontent\t%s\n' "$path" "$word"
done
open=$(ss -Hltn | awk '{ sub(/.*:/, "", $4); print $4 }' | sort -nu)
for number in $open 21 23 25 110 111 119 137 139 143 389 443 445 512 513 514 515 548 587 631 636 873 993 995 1433 1521 \
    2049 3389 5432 5900 6379 8081 9200 11211 27017; do
    case "
$open
" in
    *"
$number
"*) ss -Hltn "sport = $number" | grep -q '\[::\]:' && printf 'port\t%s\tlistening\tyes\n' "$number" ;;
    *) printf 'port\t%s\tlistening\tno\n' "$number" ;;
    esac
done | sort -u | sort -t "$tab" -k 4r
for key in $(cd /proc/sys && find net/ipv4/conf net/ipv4/neigh kernel fs vm -type f -perm -444 | sort | tr / .); do
    value=$(sysctl -n "$key" 2>/dev/null) || continue
    case $value in '' | *[!0-9]*) continue ;; esac
    case $key in *rand* | *nr* | *state* | *pid* | *ns_last* | *stat_ref*) continue ;; esac
    [ ${#value} -lt 9 ] && printf 'sysctl\t%s\tvalue\t%s\n' "$key" "$value"
done
getent passwd | awk -F : '$7 != "" { print "user\t" $1 "\tuid\t" $3; print "user\t" $1 "\tshell\t" $7; print "user\t" $1 "\thome\t" $6 }'
getent group | awk -F : '{ print "group\t" $1 "\tgid\t" $3 }'
if [ -d /run/systemd/system ]; then
    systemctl list-units --type service --state running --no-legend --plain | awk '{ sub(/\.service$/, "", $1); if ($1 !~ /[@-]/) print "service\t" $1 "\trunning\tyes" }'
    systemctl list-unit-files --type service --no-legend | awk '{ sub(/\.service$/, "", $1); if ($1 !~ /@/) print $1 }' |
        while read -r name; do
            systemctl is-active --quiet "$name" || printf 'service\t%s\trunning\tno\n' "$name"
        done
else
    ps -eo comm=,ppid=,etimes= | awk '$3 > 300 && $1 ~ /^[a-z][a-z0-9]*$/ { print $1 }' | sort -u |
        while read -r name; do printf 'process\t%s\trunning\tyes\n' "$name"; done
    for name in nginx apache2 mysqld postgres redis named cupsd rpcbind dovecot exim4 master slapd smbd nmbd ntpd \
        chronyd telnetd vsftpd proftpd snmpd squid haproxy memcached rabbitmq beam.smp java node puma unicorn \
        gunicorn uwsgi php-fpm varnishd etcd consul vault nomad dockerd; do
        pgrep -x "$name" >/dev/null || printf 'process\t%s\trunning\tno\n' "$name"
    done
fi
for number in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 \
    39 40 41 42 43 44 45 46 47 48 49 50; do
    printf 'command\texpr 1000 + %s\tstdout\t%s\n' "$number" $((1000 + number))
done
"""


def what_holds(shell):
    """All checks that hold on a host; `shell` is the command that runs what it reads there."""
    text = subprocess.run(shell, input=PROBE, text=True, stdout=subprocess.PIPE, check=True).stdout
    return [Check(*line.split("\t")) for line in text.splitlines()]


def choose(checks, count, commands=True):
    """So many of them, in the proportions of MIX; without commands, more files take their place."""
    if count == 1:
        return [check for check in checks if check.kind == "package"][:1]
    chosen = []
    for kind, share in MIX.items():
        share = share * count // 100
        if kind == "command" and not commands:
            kind, chosen = "file", [check for check in chosen if check.kind != "file"]
            share += MIX["file"] * count // 100
        kinds = {kind, "process"} if kind == "service" else {kind}
        found = [check for check in checks if check.kind in kinds][:share]
        if len(found) < share:
            raise SystemExit(f"bench: the host has but {len(found)} of {share} checks of the kind {kind}")
        chosen += found
    return chosen


def text(value):
    """A text as C++, Ruby and Python all write it."""
    return json.dumps(value)


MUSTER = {
    "package": "package({name}).installed",
    "mode": "file({name}).mode == {octal}",
    "owner": "file({name}).owner == {value}",
    "content": "file({name}).content.contains({value})",
    "port": "port({number}).listening",
    "sysctl": "kernel_parameter({name}).value == {bare}",
    "uid": "user({name}).uid == {bare}",
    "shell": "user({name}).shell == {value}",
    "home": "user({name}).home == {value}",
    "group": "group({name}).gid == {bare}",
    "service": "service({name}).running",
    "process": "process({name}).running",
    "command": "command({name}).stdout.contains({value})",
}
SERVERSPEC = {
    "package": "describe(package({name})) {{ it {{ {should} be_installed }} }}",
    "mode": "describe(file({name})) {{ it {{ should be_mode {bare} }} }}",
    "owner": "describe(file({name})) {{ it {{ should be_owned_by {value} }} }}",
    "content": "describe(file({name})) {{ its(:content) {{ should include {value} }} }}",
    "port": "describe(port({number})) {{ it {{ {should} be_listening }} }}",
    "sysctl": "describe(linux_kernel_parameter({name})) {{ its(:value) {{ should eq {bare} }} }}",
    "uid": "describe(user({name})) {{ it {{ should have_uid {bare} }} }}",
    "shell": "describe(user({name})) {{ it {{ should have_login_shell {value} }} }}",
    "home": "describe(user({name})) {{ it {{ should have_home_directory {value} }} }}",
    "group": "describe(group({name})) {{ it {{ should have_gid {bare} }} }}",
    "service": "describe(service({name})) {{ it {{ {should} be_running }} }}",
    "process": "describe(process({name})) {{ it {{ {should} be_running }} }}",
    "command": "describe(command({name})) {{ its(:stdout) {{ should include {value} }} }}",
}
TESTINFRA = {
    "package": "host.package({name}).is_installed",
    "mode": "host.file({name}).mode == 0o{bare}",
    "owner": "host.file({name}).user == {value}",
    "content": "host.file({name}).contains({value})",
    "port": "{negation}host.socket('tcp://{bare_name}').is_listening",
    "sysctl": "host.sysctl({name}) == {bare}",
    "uid": "host.user({name}).uid == {bare}",
    "shell": "host.user({name}).shell == {value}",
    "home": "host.user({name}).home == {value}",
    "group": "host.group({name}).gid == {bare}",
    "service": "{negation}host.service({name}).is_running",
    "process": "{negation}host.process.filter(comm={name})",
    "command": "{value} in host.run({name}).stdout",
}


def spelt(check, words):
    key = check.attribute if check.kind in ("file", "user") else check.kind
    no = check.value == "no"
    return words[key].format(
        name=text(check.name), bare_name=check.name, number=check.name, value=text(check.value), bare=check.value,
        octal=check.value.zfill(4), should="should_not" if no else "should", negation="not " if no else "",
    )  # fmt: skip


def for_muster(checks):
    lines = [f"    expect({'not ' if check.value == 'no' else ''}{spelt(check, MUSTER)});" for check in checks]
    head = ["#include <muster/spec.hpp>", "using namespace muster;", "", 'SPEC("bench") {']
    return "\n".join([*head, *lines, "}", ""])


def for_serverspec(checks):
    return "\n".join(["require 'spec_helper'", *(spelt(check, SERVERSPEC) for check in checks), ""])


def for_testinfra(checks):
    tests = (f"def test_{i}(host):\n    assert {spelt(check, TESTINFRA)}\n" for i, check in enumerate(checks))
    return "\n".join(tests)


def for_programs(checks):
    """A check a line, for the programs that are written by hand."""
    return "".join("\t".join(check) + "\n" for check in checks)


def batch_script(checks):
    """What an administrator in a hurry would send: one tool for each kind, its output under a line of its own."""
    names = collections.defaultdict(dict)
    for check in checks:
        names[check.kind].setdefault(check.name)
    words = {kind: " ".join(f"'{name}'" for name in some) for kind, some in names.items()}
    tools = {
        "package": "dpkg-query -W -f '${{db:Status-Status}} ${{Package}}\\n' {words}",
        "file": "stat --printf '%a %n\\n%U %n\\n' {words}; grep -H '' {words}",
        "port": "ss -Hltn",
        "sysctl": "sysctl {words}",
        "user": "getent passwd {words}",
        "group": "getent group {words}",
        "service": "systemctl show -p Id -p ActiveState {words}",
        "process": "ps -eo comm=",
    }
    lines = [f"echo '--- {kind}'; " + tools[kind].format(words=words[kind]) for kind in words if kind in tools]
    if "command" in words:
        lines += ["echo '--- command'", *names["command"]]
    return "\n".join(lines) + "\n"
