#include "framework/backend/shell/container_shell.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

using Words = std::vector<std::string>;

/// None of an engine's names begins like an option, and nothing that is no name may.
void require_name(std::string_view kind, std::string_view text, std::string_view form) {
    if (text.empty() or text.starts_with('-') or text.find('\0') != std::string_view::npos)
        throw Broken(
            fmt::format("{}://{}: there is no such name", kind, escaped(text)),
            {},
            fmt::format("write {}://{}", kind, form)
        );
}

template<const char* Engine>
Words by_exec(const std::string& container) {
    require_name(Engine, container, "CONTAINER");
    return {Engine, "exec", "-i", container, "sh", "-c"};
}

Words by_kubectl(const std::string& place) {
    constexpr std::string_view form = "NAMESPACE/POD/CONTAINER";
    const auto parts = split(place, '/');
    if (parts.size() < 2 or parts.size() > 3)
        require_name("kubectl", "", form);
    for (const auto part : parts)
        require_name("kubectl", part, form);
    Words words = {"kubectl", "exec", "-i", "-n", std::string(parts[0]), std::string(parts[1])};
    if (parts.size() == 3)
        words.insert(words.end(), {"-c", std::string(parts[2])});
    words.insert(words.end(), {"--", "sh", "-c"});
    return words;
}

Words by_lxc(const std::string& container) {
    require_name("lxc", container, "CONTAINER");
    return {"lxc", "exec", container, "--", "sh", "-c"};
}

/// systemd-nspawn, and whatever else systemd-machined knows.
Words by_machine(const std::string& machine) {
    require_name("nspawn", machine, "MACHINE");
    return {
        "systemd-run",
        "--machine=" + machine,
        "--quiet",
        "--pipe",
        "--wait",
        "--collect",
        "--",
        "sh",
        "-c"};
}

Words by_chroot(const std::string& folder) {
    if (not folder.starts_with('/'))
        throw Broken(
            "chroot:" + escaped(folder) + ": a path begins with /", {}, "write chroot:/srv/root"
        );
    return {"chroot", folder, "sh", "-c"};
}

constexpr char docker[] = "docker";
constexpr char podman[] = "podman";
constexpr char nerdctl[] = "nerdctl";

struct KindEntry {
    std::string_view name;
    Words (*words)(const std::string& place);
};

constexpr std::array kinds = {
    KindEntry{docker, by_exec<docker>},
    KindEntry{podman, by_exec<podman>},
    KindEntry{nerdctl, by_exec<nerdctl>},
    KindEntry{"kubectl", by_kubectl},
    KindEntry{"lxc", by_lxc},
    KindEntry{"nspawn", by_machine},
    KindEntry{"chroot", by_chroot},
};

const KindEntry* find_kind(std::string_view name) {
    const auto* found = std::ranges::find(kinds, name, &KindEntry::name);
    return found == kinds.end() ? nullptr : found;
}

}  // namespace

bool is_container_kind(std::string_view kind) {
    return find_kind(kind) != nullptr;
}

bool has_image_engine(std::string_view kind) {
    return kind == docker or kind == podman;
}

std::vector<std::string> container_shell(std::string_view kind, const std::string& place) {
    const auto* entry = find_kind(kind);
    MUSTER_ASSERT(entry != nullptr);
    return entry->words(place);
}

}  // namespace muster
