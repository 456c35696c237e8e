# shellcheck shell=bash
# One host: its init, booted by systemd-nspawn in the host's network namespace, over a root of its
# own.
#
# The root is an overlay that we mount: the cached root below, a tmpfs above. nspawn's own
# --volatile=overlay does nearly the same, but only once it runs: keys, passwords and names could
# not be laid in before the boot, and a reboot inside would forget everything.

# prepare_root HOST: mounts the host's overlay and lays its identity in.
prepare_root() {
    local host=$1 state disk
    state=$(host_state "$host")
    disk=$state/disk
    mkdir -p -- "$disk" "$state/root"
    mount -t tmpfs -o size=1g,mode=755 "muster-$host" "$disk"
    mkdir -- "$disk/upper" "$disk/work"
    mount -t overlay -o "lowerdir=$(root_path "$host"),upperdir=$disk/upper,workdir=$disk/work" \
        "muster-$host" "$state/root"
    lay_identity "$host" "$state/root"
}

# release_root HOST: also removes the folder that nspawn leaves where /run is on a disk.
release_root() {
    remove_control_groups "$1"
    local state mounted propagated=/run/systemd/nspawn/propagate/muster-$1
    state=$(host_state "$1")
    for mounted in "$state/root" "$state/disk"; do
        ! mountpoint -q -- "$mounted" || umount -- "$mounted" || umount --lazy -- "$mounted"
    done
    [[ ! -d $propagated ]] || rmdir -- "$propagated"
}

# control_groups HOST: where systemd keeps track of a host's processes, in a group of the host's own: with one for all of
# them, a unit that one host stops would end that of the same name on another.
control_groups() {
    local hierarchy
    for hierarchy in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
        [[ ! -w $hierarchy/cgroup.procs ]] || printf '%s\n' "$hierarchy/muster-$1"
    done
}

# in_control_groups HOST COMMAND…: becomes a command in them.
in_control_groups() {
    local group
    for group in $(control_groups "$1"); do
        # Where that is not allowed, as within some containers, they stay in one.
        { mkdir -p -- "$group" && printf '%s\n' "$BASHPID" >"$group/cgroup.procs"; } 2>/dev/null || true
    done
    without_descriptors "${@:2}"
}

# remove_control_groups HOST: when nothing is left in them.
remove_control_groups() {
    local group
    for group in $(control_groups "$1"); do
        [[ ! -d $group ]] || find "$group" -depth -type d -exec rmdir -- {} + 2>/dev/null || true
    done
}

# boot HOST: starts it and does not wait. The keeper writes its own id before it starts nspawn, so
# that there is never one that down does not know of. It stays, and so takes along none of the
# descriptors that our caller may have open: a lock, most of all.
boot() {
    local host=$1 state
    local -a init=(--boot)
    state=$(host_state "$host")
    # nspawn takes systemd for the init of a root that has it, whatever /sbin/init is, so another is named.
    has_systemd "$host" || init=(/sbin/init)
    in_control_groups "$host" setsid "$FLEET_DIR/keeper" "$state/pid" nsenter --net="/run/netns/$(namespace "$host")" \
        systemd-nspawn --quiet --register=no --keep-unit --capability=CAP_NET_ADMIN \
        --machine="muster-$host" --hostname="$host" --uuid="$(<"$state/root/etc/machine-id")" \
        --resolv-conf=off --timezone=off --link-journal=no --directory="$state/root" \
        "${init[@]}" </dev/null >"$state/log" 2>&1 &
    disown
}

# has_systemd HOST: whether systemd is its init.
has_systemd() { [[ $(readlink -- "$(root_path "$1")/sbin/init") == *systemd ]]; }

# without_descriptors COMMAND…: becomes a command that inherits only the three standard streams.
without_descriptors() {
    local descriptor
    for descriptor in /proc/self/fd/*; do
        descriptor=${descriptor##*/}
        ((descriptor <= 2)) || exec {descriptor}>&-
    done
    exec "$@"
}

# keeper_pid HOST: the id of its running keeper; fails when there is none. A recorded id counts only
# while its command line names this host's root, as ids are used again.
keeper_pid() {
    local pid file
    file=$(host_state "$1")/pid
    [[ -s $file ]] || return 1
    pid=$(<"$file")
    [[ -r /proc/$pid/cmdline ]] || return 1
    tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" \
        | grep -qxF -- "--directory=$(host_state "$1")/root" || return 1
    printf '%s\n' "$pid"
}

