#pragma once

#include <string>
#include <string_view>

namespace muster {

/// Where a target is, by its url: `ssh` and `root@web:22`, `rootfs` and `/srv/image`, `local` and nothing.
struct TargetUrl {
    std::string_view kind;  ///< a name of the table, which stays
    std::string rest;

    bool is(std::string_view name) const { return kind == name; }
    /// A system that does not run.
    bool is_image() const {
        return is("rootfs") or is("oci") or is("docker-archive") or is("disk");
    }
    /// An image of which a container is started and thrown away.
    bool is_thrown_away() const { return is("podman-image") or is("docker-image"); }
    /// Reached over a network, by ssh.
    bool is_host() const { return is("ssh") or is("openssh"); }
};

/// A bare name is a host of ssh. Throws Broken for a kind that we do not know, with the one that may be meant.
TargetUrl target_url(std::string_view text);

}  // namespace muster
