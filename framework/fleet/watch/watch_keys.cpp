#include "framework/fleet/watch/watch_keys.hpp"

#include "framework/base/error.hpp"

#include <algorithm>

namespace muster {

namespace {

using Form = WatchForm;

WatchKey worded(
    std::string_view name,
    WatchForm form,
    std::vector<std::string_view> words,
    std::string_view meaning,
    std::string_view usual = ""
) {
    return {name, form, meaning, usual, "", "", std::move(words)};
}

std::vector<WatchKey> with_scope(const std::vector<WatchKey>& keys) {
    std::vector<WatchKey> all = {
        {"target", Form::text, "of this target; a glob of names"},
        {"role", Form::text, "of targets of this role; a glob of roles"},
        {"spec", Form::text, "of this spec; a glob of titles"}};
    all.insert(all.end(), keys.begin(), keys.end());
    return all;
}

std::vector<WatchKey> keys_of_what_is_watched() {
    return {
        {"watch", Form::text, "the title of what is watched"},
        {"specs", Form::texts, "files and folders of specs"},
        {"inventory", Form::texts, "inventories: files, folders, programs, or `web1,web2,`"},
        {"inventory_every", Form::duration, "how often inventories are read", "5m", "1s", "30d"},
        {"waivers", Form::texts, "files of waivers"},
        {"vars", Form::variables, "variables of all targets, as of --var"},
        {"secrets", Form::secrets, "where secrets are kept, by name"},
        {"interval", Form::duration, "how often each spec is asked", "60s", "1s", "366d"},
        worded(
            "intervals", Form::sections, {"interval"}, "other intervals; the last that fits counts"
        ),
        worded("retry", Form::section, {"retry"}, "when a problem is believed"),
        worded(
            "flapping", Form::flag_or_section, {"flapping"}, "when a thing goes to and fro", "true"
        ),
        {"stale_after",
         Form::number,
         "so many intervals without a result are a problem",
         "3",
         "2",
         "1000"},
        {"grace", Form::duration, "how long a new target is not told of", "5m", "0s", "30d"}};
}

std::vector<WatchKey> keys_of_asking() {
    return {
        worded("maintenance", Form::sections, {"window"}, "when no problem is told"),
        {"jobs", Form::number, "targets that are asked at a time", "10", "1", "1000"},
        {"sessions", Form::number, "sessions that are kept open", "1000", "1", "100000"},
        {"timeout", Form::duration, "for one round of one target", "1m", "1s", "1d"},
        {"connect_timeout", Form::duration, "for one connection", "10s", "1s", "1h"},
        {"command_timeout", Form::duration, "for one command of a spec", "30s", "1s", "1d"},
        {"sudo", Form::flag, "raise rights at login", "false"},
        {"commands", Form::flag, "run commands of specs", "true"},
        {"identity", Form::texts, "private keys: files, or env:NAME"},
        {"known_hosts", Form::texts, "files of known hosts"},
        {"ssh_config", Form::text, "a file of ssh_config(5)"},
        worded(
            "host_key",
            Form::choice,
            {"yes", "accept-new", "this-run"},
            "which host keys are trusted",
            "yes"
        )};
}

std::vector<WatchKey> keys_of_keeping_and_telling() {
    return {
        {"store", Form::text, "the database of state and history", "/var/lib/muster/muster.db"},
        worded("keep", Form::section, {"keep"}, "how much of history is kept"),
        worded(
            "listen",
            Form::text_or_section,
            {"listen"},
            "where the page is served; or off",
            "127.0.0.1:9393"
        ),
        worded("notify", Form::sections, {"channel"}, "where problems are told"),
        worded(
            "heartbeat", Form::text_or_section, {"heartbeat"}, "a GET as long as the loop is well"
        ),
        worded("actions", Form::sections, {"action"}, "commands for targets with a problem"),
        {"outbox",
         Form::number,
         "messages that wait for delivery at most",
         "1000",
         "1",
         "1000000"}};
}

WatchSection file_section() {
    auto keys = keys_of_what_is_watched();
    for (const auto& more : {keys_of_asking(), keys_of_keeping_and_telling()})
        keys.insert(keys.end(), more.begin(), more.end());
    return {
        .name = "watch",
        .what = "a watch file",
        .keys = std::move(keys),
        .needed = {"watch", "specs", "inventory"}};
}

WatchSection interval_section() {
    return {
        .name = "interval",
        .what = "a rule of intervals",
        .keys = with_scope({{"every", Form::duration, "the interval", "", "1s", "366d"}}),
        .needed = {"every"},
        .at_least_one_of = {"target", "role", "spec"}};
}

WatchSection window_section() {
    return {
        .name = "window",
        .what = "a maintenance window",
        .keys = with_scope(
            {worded(
                 "days",
                 Form::choices,
                 {"mon", "tue", "wed", "thu", "fri", "sat", "sun"},
                 "days of the week on which it begins; without it each day"
             ),
             {"from", Form::moment, "a time of day, or the moment of a single window"},
             {"to", Form::moment, "when it ends; a time before `from` is on the next day"},
             {"zone", Form::text, "of the times of day: Asia/Tokyo", "UTC"},
             {"reason", Form::text, "what is done then"}}
        ),
        .needed = {"from", "to"}};
}

WatchSection channel_section() {
    return {
        .name = "channel",
        .what = "a channel",
        .keys =
            {{"name", Form::text, "by which the outbox and metrics know it"},
             {"webhook", Form::url, "is sent JSON by POST"},
             {"alertmanager", Form::url, "an Alertmanager, without /api/v2/alerts"},
             {"mail", Form::texts, "addresses that get mail"},
             {"command", Form::command, "a program that gets JSON on its standard input"},
             worded(
                 "form",
                 Form::choice,
                 {"muster", "slack", "mattermost"},
                 "what a webhook is sent",
                 "muster"
             ),
             {"from", Form::text, "who mail is from; without it the sendmail program says"},
             {"sendmail", Form::command, "what sends mail", "[/usr/sbin/sendmail, -i, -t]"},
             {"token", Form::text, "a secret by name, sent as a bearer token"},
             worded(
                 "impact",
                 Form::choice,
                 {"none", "low", "medium", "high", "critical"},
                 "problems of less impact are not told here",
                 "none"
             ),
             {"roles", Form::texts, "of targets with one of these roles; without it all"},
             {"hours", Form::hours, "of the day, at which it is told; without it all day"},
             {"zone", Form::text, "of the hours: Asia/Tokyo", "UTC"},
             {"group", Form::duration, "what comes within it is one message", "10s", "0s", "1h"},
             {"repeat",
              Form::duration,
              "a problem that stays is told again; 0s: never",
              "0s",
              "0s",
              "366d"}},
        .needed = {"name"},
        .one_of = {"webhook", "alertmanager", "mail", "command"}};
}

WatchSection action_section() {
    return {
        .name = "action",
        .what = "an action",
        .keys =
            {{"name", Form::text, "by which history knows it"},
             {"role", Form::text, "on targets of this role"},
             {"problem", Form::text, "of which expectation it is; an id or a glob of ids"},
             {"command", Form::command, "what is run, on the monitor"},
             {"at_most", Form::number, "so many targets of the role …", "1", "1", "10000"},
             {"per", Form::duration, "… within this", "30m", "1s", "366d"},
             {"unless_percent",
              Form::number,
              "not when so much of the role has a problem",
              "30",
              "1",
              "100"},
             {"after", Form::text, "an id that has to conform on the target"},
             {"dry_run", Form::flag, "tell what would be run, and run nothing", "true"},
             {"timeout", Form::duration, "for the command", "60s", "1s", "1h"}},
        .needed = {"name", "role", "problem", "command"}};
}

WatchSection listen_section() {
    return {
        .name = "listen",
        .what = "listen",
        .keys = {
            {"address", Form::text, "ADDRESS:PORT, or [IPv6]:PORT", "127.0.0.1:9393"},
            {"certificate", Form::text, "a file, PEM; with `key` it is served by TLS"},
            {"key", Form::text, "the file of its private key"},
            {"user", Form::text, "who may read, with `password`; without it whoever can connect"},
            {"password", Form::text, "a secret by name"},
            {"token", Form::text, "a secret by name: who has it may read and change"},
            {"page", Form::url, "where readers find it, for messages; default: its address"}}};
}

std::vector<WatchSection> all_sections() {
    return {
        file_section(),
        interval_section(),
        {.name = "retry",
         .what = "retry",
         .keys =
             {{"after",
               Form::duration,
               "a soft problem is asked again after it",
               "15s",
               "1s",
               "1d"},
              {"attempts",
               Form::number,
               "so many results in a row are a problem",
               "3",
               "1",
               "100"}}},
        {.name = "flapping",
         .what = "flapping",
         .keys =
             {{"low",
               Form::number,
               "percent of changes below which a thing is steady",
               "25",
               "1",
               "100"},
              {"high", Form::number, "percent of changes above which it flaps", "30", "1", "100"}}},
        window_section(),
        {.name = "keep",
         .what = "keep",
         .keys =
             {{"age", Form::duration, "what is older is thrown away", "90d", "1h", "3660d"},
              {"size",
               Form::size,
               "the oldest is thrown away above it",
               "1GiB",
               "1MiB",
               "1024GiB"}}},
        listen_section(),
        channel_section(),
        {.name = "heartbeat",
         .what = "heartbeat",
         .keys =
             {{"url", Form::url, "what is asked"},
              {"every", Form::duration, "how often", "60s", "1s", "1d"}},
         .needed = {"url"}},
        action_section()};
}

}  // namespace

const std::vector<WatchSection>& watch_sections() {
    static const auto sections = all_sections();
    return sections;
}

const WatchSection& watch_section(std::string_view name) {
    const auto found = std::ranges::find(watch_sections(), name, &WatchSection::name);
    MUSTER_ASSERT(found != watch_sections().end());
    return *found;
}

const WatchKey& watch_key(const WatchSection& section, std::string_view name) {
    const auto found = std::ranges::find(section.keys, name, &WatchKey::name);
    MUSTER_ASSERT(found != section.keys.end());
    return *found;
}

}  // namespace muster
