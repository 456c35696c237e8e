# shellcheck shell=bash
# shellcheck disable=SC2034  # the test ends with $failed
# What the tests share that run Muster against the test hosts: a fresh host, runs and what they found.
# Sourced; `main` of the test calls fresh first. The hosts are ended at the end unless they were up.

fleet=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
scratch=$(mktemp -d)
failed=0
: "${MUSTER_BUILD:?set it to the build folder}"

# Hosts that do not end would be in the way of whoever comes next, so that fails this test.
cleanup() {
    local status=$?
    [[ ! -f $scratch/started ]] || "$fleet/down" || status=1
    rm -rf --one-file-system -- "$scratch"
    exit "$status"
}
trap cleanup EXIT

# fresh HOST: starts the host anew and learns where it is; ends the test with 77 where there can be none.
fresh() {
    local status=0 run=${MUSTER_FLEET_RUN:-/run/muster-fleet}
    [[ -d $run ]] || : >"$scratch/started"
    host=$1
    "$fleet/down" "$host" || status=$?
    "$fleet/up" "$host" >"$scratch/up" || status=$?
    if ((status != 0)); then
        cat -- "$scratch/up"
        exit "$status"
    fi
    # shellcheck source=/dev/null
    . "$run/env"
}

# check TITLE EXPECTED COMMAND…: the command's output and status, "text|status", are as expected.
check() {
    local title=$1 expected=$2 output status=0
    shift 2
    output=$("$@" 2>"$scratch/stderr" </dev/null) || status=$?
    if [[ "$output|$status" == "$expected" ]]; then
        printf 'ok - %s\n' "$title"
        return
    fi
    failed=1
    printf 'not ok - %s\n' "$title"
    diff -U 99 --label expected --label found <(printf '%s\n' "$expected") \
        <(printf '%s\n' "$output|$status") | sed 's/^/# /' || true
    sed 's/^/# /' "$scratch/stderr"
}

# muster WORD…: the command, with nothing of the user who runs the test: no cache, keys or ssh_config.
muster() {
    env -u SSH_AUTH_SOCK XDG_CACHE_HOME="$scratch/cache" HOME="$scratch" "$MUSTER_BUILD/muster" "$@"
}

# findings COMMAND…: the command, a `muster run`, gets a JSON report; prints what it found.
findings() {
    local status=0
    rm -f -- "$scratch/report.json"
    "$@" --reporter "json=$scratch/report.json" >"$scratch/console" || status=$?
    "$fleet/findings" "$scratch/report.json" || cat -- "$scratch/console"
    return "$status"
}

# verify TARGET OPTION…: runs the role's spec against the proxy and prints what was found.
verify() {
    findings muster run "$fleet/../../specs/nginx.cpp" -t "$1" --ssh-config /dev/null \
        --known-hosts "$MUSTER_FLEET_KNOWN_HOSTS" --identity "$MUSTER_FLEET_KEY_ED25519" \
        --var "lan=$MUSTER_FLEET_PROXY" --var "wan=$MUSTER_FLEET_PROXY_WAN" "${@:2}"
}

# as_ops ANSWER-FILE TARGET: the same by somebody at a terminal who must type a password for sudo.
as_ops() {
    local status=0
    rm -f -- "$scratch/report.json"
    env -u SSH_AUTH_SOCK XDG_CACHE_HOME="$scratch/cache" HOME="$scratch" \
        "$fleet/at_terminal" "$1" "$MUSTER_BUILD/muster" run "$fleet/../../specs/nginx.cpp" -t "$2" \
        --sudo --ssh-config /dev/null \
        --known-hosts "$MUSTER_FLEET_KNOWN_HOSTS" --identity "$MUSTER_FLEET_KEY_ED25519" \
        --var "lan=$MUSTER_FLEET_PROXY" --var "wan=$MUSTER_FLEET_PROXY_WAN" \
        --reporter "json=$scratch/report.json" >"$scratch/terminal" || status=$?
    "$fleet/findings" "$scratch/report.json"
    return "$status"
}

# on_host COMMAND: a line of shell, run by root on the host.
on_host() { "$fleet/run" "$host" sh -euc "$1"; }
