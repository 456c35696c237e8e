# shellcheck shell=bash
# The Debian roots that hosts boot from. They are made once and kept outside the tree, under a
# digest of all that decides what is in them: this file, the packages, the role, the architecture. A
# base has what every host has; a host's root is a copy of it with its packages, over which the files
# of its role are laid (roles/HOST/files); roles/HOST/setup then runs in it. Hosts never write to a
# root: each has an overlay of its own (machine.sh).
#
# A root is made aside and renamed when it is whole, so an interrupted run leaves none that is half.
# The makers run in namespaces of their own, which take their mounts and processes along when they
# end, and they keep the lock: a maker whose `up` was killed is waited for.

ROOT_RELEASE=bookworm
ROOT_PACKAGES=(systemd systemd-sysv dbus openssh-server sudo iproute2 procps libpam-systemd)

# base_path: where the base is or will be.
base_path() {
    local digest
    digest=$({
        cat -- "$FLEET_DIR/root.sh"
        printf '%s\n' "$ROOT_RELEASE" "${ROOT_PACKAGES[@]}"
        dpkg --print-architecture
    } | sha256sum)
    printf '%s/base-%s\n' "$FLEET_CACHE" "${digest:0:16}"
}

role_folder() { printf '%s\n' "$FLEET_DIR/roles/$1"; }

# role_digest HOST: changes with every file of the host's role; nothing without one.
role_digest() {
    local folder
    folder=$(role_folder "$1")
    [[ -d $folder ]] || return 0
    (cd -- "$folder" && find . -type f -print0 | sort -z | xargs -0 sha256sum)
}

# root_path HOST: where the root of a host is or will be; hosts with equal packages and no role share one.
root_path() {
    local base packages role digest
    base=$(base_path)
    packages=$(host_packages "$1")
    role=$(role_digest "$1")
    if [[ -z $packages$role ]]; then
        printf '%s\n' "$base"
        return
    fi
    digest=$(printf '%s\n' "$base" "$packages" "$role" | sha256sum)
    printf '%s/role-%s\n' "$FLEET_CACHE" "${digest:0:16}"
}

# ensure_root HOST: makes the root of a host unless the cache has it.
ensure_root() {
    local root base
    root=$(root_path "$1")
    [[ -d $root ]] && return
    base=$(base_path)
    remove_half_made_roots
    if is_bare "$1"; then
        make_bare_root "$root" "$1"
        return
    fi
    [[ -d $base ]] || make_base "$base"
    [[ -d $root ]] || make_role_root "$base" "$root" "$1"
}

# Only the holder of the lock makes roots, so whatever is still aside was interrupted.
remove_half_made_roots() {
    rm -rf --one-file-system -- "$FLEET_CACHE"/making.*
}

make_base() {
    local base=$1 aside=$FLEET_CACHE/making.base log=$FLEET_CACHE/base.log packages proxy mirror
    need_tool debootstrap debootstrap
    mkdir -p -- "$FLEET_CACHE"
    say "making the Debian root $base (once; log: $log)"
    packages=$(IFS=,; printf '%s' "${ROOT_PACKAGES[*]}")
    mirror=$(mirror)
    proxy=$(apt_setting Acquire::http::Proxy)
    unshare --mount --pid --fork --kill-child --mount-proc \
        env ${proxy:+http_proxy="$proxy"} debootstrap --variant=minbase --include="$packages" \
        "$ROOT_RELEASE" "$aside" "$mirror" >"$log" 2>&1 </dev/null || root_failed "$log"
    add_users "$aside"
    forget_downloads "$aside"
    forget_identity "$aside"
    mv -T -- "$aside" "$base"
}

make_role_root() {
    local base=$1 root=$2 host=$3 aside=$FLEET_CACHE/making.role log=$FLEET_CACHE/role.log packages
    mapfile -t packages < <(host_packages "$host")
    say "making the root $root with ${packages[*]} (once; log: $log)"
    cp -a --reflink=auto -- "$base" "$aside"
    lend_apt_settings "$aside"
    install_packages "$aside" "${packages[@]}" >"$log" 2>&1 </dev/null || root_failed "$log"
    return_apt_settings "$aside"
    lay_role "$aside" "$host" >>"$log" 2>&1 </dev/null || root_failed "$log"
    forget_downloads "$aside"
    forget_identity "$aside"
    mv -T -- "$aside" "$root"
}

# make_bare_root ROOT HOST: the files of its packages and of its role, and no package manager. busybox is all its tools.
make_bare_root() {
    local root=$1 host=$2 aside=$FLEET_CACHE/making.role log=$FLEET_CACHE/role.log folder package
    mkdir -p -- "$FLEET_CACHE"
    say "making the root $root with nothing but $(host_packages "$host" | xargs) (once; log: $log)"
    mkdir -p -- "$aside"/usr/{bin,sbin,lib,lib64} "$aside"/{dev,etc,home,proc,root,run,sys,tmp,var/log}
    for folder in bin sbin lib lib64; do
        ln -s -- "usr/$folder" "$aside/$folder"
    done
    while read -r package; do
        unpack_package "$package" "$aside" >>"$log" 2>&1 </dev/null || root_failed "$log"
    done < <(host_packages "$host")
    rm -rf -- "${aside:?}/usr/share"
    chroot "$aside" /bin/busybox --install -s /bin
    lay_role "$aside" "$host" >>"$log" 2>&1 </dev/null || root_failed "$log"
    mv -T -- "$aside" "$root"
}

