# shellcheck shell=bash
# Two networks, lan and wan. Their bridges live in a namespace of their own, where no firewall of
# the machine reaches (Docker's drops bridged traffic). The machine itself has the address .1 on
# both, over the links muster-lan and muster-wan; each host has a namespace muster-NAME with the
# interfaces lan and wan. Nothing is routed any further.

SWITCH=muster-switch
NETWORKS=(lan wan)

namespace() { printf 'muster-%s\n' "$1"; }

# address_of HOST NETWORK
address_of() {
    case $2 in
    lan) lan_address "$1" ;;
    wan) wan_address "$1" ;;
    esac
}

subnet() {
    case $1 in
    lan) printf '10.99.1\n' ;;
    wan) printf '10.99.2\n' ;;
    esac
}

# mac_of ADDRESS: always the same, so that a host started again is found at once by neighbours that
# remember it.
mac_of() {
    local -a part
    IFS=. read -ra part <<<"$1"
    printf '02:4d:%02x:%02x:%02x:%02x\n' "${part[@]}"
}

# Where /run is on a disk, a name outlives its namespace at a reboot: an empty file is left.
namespace_exists() { [[ $(stat -f -c %T -- "/run/netns/$1" 2>/dev/null) == nsfs ]]; }
link_exists() { ip link show dev "$1" >/dev/null 2>&1; }

new_namespace() {
    rm -f -- "/run/netns/$1"
    ip netns add "$1"
}

# ensure_switch: builds the two networks unless this run folder has them already. Where it has none
# yet, refuse_if_taken goes before.
ensure_switch() {
    local mark=$FLEET_RUN/network network
    if [[ -f $mark ]]; then
        [[ $(<"$mark") == whole ]] && namespace_exists "$SWITCH" && return
        remove_switch
    fi
    printf 'half\n' >"$mark"
    new_namespace "$SWITCH"
    for network in "${NETWORKS[@]}"; do
        add_network "$network"
    done
    printf 'whole\n' >"$mark"
}

# refuse_if_taken: what is there and was not made by this run folder is left alone.
refuse_if_taken() {
    local network range used
    ! namespace_exists "$SWITCH" \
        || die "the hosts are up already, from another run folder than $FLEET_RUN; end them there"
    for network in "${NETWORKS[@]}"; do
        ! link_exists "muster-$network" || die "there is a link muster-$network that is not ours"
        range=$(subnet "$network").0/24
        used=$(ip -4 -o addr show to "$range"; ip -4 route show root "$range")
        [[ -z $used ]] || die "$range is in use on this machine: ${used%%$'\n'*}"
    done
}

add_network() {
    local network=$1
    ip -n "$SWITCH" link add name "$network" type bridge forward_delay 0
    ip -n "$SWITCH" link set "$network" up
    ip link add name "muster-$network" type veth peer name "${network}1" netns "$SWITCH"
    ip -n "$SWITCH" link set "${network}1" master "$network" up
    ip addr add "$(subnet "$network").1/24" dev "muster-$network"
    ip link set "muster-$network" up
}

# remove_switch: links are deleted by name first, as a namespace takes its own away only later.
remove_switch() {
    local network
    [[ -f $FLEET_RUN/network ]] || return 0
    for network in "${NETWORKS[@]}"; do
        ! link_exists "muster-$network" || ip link del "muster-$network"
    done
    ! namespace_exists "$SWITCH" || ip netns del "$SWITCH"
    rm -f -- "$FLEET_RUN/network"
}

# attach HOST: a new namespace for the host, on its networks, with the machine as its gateway.
attach() {
    local host=$1 space network address
    space=$(namespace "$host")
    new_namespace "$space"
    ip -n "$space" link set lo up
    for network in "${NETWORKS[@]}"; do
        address=$(address_of "$host" "$network")
        [[ -n $address ]] || continue
        ip -n "$SWITCH" link add name "$network${address##*.}" type veth \
            peer name "$network" address "$(mac_of "$address")" netns "$space"
        ip -n "$SWITCH" link set "$network${address##*.}" master "$network" up
        ip -n "$space" addr add "$address/24" dev "$network"
        ip -n "$space" link set "$network" up
    done
    ip -n "$space" route add default via "$(subnet lan).1"
}

# detach HOST: takes away what attach made, or as much of it as is there. Deleting a link deletes its
# other end at once; left to the end of the namespace, that happens some time later.
detach() {
    local space network
    space=$(namespace "$1")
    namespace_exists "$space" || return 0
    for network in "${NETWORKS[@]}"; do
        ip -n "$space" link del "$network" 2>/dev/null || true
    done
    ip netns del "$space"
}
