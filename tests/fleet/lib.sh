# shellcheck shell=bash
# What all scripts of the test hosts share: where things lie, the table of hosts, plain words for
# endings. Sourced, never run.

FLEET_DIR=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
FLEET_RUN=$(realpath -m -- "${MUSTER_FLEET_RUN:-/run/muster-fleet}")
FLEET_HOSTS=${MUSTER_FLEET_HOSTS:-$FLEET_DIR/hosts}
FLEET_CACHE=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/muster/fleet
FLEET_LOCK=/run/lock/muster-fleet.lock
export FLEET_DIR FLEET_RUN FLEET_HOSTS FLEET_CACHE

say() { printf '%s\n' "$*" >&2; }

die() {
    say "tests/fleet: $*"
    exit 1
}

usage() {
    say "usage: $*"
    exit 64
}

# 77 is what CTest and automake take for "could not be tried here".
skip() {
    printf 'skipped: %s\n' "$*"
    exit 77
}

# need_tool COMMAND PACKAGE: skips when the machine has no such command.
need_tool() {
    command -v "$1" >/dev/null || skip "no $1 on this machine (Debian package $2)"
}

# The names of interfaces and namespaces are the machine's, so only one of us may change them at a
# time. Whoever is started to stay must close descriptor 9, or it would hold the lock for ever.
take_lock() {
    mkdir -p -- "$(dirname -- "$FLEET_LOCK")"
    exec 9>"$FLEET_LOCK"
    flock -w 900 9 || die "another up or down has been busy for 15 minutes ($FLEET_LOCK)"
}

# host_names: every host of the table, in its order.
host_names() { sed -E '/^[[:space:]]*(#|$)/d' "$FLEET_HOSTS" | awk '{ print $1 }'; }

# host_field HOST NUMBER: one column of a host's line; nothing when there is no such host.
host_field() {
    awk -v host="$1" -v number="$2" '$1 == host { print $number; exit }' "$FLEET_HOSTS"
}

lan_address() { host_field "$1" 2; }
# wan_address HOST: nothing of a host that is not on the wan.
wan_address() { host_field "$1" 3 | sed '/^-$/d'; }

# host_packages HOST: its own packages, one a line, sorted.
host_packages() { host_field "$1" 4 | tr ',' '\n' | sed '/^-$/d' | sort -u; }

# is_bare HOST: whether there is no Debian below its packages.
is_bare() { [[ $(host_field "$1" 5) == bare ]]; }

host_state() { printf '%s\n' "$FLEET_RUN/hosts/$1"; }

# The name becomes part of paths, namespaces and variables, so it is checked once, here.
check_host() {
    [[ $1 =~ ^[a-z][a-z0-9-]{0,30}$ ]] || die "\"$1\" is no name for a host: a-z, 0-9 and - only"
    [[ -n $(lan_address "$1") ]] \
        || die "no host \"$1\" in $FLEET_HOSTS (there are: $(host_names | xargs))"
}

# recorded_hosts: hosts this run folder knows of, whether or not they are alive.
recorded_hosts() {
    local state
    for state in "$FLEET_RUN"/hosts/*/; do
        [[ -d $state ]] && basename -- "$state"
    done
    return 0
}
