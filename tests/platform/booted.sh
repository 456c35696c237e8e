# shellcheck shell=bash
# shellcheck disable=SC2034  # the test ends with $failed
# Machines of all init systems, for the tests of this folder: roots as the fleet has them (tests/fleet/root.sh,
# which also keeps them), booted by systemd-nspawn without a network. Sourced; a test calls `boot NAME`, then
# `inside NAME COMMAND…` and `muster`. What was booted is ended at the end.
#
# A root is never written to: nspawn lays a volatile overlay over it. Muster comes in by SSH, whose connection is
# the standard streams of an sshd inside: nothing listens anywhere.

platform_tests=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/fleet/lib.sh
. "$platform_tests/../fleet/lib.sh"
# shellcheck source=tests/fleet/root.sh
. "$platform_tests/../fleet/root.sh"

scratch=$(mktemp -d)
failed=0
: "${MUSTER_BUILD:?set it to the build folder}"

# host_packages NAME: what a machine of ours has besides the base; root.sh asks.
host_packages() {
    case $1 in
    openrc) printf '%s\n' cron openrc sysvinit-core ;;
    systemd) printf '%s\n' cron ;;
    sysv) printf '%s\n' cron sysv-rc sysvinit-core ;;
    *) die "no machine \"$1\" for the tests of init systems" ;;
    esac
}

end_machines() {
    local file left
    for file in "$scratch"/*.nspawn; do
        [[ -s $file ]] || continue
        left=/run/systemd/nspawn/propagate/muster-$(basename -- "$file" .nspawn)-$$
        kill -TERM "$(<"$file")" 2>/dev/null || true
        # TERM halts a systemd, and ends what was not started with --boot at once.
        wait "$(<"$file")" 2>/dev/null || true
        [[ ! -d $left ]] || rmdir -- "$left"
    done
    rm -rf --one-file-system -- "$scratch"
}
trap end_machines EXIT

# need_machines: ends the test with 77 where none can be booted.
need_machines() {
    [[ $(id -u) == 0 ]] || skip "not root"
    need_tool systemd-nspawn systemd-container
    need_tool nsenter util-linux
    need_tool ssh openssh-client
}

# boot NAME: makes the root unless it is kept, starts it, waits until it is up, lets Muster in. nspawn takes systemd
# for the init of a root that has it, whatever /sbin/init is, so other programs are named.
boot() {
    local name=$1 end=$((SECONDS + 240))
    local -a init=(/sbin/init)
    [[ $name != systemd ]] || init=(--boot)
    take_lock
    ensure_root "$name"
    exec 9>&-
    systemd-nspawn --quiet --register=no --keep-unit --private-network --volatile=overlay \
        --machine="muster-$name-$$" --resolv-conf=off --timezone=off --link-journal=no \
        --directory="$(root_path "$name")" "${init[@]}" </dev/null >"$scratch/$name.log" 2>&1 &
    printf '%s\n' "$!" >"$scratch/$name.nspawn"
    until is_up "$name"; do
        ((SECONDS < end)) || boot_failed "$name" "not up within four minutes"
        kill -0 "$(<"$scratch/$name.nspawn")" 2>/dev/null || boot_failed "$name" "systemd-nspawn ended"
        sleep 0.2
    done
    let_in "$name"
}

# is_up NAME: whether its boot is over.
is_up() {
    local said
    if [[ $1 == systemd ]]; then
        # "degraded" when a unit failed: up, still.
        said=$(inside "$1" systemctl is-system-running 2>/dev/null) || true
        [[ $said == running || $said == degraded ]]
    else
        # Init notes the runlevel before it runs what brings it up.
        [[ $(inside "$1" runlevel 2>/dev/null) == "N 2" ]] && ! inside "$1" pgrep -x 'openrc|rc' >/dev/null
    fi
}

boot_failed() {
    tail -n 30 -- "$scratch/$1.log" | tr -cd '\11\12\40-\176' >&2 || true
    die "$1: $2"
}

# inside NAME COMMAND…: a command in the machine, run by root. Its init is the one child of nspawn.
inside() {
    local init
    init=$(pgrep --parent "$(<"$scratch/$1.nspawn")" | head -n 1)
    [[ -n $init ]] || return 1
    nsenter --target "$init" --mount --uts --ipc --net --pid --cgroup --root --wdns=/ -- \
        /usr/bin/env -i HOME=/root USER=root LOGNAME=root LC_ALL=C \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${@:2}"
}

# let_in NAME: keys for the machine and for us, and a way to it for ssh. The folder that sshd wants is a unit's, which
# takes it away whenever it stops.
let_in() {
    local name=$1 init
    [[ -f $scratch/key ]] || ssh-keygen -q -t ed25519 -N '' -f "$scratch/key"
    inside "$name" ssh-keygen -q -A >"$scratch/keygen" 2>&1
    inside "$name" sh -euc 'mkdir -p /root/.ssh; chmod 700 /root/.ssh; cat >/root/.ssh/authorized_keys' \
        <"$scratch/key.pub"
    printf '%s %s\n' "$name" "$(inside "$name" cat /etc/ssh/ssh_host_ed25519_key.pub)" >>"$scratch/known_hosts"
    init=$(pgrep --parent "$(<"$scratch/$name.nspawn")" | head -n 1)
    cat >>"$scratch/ssh_config" <<SSH
Host $name
    HostKeyAlgorithms ssh-ed25519
    ProxyCommand nsenter --target $init --mount --uts --ipc --net --pid --cgroup --root -- /bin/sh -c 'mkdir -p /run/sshd; exec /usr/sbin/sshd -i'
SSH
}

# muster WORD…: the command, with nothing of the user who runs the test: no cache, keys or ssh_config.
muster() {
    env -u SSH_AUTH_SOCK XDG_CACHE_HOME="$scratch/cache" HOME="$scratch" "$MUSTER_BUILD/muster" "$@" \
        --ssh-config "$scratch/ssh_config" --known-hosts "$scratch/known_hosts" --identity "$scratch/key"
}

# check TITLE EXPECTED FOUND
check() {
    if [[ $2 == "$3" ]]; then
        printf 'ok - %s\n' "$1"
        return
    fi
    failed=1
    printf 'not ok - %s\n' "$1"
    diff -U 99 --label expected --label found <(printf '%s\n' "$2") <(printf '%s\n' "$3") | sed 's/^/# /' || true
}
