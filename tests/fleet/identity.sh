# shellcheck shell=bash
# Who is who: the keys and passwords made for one run, the host keys that stay with a root, and
# the files that tell a test about them.

KEY_TYPES=(ed25519 ecdsa rsa)

# make_client_keys: keys without passphrase, made once for the run, that every user accepts.
make_client_keys() {
    local type
    mkdir -p -- "$FLEET_RUN/keys"
    for type in "${KEY_TYPES[@]}"; do
        [[ -f $FLEET_RUN/keys/$type.pub ]] || new_key "$type" "$FLEET_RUN/keys/$type" muster-fleet
    done
}

make_ops_password() {
    local file=$FLEET_RUN/ops.password
    [[ -s $file ]] || od -An -N12 -tx1 /dev/urandom | tr -d ' \n' >"$file"
}

# new_key TYPE FILE COMMENT: 2048 bits for RSA, as more only costs time here.
new_key() {
    local -a size=()
    [[ $1 != rsa ]] || size=(-b 2048)
    rm -f -- "$2" "$2.pub"
    ssh-keygen -q -t "$1" "${size[@]}" -N '' -C "$3" -f "$2" </dev/null
}

# host_keys HOST: the folder of its host keys. They stay with the root in the cache, so that a host
# that comes up again is known; each host has its own.
host_keys() {
    local host=$1 folder type
    folder=$(root_path "$host").keys/$host
    mkdir -p -- "$folder" && chmod 700 -- "$folder"
    for type in "${KEY_TYPES[@]}"; do
        [[ -f $folder/ssh_host_${type}_key.pub ]] \
            || new_key "$type" "$folder/ssh_host_${type}_key" "root@$host"
    done
    printf '%s\n' "$folder"
}

# lay_identity HOST ROOT: writes into a host's overlay what makes it this host of this run.
lay_identity() {
    local host=$1 root=$2 user other
    mkdir -p -- "$root/etc/ssh"
    cp -- "$(host_keys "$host")"/ssh_host_* "$root/etc/ssh/"
    printf '%s\n' "$host" >"$root/etc/hostname"
    printf '%s' "muster-fleet $host" | sha256sum | cut -c1-32 >"$root/etc/machine-id"
    {
        printf '127.0.0.1 localhost\n'
        for other in $(host_names); do
            printf '%s %s\n' "$(lan_address "$other")" "$other"
        done
    } >"$root/etc/hosts"
    for user in root deploy ops; do
        authorize "$root" "$user"
    done
    sed -i "s|^ops:[^:]*:|ops:$(openssl passwd -6 -stdin <"$FLEET_RUN/ops.password"):|" "$root/etc/shadow"
}

authorize() {
    local root=$1 user=$2 home=/root
    [[ $user == root ]] || home=/home/$user
    mkdir -p -- "$root$home/.ssh" && chmod 700 -- "$root$home/.ssh"
    cat -- "$FLEET_RUN"/keys/*.pub >"$root$home/.ssh/authorized_keys"
    chmod 600 "$root$home/.ssh/authorized_keys"
    chroot "$root" chown -R "$user:$user" "$home/.ssh"
}

# write_known_hosts: every host of this run, under all of its addresses.
write_known_hosts() {
    local host file wan
    for host in $(recorded_hosts); do
        wan=$(wan_address "$host")
        for file in "$(host_keys "$host")"/ssh_host_*_key.pub; do
            printf '%s%s %s\n' "$(lan_address "$host")" "${wan:+,$wan}" "$(cut -d ' ' -f 1,2 "$file")"
        done
    done >"$FLEET_RUN/known_hosts"
}

# write_env: what a test sources. MUSTER_FLEET_HOST for each host, and MUSTER_FLEET_HOST_WAN where it is on it.
write_env() {
    local host name type wan
    {
        printf 'MUSTER_FLEET_RUN=%q\n' "$FLEET_RUN"
        printf 'MUSTER_FLEET_KNOWN_HOSTS=%q\n' "$FLEET_RUN/known_hosts"
        printf 'MUSTER_FLEET_OPS_PASSWORD_FILE=%q\n' "$FLEET_RUN/ops.password"
        for type in "${KEY_TYPES[@]}"; do
            printf 'MUSTER_FLEET_KEY_%s=%q\n' "${type^^}" "$FLEET_RUN/keys/$type"
        done
        for host in $(recorded_hosts); do
            name=${host^^}
            printf 'MUSTER_FLEET_%s=%s\n' "${name//-/_}" "$(lan_address "$host")"
            wan=$(wan_address "$host")
            [[ -z $wan ]] || printf 'MUSTER_FLEET_%s_WAN=%s\n' "${name//-/_}" "$wan"
        done
    } >"$FLEET_RUN/env"
}
