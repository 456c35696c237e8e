#include "framework/run/target_url.hpp"

#include "framework/base/error.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace muster {

namespace {

struct KindEntry {
    std::string_view name;
    std::string_view mark;  ///< between it and the rest
};

constexpr KindEntry kinds[] = {
    {"local", ""},
    {"ssh", "://"},
    {"openssh", "://"},
    {"recording", ":"},
    {"docker", "://"},
    {"podman", "://"},
    {"nerdctl", "://"},
    {"kubectl", "://"},
    {"lxc", "://"},
    {"nspawn", "://"},
    {"chroot", ":"},
    {"rootfs", ":"},
    {"oci", ":"},
    {"docker-archive", ":"},
    {"disk", ":"},
    {"podman-image", "://"},
    {"docker-image", "://"},
};

[[noreturn]] void refuse_kind(std::string_view text, std::string_view kind) {
    std::vector<std::string> names;
    for (const auto& entry : kinds)
        names.emplace_back(entry.name);
    throw Broken(
        fmt::format("{}: no such kind of target{}", text, did_you_mean(std::string(kind), names)),
        {},
        "it is " + join(names, ", ")
    );
}

}  // namespace

TargetUrl target_url(std::string_view text) {
    for (const auto& [name, mark] : kinds) {
        const bool is_whole = mark.empty() and text == name;
        const bool begins = not mark.empty() and text.starts_with(name)
                            and text.substr(name.size()).starts_with(mark);
        if (is_whole or begins)
            return {name, std::string(text.substr(name.size() + mark.size()))};
    }
    if (const auto end = text.find("://"); end != std::string_view::npos)
        refuse_kind(text, text.substr(0, end));
    return {"ssh", std::string(text)};
}

}  // namespace muster
