#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// How a shell is started in a container, or in another place of this machine, by the program that leads there: words
/// behind which a shell's line is the last.
///
/// Of `docker`, `podman`, `nerdctl` (a container), `kubectl` (NAMESPACE/POD or NAMESPACE/POD/CONTAINER), `lxc` and `nspawn`
/// (a machine), `chroot` (a folder). Throws Broken for a place that can be none.
std::vector<std::string> container_shell(std::string_view kind, const std::string& place);

/// Whether a kind of target is one of these.
bool is_container_kind(std::string_view kind);
/// One of an engine that tells of which image a container was made: docker, podman. nerdctl tells a name alone, which may be
/// another image by now.
bool has_image_engine(std::string_view kind);

}  // namespace muster
