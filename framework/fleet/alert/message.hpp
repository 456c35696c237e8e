#pragma once

// What is told to a channel: plain data, which the outbox keeps as JSON until it is delivered.

#include "framework/base/json/json.hpp"
#include "framework/fleet/state/watched.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// One thing that is told, of one watched thing.
struct Notice {
    enum class Kind {
        problem,
        recovery,
        reminder,  ///< a problem that is still there
        followed,  ///< a value has changed
        rebuilt,
        trouble,  ///< of the loop itself
    };
    Kind kind = Kind::problem;
    Instant at{};
    Watched of;
    std::vector<std::string> roles;  ///< of the target
    Standing standing = Standing::errored;
    Instant since{};
    bool flapping = false;
    std::string spec;
    std::string statement;
    std::string expected;
    std::string actual;
    std::string message;  ///< "expected 0644, is 0666"; of `followed` "was A, is B"
    std::string hint;
    std::string because;
    Impact impact = Impact::medium;
    std::string owner;
    std::string runbook;
    std::string again;  ///< the line that runs it again
};
std::string_view name(Notice::Kind kind);  ///< "problem", "recovery", …

/// One message: notices of one cause, and of as many targets as had it.
struct Message {
    std::string fleet;  ///< the title of the watch file
    std::string page;   ///< where the loop's page is; empty: nowhere
    /// How many targets have each role that is named here: "3 of 12". A role that is missing is of nobody knows how
    /// many.
    std::map<std::string, std::size_t> members;
    std::vector<Notice> notices;
};

/// What a webhook of the form `muster` is sent, and what the outbox keeps:
///
///     {"format": 1, "fleet": "the shop", "page": "https://…", "members": {"web": 12}, "notices": [
///       {"kind": "problem", "at": "2026-07-01T12:00:00Z", "target": "web1", "id": "nginx / mode", "roles": ["web"],
///        "standing": "failed", "since": "2026-07-01T11:59:30Z", "flapping": false, "spec": "nginx", …}]}
///
/// Times are ISO 8601, standings, kinds and impacts words; bytes that are no UTF-8 come as {"base64": "…"}.
Json to_json(const Message& message);
/// Members that are missing are as in a fresh Message. Throws Broken: another format, or a member of the wrong shape.
Message message_from_json(const Json& json);

}  // namespace muster
