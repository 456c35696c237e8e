#pragma once

// The file of `muster watch`:
//
//     watch: the shop
//     specs: [specs/]
//     inventory: [inventory.yaml]
//     interval: 60s
//     intervals:
//       - {role: db, every: 30s}
//       - {spec: "patches*", every: 1h}
//     retry: {after: 15s, attempts: 3}
//     listen: 127.0.0.1:9393
//     store: /var/lib/muster/muster.db
//     notify:
//       - {name: team, webhook: "https://…", form: mattermost, impact: high, roles: [db]}
//
// docs/watch-file.md has all of it. Paths are relative to the file's folder.

#include "framework/base/clock.hpp"
#include "framework/base/error.hpp"
#include "framework/fleet/state/state_rules.hpp"
#include "framework/fleet/store/store.hpp"
#include "framework/model/plan.hpp"
#include "framework/model/target.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Something of the fleet: globs of names; empty ones mean any.
struct WatchScope {
    std::string target;  ///< a name or a glob
    std::string role;
    std::string spec;  ///< a title or a glob
};

struct IntervalRule {
    WatchScope scope;
    Nanoseconds every{};
    Location where;
};

/// Times of day on days of the week, or once, in a zone: no problem that is found then is told before it ends.
struct MaintenanceWindow {
    WatchScope scope;
    std::vector<std::chrono::weekday> days;  ///< empty: each day
    Nanoseconds from{};                      ///< since midnight
    Nanoseconds to{};                        ///< since midnight; before `from`: on the next day
    std::optional<Instant> once_from = {};   ///< a single window instead, with its end
    std::optional<Instant> once_to = {};
    std::string zone;  ///< of the times of day: "Asia/Tokyo"; empty: UTC
    std::string reason;
    Location where;
};

/// Where problems are told.
struct AlertChannel {
    enum class Kind { webhook, alertmanager, mail, command };
    /// What a webhook is sent.
    enum class Form { muster, slack, mattermost };
    std::string name;
    Kind kind = Kind::webhook;
    Form form = Form::muster;
    std::string url;                   ///< of webhook and alertmanager
    std::vector<std::string> to;       ///< of mail
    std::string from;                  ///< of mail
    std::vector<std::string> command;  ///< of mail the sendmail program; words
    std::string token;               ///< the name of a secret: sent as a bearer token; empty: none
    Impact least = Impact::none;     ///< problems of less impact go elsewhere
    std::vector<std::string> roles;  ///< of the target; empty: all
    std::optional<std::pair<Nanoseconds, Nanoseconds>> hours;  ///< of the day, in `zone`
    std::string zone;
    Nanoseconds group = std::chrono::seconds(10);  ///< what comes within it is one message
    Nanoseconds repeat{0};                         ///< a problem that stays is told again; 0: never
    Location where;
};

/// A GET now and then, as long as the loop is well: who does not get it any more tells somebody.
struct Heartbeat {
    std::string url;
    Nanoseconds every = std::chrono::seconds(60);
};

/// A command for targets of a role that have a problem, with brakes.
struct ActionRule {
    std::string name;
    std::string role;
    std::string on;  ///< an id or a glob: for whose problem
    std::vector<std::string> command;
    std::size_t at_most = 1;                     ///< so many of the role …
    Nanoseconds per = std::chrono::minutes(30);  ///< … within this
    int unless_percent = 30;                     ///< not when so much of the role has a problem
    std::string after;  ///< an id that has to conform on the target; empty: none
    bool dry_run = true;
    Nanoseconds timeout = std::chrono::seconds(60);
    Location where;
};

/// Where the page and the interfaces are served.
struct Listen {
    std::string address = "127.0.0.1";
    std::uint16_t port = 9393;
    std::string certificate;  ///< a file, PEM; with a key: TLS
    std::string key;
    std::string user;      ///< who may read; empty: anybody who can connect
    std::string password;  ///< the name of a secret
    std::string token;     ///< the name of a secret: who has it may read and change
    std::string page;      ///< where readers find it, for messages; empty: nothing is said of it
    bool is_off = false;
    Location where = {};

    friend bool operator==(const Listen&, const Listen&) = default;
};

struct WatchFile {
    std::string title;
    std::vector<std::string> specs;
    std::vector<std::string> inventory;
    Nanoseconds inventory_every = std::chrono::minutes(5);  ///< a program is asked again
    std::vector<std::string> waivers;
    Json variables = Json::object();  ///< as of --var
    std::vector<std::pair<std::string, SecretSource>> secrets;
    StateRules rules;
    std::vector<IntervalRule> intervals;
    std::vector<MaintenanceWindow> maintenance;
    std::size_t jobs = 10;                          ///< targets that are asked at a time
    std::size_t sessions = 1000;                    ///< kept open at most
    Nanoseconds timeout = std::chrono::minutes(1);  ///< one round of one target
    Nanoseconds connect_timeout = std::chrono::seconds(10);
    Nanoseconds command_timeout = std::chrono::seconds(30);
    bool sudo = false;
    bool commands = true;
    std::vector<std::string> identities;
    std::vector<std::string> known_hosts;
    std::string ssh_config;
    std::string host_key = "yes";
    std::string store = "/var/lib/muster/muster.db";
    Retention keep;
    Listen listen;
    std::vector<AlertChannel> notify;
    std::optional<Heartbeat> heartbeat;
    std::vector<ActionRule> actions;
    std::size_t outbox = 1000;  ///< messages that wait at most
};

/// Reads the text of the file; paths in it are taken as relative to the folder of `file`. Throws Broken with file, line
/// and column and what was probably meant; all that is wrong at once, a line each.
WatchFile watch_file_from(std::string_view text, const std::string& file);

}  // namespace muster