# unpack_package PACKAGE ROOT: its files alone, as this machine's apt has it.
unpack_package() {
    local folder status=0
    folder=$(mktemp -d) && chmod 755 -- "$folder"
    (cd -- "$folder" && apt-get -q download "$1" && dpkg-deb --fsys-tarfile ./*.deb | tar -x --keep-directory-symlink -C "$2") \
        || status=$?
    rm -r -- "$folder"
    return "$status"
}

# lay_role ROOT HOST: the files of the host's role, and what its setup does in the root.
lay_role() {
    local root=$1 folder
    folder=$(role_folder "$2")
    [[ -d $folder ]] || return 0
    cp -r -T -- "$folder/files" "$root"
    [[ -f $folder/setup ]] || return 0
    cp -- "$folder/setup" "$root/root/setup"
    unshare --mount --pid --fork --kill-child --mount-proc \
        chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C sh /root/setup || return 1
    rm -- "$root/root/setup"
}

root_failed() {
    tail -n 20 -- "$1" >&2
    die "the root could not be made; see $1"
}

# install_packages ROOT PACKAGE…: /proc is needed by maintainer scripts, and 101 from policy-rc.d
# (invoke-rc.d(8)) keeps them from starting their services on this machine.
install_packages() {
    local root=$1 policy=$1/usr/sbin/policy-rc.d
    shift
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    # shellcheck disable=SC2016  # the inner shell expands its own arguments
    unshare --mount --pid --fork --kill-child --mount-proc sh -eu -c '
        root=$1; shift
        mount -t proc proc "$root/proc"
        export DEBIAN_FRONTEND=noninteractive LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
        chroot "$root" apt-get -q update
        exec chroot "$root" apt-get -qy --no-install-recommends install "$@"
    ' sh "$root" "$@" || return 1
    rm -f -- "$policy"
}

# mirror: where this machine's apt gets Debian from.
mirror() {
    local found
    found=$(listed_mirror)
    if [[ -z $found ]]; then
        # apt tells only of sources whose lists it has.
        apt-get -q update >&2 || die "apt-get update failed; the mirror for the root is apt's"
        found=$(listed_mirror)
    fi
    [[ -n $found ]] || die "no Debian mirror among the sources in /etc/apt"
    printf '%s\n' "$found"
}

# listed_mirror: the first source of a Debian release, as apt itself reads its sources of either
# form; failing that, the first of any release (a private mirror may carry another origin).
listed_mirror() {
    # shellcheck disable=SC2016  # apt expands these
    apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(RELEASE) $(REPO_URI)' \
        'Created-By: Packages' | awk '
        $(NF-2) != "main" || $(NF-1) ~ /-/ { next }
        $1 == "Debian" && debian == "" { debian = $NF }
        other == "" { other = $NF }
        END { print debian != "" ? debian : other }'
}

# apt_setting NAME: a setting of this machine's apt, or nothing.
apt_setting() { apt-config shell value "$1" | sed -nE "s/^value='(.*)'\$/\1/p"; }

# What this machine's apt needs to reach its mirror (proxies, logins, a snapshot's outdated dates)
# is lent to the root while its packages are installed, and does not stay there.
lend_apt_settings() {
    local root=$1 file
    apt-config dump | grep -E '^Acquire::(http|https|Check-|Retries|ForceIPv)' \
        >"$root/etc/apt/apt.conf.d/99lent" || true
    for file in /etc/apt/auth.conf /etc/apt/auth.conf.d/*; do
        [[ ! -f $file ]] || install -m 600 -- "$file" "$root/etc/apt/auth.conf.d/"
    done
    cp -L --remove-destination -- /etc/resolv.conf "$root/etc/resolv.conf"
}

return_apt_settings() {
    local root=$1
    rm -f -- "$root/etc/apt/apt.conf.d/99lent" "$root/etc/resolv.conf"
    find "$root/etc/apt/auth.conf.d" -type f -delete
}

forget_downloads() {
    chroot "$1" apt-get clean
    find "$1/var/lib/apt/lists" -type f -delete
}

# deploy becomes root without a password, ops only with one (made for each run, identity.sh).
add_users() {
    local root=$1 user
    for user in deploy ops; do
        chroot "$root" useradd --create-home --shell /bin/bash --groups sudo "$user"
    done
    printf 'deploy ALL=(ALL:ALL) NOPASSWD: ALL\n' >"$root/etc/sudoers.d/deploy"
    chmod 440 "$root/etc/sudoers.d/deploy"
}

# What tells one host from another is laid into its overlay (identity.sh), not shared.
forget_identity() {
    local root=$1
    rm -f -- "$root"/etc/ssh/ssh_host_*_key* "$root/etc/hostname"
    : >"$root/etc/machine-id"
}