# init_pid HOST: the id that its init has on this machine; fails when there is none. It is the one
# process in the host's network namespace that is number 1 of a process namespace just below ours,
# which stays true when nspawn died and left it behind.
init_pid() {
    local space pid
    space=$(namespace "$1")
    namespace_exists "$space" || return 1
    for pid in $(ip netns pids "$space"); do
        if grep -qxE 'NSpid:[[:space:]]+[0-9]+[[:space:]]+1' "/proc/$pid/status" 2>/dev/null; then
            printf '%s\n' "$pid"
            return
        fi
    done
    return 1
}

# enter HOST COMMAND…: becomes a command in the host, run by root in its root folder.
enter() {
    local pid
    pid=$(init_pid "$1") || die "$1 is not running"
    shift
    exec nsenter --target "$pid" --mount --uts --ipc --net --pid --cgroup --root --wdns=/ -- \
        /usr/bin/env -i HOME=/root USER=root LOGNAME=root LANG=C.UTF-8 TERM="${TERM:-dumb}" \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# answers_ssh ADDRESS: whether an SSH server greets there.
answers_ssh() {
    # shellcheck disable=SC2016  # the inner shell expands its own arguments
    timeout 2 bash -c 'exec 3<>"/dev/tcp/$1/22" && read -r line <&3 && [[ $line == SSH-* ]]' \
        bash "$1" 2>/dev/null
}

# wait_until_up HOST SECONDS: until SSH answers and the boot is over, as logins by ordinary users
# are refused before (pam_nologin(8)).
wait_until_up() {
    local host=$1 end=$((SECONDS + $2)) running
    until answers_ssh "$(lan_address "$host")"; do
        keeper_pid "$host" >/dev/null || boot_failed "$host" "systemd-nspawn ended"
        ((SECONDS < end)) || boot_failed "$host" "no SSH server answered within $2 s"
        sleep 0.1
    done
    if has_systemd "$host"; then
        # Answers "degraded" with status 1 when a unit failed: a host, still.
        running=$(enter "$host" timeout "$2" systemctl is-system-running --wait) || true
        [[ $running == running || $running == degraded ]] \
            || boot_failed "$host" "its boot did not end within $2 s"
        return
    fi
    # The last that another init does is to enter a runlevel, where it has any.
    while ! is_bare "$host" && [[ $(enter "$host" runlevel) != "N 2" ]]; do
        ((SECONDS < end)) || boot_failed "$host" "its boot did not end within $2 s"
        sleep 0.1
    done
}

boot_failed() {
    tail -n 30 -- "$(host_state "$1")/log" | tr -cd '\11\12\40-\176' >&2 || true
    die "$1: $2; the whole log is in $(host_state "$1")/log"
}

# gone_within SECONDS TEST…: waits until the test no longer holds.
gone_within() {
    local end=$((SECONDS + $1))
    shift
    while "$@" >/dev/null; do
        ((SECONDS < end)) || return 1
        sleep 0.05
    done
}

# ask_to_halt HOST: TERM makes nspawn shut its system down in order. The group is the keeper and
# nspawn; what runs inside has sessions of its own.
ask_to_halt() {
    local pid
    ! pid=$(keeper_pid "$1") || kill -TERM -- "-$pid" 2>/dev/null || true
}

# end HOST: waits for a host that was asked to halt, ends it the hard way when it does not, and
# removes all it had. Does no harm to one that is gone already.
end() {
    local host=$1 pid
    if ! gone_within 15 keeper_pid "$host" && pid=$(keeper_pid "$host"); then
        kill -KILL -- "-$pid" 2>/dev/null || true
    fi
    # The init may outlive a killed nspawn; with it goes its whole process namespace.
    if pid=$(init_pid "$host"); then
        kill -KILL "$pid" 2>/dev/null || true
    fi
    gone_within 10 init_pid "$host" || die "$host does not end: process $(init_pid "$host")"
    detach "$host"
    release_root "$host"
    rm -rf --one-file-system -- "$(host_state "$host")"
}
