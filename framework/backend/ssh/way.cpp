#include "framework/backend/ssh/way.hpp"

#include "framework/backend/ssh/connect.hpp"
#include "framework/backend/ssh/jump_link.hpp"
#include "framework/backend/ssh/reach.hpp"
#include "framework/backend/ssh/socket_link.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// `a,deploy@b:2222`: the last is the one that connects to the host, and is itself reached through those before it.
struct Jump {
    SshUrl last;
    std::string before;
};

Jump parse_jump(const std::string& written) {
    const auto comma = written.rfind(',');
    const auto last =
        std::string(trimmed(comma == std::string::npos ? written : written.substr(comma + 1)));
    return {
        parse_ssh_url(last.starts_with("ssh://") ? last : "ssh://" + last),
        comma == std::string::npos ? "" : written.substr(0, comma)};
}

SshOptions options_on_the_way(SshOptions options, const std::string& before) {
    options.password = nullptr;
    options.own_identities.clear();
    options.host_keys.clear();
    options.host_key_file.reset();
    options.config.options.clear();
    if (not before.empty())
        options.config.options = {{"ProxyJump", before}};
    return options;
}

}  // namespace

std::shared_ptr<Connection> way_to(
    const SshSettings& settings, const SshOptions& options, const TellNotice& notice
) {
    if (settings.proxy_jump.empty())
        return nullptr;
    const auto here = peer_name("", settings.alias, settings.port);
    if (std::ranges::count(options.behind, here) > 0)
        throw Broken(
            fmt::format(
                "the way to {} leads in a circle: through {}, again",
                escaped(options.behind.front()),
                escaped(here)
            ),
            {},
            "a host that others are reached through needs ProxyJump none"
        );
    const auto [url, before] = parse_jump(settings.proxy_jump);
    auto on_the_way = options_on_the_way(options, before);
    on_the_way.behind.push_back(here);
    try {
        return open_ssh(url, on_the_way, notice);
    } catch (const CannotTell& why) {
        throw CannotTell{
            why.kind, fmt::format("{}: on the way: {}", settings.peer(), why.message), why.hint};
    }
}

std::unique_ptr<SshLink> link_by(
    const std::shared_ptr<Connection>& way, const SshSettings& settings, Deadline deadline
) {
    if (way != nullptr)
        return std::make_unique<JumpLink>(
            way, settings.host, static_cast<std::uint16_t>(settings.port), deadline
        );
    return std::make_unique<SocketLink>(
        reach({settings.host, settings.port, settings.address_family}, deadline)
    );
}

}  // namespace muster
