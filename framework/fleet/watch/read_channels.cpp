#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/base/yaml/read.hpp"
#include "framework/fleet/watch/read_parts.hpp"
#include "framework/fleet/watch/watch_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

using Kind = AlertChannel::Kind;
using Form = AlertChannel::Form;

/// An address of mail as it may stand in a header: nothing in it could be another one, or an option of a program.
std::string mail_address(const Yaml& node, std::string_view key) {
    const auto& text = line_of(node, key);
    const auto at = text.find('@');
    if (at == 0 or at == std::string::npos or at + 1 == text.size() or text.starts_with('-')
        or text.find_first_of(" ,;<>()\"\\") != std::string::npos)
        throw Broken(
            fmt::format("{}: {} is no address", key, quoted(text)),
            node.where,
            "write ops@example.net"
        );
    return text;
}

void read_place(const WatchReader& map, AlertChannel& channel) {
    map.with("webhook", [&](const Yaml& node) {
        channel.url = url_at(node, "webhook");
        channel.kind = Kind::webhook;
    });
    map.with("alertmanager", [&](const Yaml& node) {
        channel.url = url_at(node, "alertmanager");
        channel.kind = Kind::alertmanager;
    });
    map.with("command", [&](const Yaml& node) {
        channel.command = command_words(node);
        channel.kind = Kind::command;
    });
    map.with("mail", [&](const Yaml& node) {
        channel.kind = Kind::mail;
        channel.command = {"/usr/sbin/sendmail", "-i", "-t"};
        for (const auto& one : one_or_more(node))
            channel.to.push_back(mail_address(one, "mail"));
        if (channel.to.empty())
            throw Broken("mail to nobody", node.where);
    });
}

/// Keys that one kind of channel alone understands.
void require_kind(const WatchReader& map) {
    struct Rule {
        std::string_view key;
        std::vector<std::string_view> of;
    };
    static const std::array<Rule, 4> rules = {{
        {"form", {"webhook"}},
        {"from", {"mail"}},
        {"sendmail", {"mail"}},
        {"token", {"webhook", "alertmanager"}},
    }};
    for (const auto& [key, kinds] : rules) {
        const auto* node = map.find(key);
        if (node == nullptr
            or std::ranges::any_of(kinds, [&](std::string_view kind) { return map.has(kind); }))
            continue;
        const std::vector<std::string> words(kinds.begin(), kinds.end());
        map.slips().add(
            Broken(fmt::format("{} is of channels with {}", key, join(words, " or ")), node->where)
        );
    }
}

Form form_named(std::string_view name) {
    if (name == "slack")
        return Form::slack;
    return name == "mattermost" ? Form::mattermost : Form::muster;
}

void read_choice_of_problems(const WatchReader& map, AlertChannel& channel) {
    map.with("impact", [&](const Yaml& node) {
        channel.least = *impact_named(map.choice_at(node, "impact"));
    });
    map.with("roles", [&](const Yaml& node) {
        for (const auto& one : one_or_more(node))
            channel.roles.push_back(line_of(one, "a role"));
    });
    map.with("hours", [&](const Yaml& node) { channel.hours = hours_at(node); });
    map.with("zone", [&](const Yaml& node) {
        channel.zone = zone_at(node);
        if (not map.has("hours"))
            throw Broken("a zone of no hours", node.where);
    });
    map.read("group", channel.group);
    map.read("repeat", channel.repeat);
    map.with("repeat", [&](const Yaml& node) {
        constexpr auto least = std::chrono::minutes(1);
        if (channel.repeat > Nanoseconds::zero() and channel.repeat < least)
            throw Broken("repeat is 0s, or 1m at least", node.where);
    });
}

AlertChannel channel_from(const WatchReader& map, const std::vector<std::string>& secrets) {
    AlertChannel channel{.where = map.where()};
    map.read("name", channel.name);
    read_place(map, channel);
    require_kind(map);
    map.with("form", [&](const Yaml& node) {
        channel.form = form_named(map.choice_at(node, "form"));
    });
    map.with("from", [&](const Yaml& node) { channel.from = mail_address(node, "from"); });
    map.with("sendmail", [&](const Yaml& node) { channel.command = command_words(node); });
    map.with("token", [&](const Yaml& node) { channel.token = known_secret(node, secrets); });
    read_choice_of_problems(map, channel);
    return channel;
}

}  // namespace

void read_channels(const WatchReader& file, WatchFile& watch) {
    const auto secrets = secret_names(watch);
    file.with_each("notify", [&](const Yaml& item) {
        const WatchReader map(item, "channel", file.slips());
        auto channel = channel_from(map, secrets);
        const bool is_known =
            std::ranges::count(watch.notify, channel.name, &AlertChannel::name) > 0;
        if (is_known and not channel.name.empty())
            file.slips().add(Broken(
                fmt::format("the channel {} is named twice", quoted(channel.name)),
                map.find("name")->where
            ));
        watch.notify.push_back(std::move(channel));
    });
}

}  // namespace muster
