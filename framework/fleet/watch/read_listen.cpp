#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/base/yaml/read.hpp"
#include "framework/fleet/watch/read_parts.hpp"
#include "framework/fleet/watch/watch_values.hpp"
#include "framework/model/term.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// Without its brackets; nothing for what is no address.
std::optional<std::string> bare_address(std::string_view text) {
    const bool has_brackets = text.starts_with('[') and text.ends_with(']');
    const bool has_colon = text.find(':') != std::string_view::npos;
    if (has_brackets != has_colon)
        return std::nullopt;
    const auto bare = has_brackets ? text.substr(1, text.size() - 2) : text;
    const auto address = address_from(bare);
    if (not address or address->prefix)
        return std::nullopt;
    return std::string(bare);
}

/// `127.0.0.1:9393`, `[::1]:9393`.
void set_address(const Yaml& node, Listen& listen) {
    const auto& text = scalar_of(node, "listen");
    const auto colon = text.rfind(':');
    const auto address =
        colon == std::string::npos ? std::nullopt : bare_address(text.substr(0, colon));
    const auto port =
        colon == std::string::npos ? std::nullopt : whole_number(text.substr(colon + 1));
    if (not address or not port or *port < 1 or *port > 65535)
        throw Broken(
            fmt::format("{} is no address with a port", quoted(text)),
            node.where,
            "write 127.0.0.1:9393, [::1]:9393 or off"
        );
    listen.address = *address;
    listen.port = static_cast<std::uint16_t>(*port);
}

/// 127.0.0.0/8 or ::1.
bool is_loopback(const std::string& text) {
    const auto address = address_from(text);
    MUSTER_ASSERT(address);
    const auto& bytes = address->bytes;
    return bytes.size() == 4 ? bytes.front() == 127
                             : std::ranges::count(bytes, 0) == 15 and bytes.back() == 1;
}

/// What goes together.
void require_pair(const WatchReader& map, std::string_view one, std::string_view other) {
    if (map.has(one) == map.has(other))
        return;
    const auto there = map.has(one) ? one : other;
    const auto missing = map.has(one) ? other : one;
    map.slips().add(
        Broken(fmt::format("listen has {} without {}", there, missing), map.find(there)->where)
    );
}

/// What others may reach is encrypted, and they say who they are.
void require_guard(const Yaml& node, const Listen& listen) {
    if (is_loopback(listen.address) or (not listen.certificate.empty() and not listen.user.empty()))
        return;
    const bool has_colon = listen.address.find(':') != std::string::npos;
    const auto address = fmt::format(
        "{}{}{}:{}", has_colon ? "[" : "", listen.address, has_colon ? "]" : "", listen.port
    );
    throw Broken(
        fmt::format("whoever reaches {} could read all that is known of the fleet", address),
        node.where,
        "listen at 127.0.0.1, or write {address: " + quoted(address)
            + ", certificate: FILE, key: FILE, user: NAME, password: SECRET}"
    );
}

void read_listen_map(const WatchReader& map, const WatchFile& watch, Listen& listen) {
    const auto known = secret_names(watch);
    map.with("address", [&](const Yaml& node) { set_address(node, listen); });
    map.read_path("certificate", listen.certificate);
    map.read_path("key", listen.key);
    map.read("user", listen.user);
    map.with("password", [&](const Yaml& node) { listen.password = known_secret(node, known); });
    map.with("token", [&](const Yaml& node) { listen.token = known_secret(node, known); });
    map.with("page", [&](const Yaml& node) { listen.page = url_at(node, "page"); });
    require_pair(map, "certificate", "key");
    require_pair(map, "user", "password");
}

}  // namespace

void read_listen(const WatchReader& file, WatchFile& watch) {
    file.with("listen", [&](const Yaml& node) {
        watch.listen.where = node.where;
        const auto* scalar = node.as<Yaml::Scalar>();
        if (scalar == nullptr)
            read_listen_map(WatchReader(node, "listen", file.slips()), watch, watch.listen);
        else if (scalar->text == "off")
            watch.listen.is_off = true;
        else
            set_address(node, watch.listen);
        if (not watch.listen.is_off)
            require_guard(node, watch.listen);
    });
}

}  // namespace muster
